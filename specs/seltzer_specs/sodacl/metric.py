"""Metric checks, built-in (`missing_count(email) = 0`) and user-defined (`NAME expression:`)."""

from functools import lru_cache

from seltzer_specs.checks import Check, MetricCheck
from seltzer_specs.metrics import EMPTY_VALIDITY, Metric, Validity
from seltzer_specs.names import Name
from seltzer_specs.sodacl.check_line import (
    BUILTIN,
    MANY_COLUMNS,
    PERCENT,
    WITH_FRACTION,
    CheckLine,
    CheckLineError,
    check_arguments,
    parse_check_line,
)
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.definitions import USER_FORMS, borrow_definition
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.sodacl.item import CheckItem, common_fields, has_dataset, metric_identity
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.sodacl.validity_keys import KEYS, LISTS, merge_validity, take_validity
from seltzer_specs.variables import Resolved

NEEDS_VALIDITY = frozenset({"invalid_count", "invalid_percent"})
COUNTS_BAD = frozenset(
    {
        f"{bad}_{form}"
        for bad in ("missing", "invalid", "duplicate")
        for form in ("count", "percent")
    }
)
NO_VALIDITY = frozenset({"row_count"})
OF_MISSING = frozenset({"missing_count", "missing_percent", "values_count", "values_percent"})
"""What is valid changes nothing of these."""


def parse_metric(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one metric check; None after noting a mistake."""
    try:
        line = parse_check_line(item.line)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    metric = take_metric(line, item, config, context)
    if metric is None:
        return None
    thresholds = take_thresholds(
        line.threshold,
        config,
        item.location,
        unit="percent" if metric.name in PERCENT else "number",
    )
    fields = common_fields(
        item,
        config,
        context,
        identity=metric_identity("metric", metric),
        label=metric_label(metric),
    )
    if thresholds is None:
        return None
    if thresholds.fail is None and thresholds.warn is None:
        context.problems.add_incomplete(
            f'the check "{item.definition}" has no threshold; write for example '
            f"`{item.definition} {'= 0' if metric.name in COUNTS_BAD else '> 0'}`",
            item.location,
            "no-threshold",
            keys=("warn", "fail"),
        )
        return None
    return MetricCheck(metric=metric, thresholds=thresholds, **fields)


def take_metric(
    line: CheckLine, item: CheckItem, config: Config, context: Context
) -> Metric | None:
    """Give the metric of a line and its configuration; None after noting a mistake."""
    if not line.arguments and any(config.has(f"{line.metric} {form}") for form in USER_FORMS):
        return _take_user_metric(line, item, config, context, definition=config)
    if not line.arguments and line.metric in context.definitions and line.metric not in BUILTIN:
        definition = borrow_definition(line.metric, item, context)
        if definition is not None:
            return _take_user_metric(line, item, config, context, definition=definition)
    try:
        plain = plain_metric(line)
    except CheckLineError as error:
        from seltzer_specs.sodacl.metric_hints import explain  # only mistakes need it

        message = explain(error, line, item.line, config.open_keys())
        context.problems.add(message, item.location, error.rule)
        return None
    except IdentifierError as error:
        context.problems.add(str(error), item.location, "identifier")
        return None
    if not has_dataset(item, context):
        return None
    condition = config.take_sql("filter")
    before = len(context.problems.errors)
    own = take_validity(config) if has_validity(plain) else EMPTY_VALIDITY
    if len(context.problems.errors) > before:
        return None
    metric = complete_metric(plain, item, own=own, condition=condition, context=context)
    if metric is None and context.problems.errors[-1].rule == "no-validity":
        _blame_misspelt_key(config)
    return metric


def _blame_misspelt_key(config: Config) -> None:
    """Note the key that was to say what is valid, in the place of its absence."""
    from seltzer_specs.sodacl.metric_hints import find_misspelt  # only mistakes need it

    key = find_misspelt(config.open_nodes(), KEYS)
    if key is not None:
        problems = config.context.problems
        problems.errors.pop()
        problems.unknown_key(key, KEYS, of=config.of)


def complete_metric(
    plain: Metric,
    item: CheckItem,
    *,
    own: Validity,
    condition: Resolved | None,
    context: Context,
) -> Metric | None:
    """Give a metric with what applies to it; None after noting a mistake.

    Args:
        plain: The metric of the line alone.
        item: Where it stands.
        own: What the check says of missing and valid values, before its column's part.
        condition: The check's filter.
        context: What is configured for the columns.
    """
    before = len(context.problems.errors)
    validity = _validity(plain, own, item, context)
    if len(context.problems.errors) > before:
        return None
    metric = plain
    if condition is not None or validity is not EMPTY_VALIDITY:
        metric = Metric(
            name=plain.name,
            columns=plain.columns,
            arguments=plain.arguments,
            filter=condition.text if condition is not None else None,
            filter_template=condition.template if condition is not None else None,
            validity=validity,
        )
    return metric if _is_computable(metric, item, context) else None


@lru_cache(maxsize=16_384)
def plain_metric(line: CheckLine) -> Metric:
    """Give the metric of a line alone, as thousands of checks write it alike.

    Raises:
        CheckLineError: unknown metric or wrong arguments.
        IdentifierError: a column's name cannot be read.
    """
    check_arguments(line)
    columns, arguments = _arguments(line)
    return Metric(name=line.metric, columns=columns, arguments=arguments)


def _arguments(line: CheckLine) -> tuple[tuple[Name, ...], tuple[float, ...]]:
    if line.metric not in WITH_FRACTION:
        return tuple(parse_name(text) for text in line.arguments), ()
    try:
        fraction = float(line.arguments[1])
    except ValueError:
        fraction = -1.0
    if not 0 <= fraction <= 1:
        from seltzer_specs.sodacl.metric_hints import fraction_hint  # only mistakes need it

        raise CheckLineError(
            f'{line.metric} wants a fraction from 0 to 1, got "{line.arguments[1]}"'
            f"{fraction_hint(line)}",
            "metric-arguments",
        )
    return (parse_name(line.arguments[0]),), (fraction,)


def _refuse_mixed(validity: Validity, metric: str, item: CheckItem, context: Context) -> None:
    """Refuse lists that hold texts in the check and numbers for the column, or the reverse."""
    for key in LISTS:
        values = getattr(validity, KEYS[key]) or ()
        if len({isinstance(value, str) for value in values}) > 1:
            context.problems.add(
                f'"{key}" of {metric} and of its column mix texts and numbers; '
                "quote the numbers or unquote the texts",
                item.location,
                "mixed-values",
            )


def _refuse_empty(validity: Validity, item: CheckItem, context: Context) -> None:
    """Refuse ranges that no value lies in."""
    for low, high, words in (
        (validity.valid_min, validity.valid_max, "valid min"),
        (validity.valid_min_length, validity.valid_max_length, "valid min length"),
    ):
        if low is not None and high is not None and low > high:
            context.problems.add(
                f'"{words}" ({low}) is above "{words.replace("min", "max")}" ({high}), so nothing '
                "is valid; swap them",
                item.location,
                "empty-range",
            )


def has_validity(metric: Metric) -> bool:
    """Tell whether a check of the metric may say which values are missing and valid."""
    return metric.name not in NO_VALIDITY and len(metric.columns) == 1


def _validity(metric: Metric, own: Validity, item: CheckItem, context: Context) -> Validity:
    """Give what applies to a metric; duplicates are of all values but where a check says more."""
    if not has_validity(metric):
        return EMPTY_VALIDITY
    column = EMPTY_VALIDITY
    if metric.name not in MANY_COLUMNS:
        column = context.columns.get(metric.columns[0].text, EMPTY_VALIDITY)
    merged = merge_validity(own, column)
    if merged is EMPTY_VALIDITY:
        return merged
    _refuse_mixed(merged, metric.name, item, context)
    _refuse_empty(merged, item, context)
    return merged.missing_part() if metric.name in OF_MISSING else merged


def _is_computable(metric: Metric, item: CheckItem, context: Context) -> bool:
    if metric.name not in NEEDS_VALIDITY or metric.validity.says_what_is_valid:
        return True
    context.problems.add_incomplete(
        f'the check "{item.definition}" does not say what is valid; add for example '
        "`valid values: [a, b]` or `valid format: email`",
        item.location,
        "no-validity",
        keys=KEYS,
    )
    return False


def _take_user_metric(
    line: CheckLine, item: CheckItem, config: Config, context: Context, *, definition: Config
) -> Metric | None:
    """Give a metric that the user defines by `NAME expression:`, `NAME query:` or a file."""
    expression = definition.take_sql(f"{line.metric} expression")
    query = definition.take_sql_or_file(f"{line.metric} query", f"{line.metric} sql_file")
    if expression is not None and query is not None:
        context.problems.add(
            f'"{line.metric}" is defined by an expression and by a query; keep one of them',
            item.location,
            "two-definitions",
        )
        return None
    if query is not None and (other := config.take("filter")) is not None:
        context.problems.add(
            f'"filter" does not reach into the query of "{line.metric}"; write the condition into '
            "the query",
            other.location,
            "filter",
        )
        return None
    if expression is not None and context.dataset is None:
        context.problems.add(
            f'"{line.metric} expression" needs a dataset; put the check below '
            "`checks for DATASET:`, or use a query",
            item.location,
            "no-dataset",
        )
        return None
    sql = expression or query
    if sql is None:
        return None
    condition = config.take_sql("filter") if expression is not None else None
    return Metric(
        name=line.metric,
        form="expression" if expression is not None else "query",
        sql=sql.text.strip().rstrip(";").rstrip(),
        sql_template=sql.template,
        filter=condition.text if condition is not None else None,
        filter_template=condition.template if condition is not None else None,
    )


def metric_label(metric: Metric) -> str:
    """Give the readable start of a derived id."""
    return ".".join([metric.name, *(column.text for column in metric.columns)])
