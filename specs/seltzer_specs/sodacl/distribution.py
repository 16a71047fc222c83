"""Distribution checks: `distribution_difference(column, reference) > 0.05`."""

from collections.abc import Mapping

from seltzer_specs.checks import Check, Distribution, DistributionCheck
from seltzer_specs.checks.distribution import DistributionMethod, DistributionType
from seltzer_specs.distribution_reference import find_entry, parse_distribution
from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.named_files import NamedFileError, join_beside
from seltzer_specs.sodacl.check_line import CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.sodacl.item import CheckItem, common_fields
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.yaml_reader import Scalar

FILE_KEY = "distribution reference file"
METHODS: Mapping[DistributionType, tuple[DistributionMethod, ...]] = {
    "continuous": ("ks", "psi", "swd", "semd"),
    "categorical": ("chi_square", "psi", "swd", "semd"),
}
"""By type of the reference, the default first."""


def parse_distribution_check(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one distribution check; None after noting a mistake."""
    before = len(context.problems.errors)
    try:
        line = parse_check_line(item.line)
        column = parse_name(line.arguments[0]) if 1 <= len(line.arguments) <= 2 else None
    except (CheckLineError, IdentifierError) as error:
        context.problems.add(str(error), item.location, "check-line")
        return None
    if context.dataset is None or column is None:
        context.problems.add(
            "distribution_difference wants a dataset, a column and the name of a reference where "
            "its file has several; write `distribution_difference(COLUMN, NAME) > 0.05` below "
            "`checks for DATASET:`",
            item.location,
            "metric-arguments",
        )
        return None
    reference = _take_reference(line, item, config, context)
    method = _take_method(config, reference)
    condition, sample = config.take_sql("filter"), config.take_sql("sample")
    thresholds = take_thresholds(line.threshold, config, item.location)
    if thresholds is not None and thresholds.fail is None and thresholds.warn is None:
        context.problems.add(
            f'the check "{item.definition}" has no threshold; write for example '
            f"`{item.definition} > 0.05`",
            item.location,
            "no-threshold",
        )
    template = (condition.template or condition.text) if condition is not None else None
    common = common_fields(
        item,
        config,
        context,
        identity=[
            "distribution", column.text, list(line.arguments[1:]), method, template,
            sample.text if sample is not None else None,
        ],
        label=f"distribution_difference.{column.text}",
    )  # fmt: skip
    has_mistake = len(context.problems.errors) > before
    if reference is None or method is None or thresholds is None or has_mistake:
        return None
    return DistributionCheck(
        column=column,
        method=method,
        reference=reference,
        filter=condition.text if condition is not None else None,
        filter_template=condition.template if condition is not None else None,
        sample=sample.text.strip() if sample is not None else None,
        thresholds=thresholds,
        **common,
    )


def _take_reference(
    line: CheckLine, item: CheckItem, config: Config, context: Context
) -> Distribution | None:
    has_file = config.has(FILE_KEY)
    node = config.take_scalar(FILE_KEY)
    path = context.text(node) if node is not None else None
    if not has_file:
        context.problems.add(
            f'the check "{item.definition}" wants `{FILE_KEY}: FILE` below it',
            item.location,
            "distribution-reference",
        )
    if node is None or path is None:
        return None
    text = _read(path, node, context)
    if text is None:
        return None
    file = join_beside(path, node.location.file)
    name = line.arguments[1] if len(line.arguments) == 2 else None
    try:
        entry = find_entry(text, file, name, context.problems)
    except SpecErrorGroup as error:
        context.problems.errors.extend(error.errors)
        return None
    return parse_distribution(entry, file, context.problems) if entry is not None else None


def _read(path: str, node: Scalar, context: Context) -> str | None:
    try:
        if context.named_files is None:
            raise NamedFileError(f'"{path}" cannot be read here')
        return context.named_files.read(path, beside=node.location.file)
    except NamedFileError as error:
        context.problems.add(f'"{FILE_KEY}": {error}', node.location, "distribution-reference")
        return None


def _take_method(config: Config, reference: Distribution | None) -> DistributionMethod | None:
    node = config.take_scalar("method")
    if reference is None:
        return None
    known = METHODS[reference.type]
    if node is None:
        return known[0]
    for method in known:
        if node.text == method:
            return method
    config.complain(node, "method", f"{', '.join(known)} (the reference is {reference.type})")
    return None
