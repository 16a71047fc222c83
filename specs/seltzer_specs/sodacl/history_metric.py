"""The metric of a question over history: any metric, or the age of the newest row in seconds."""

from seltzer_specs.metrics import AGE, Metric
from seltzer_specs.sodacl.check_line import CheckLine
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.definitions import USER_FORMS
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.sodacl.item import CheckItem
from seltzer_specs.sodacl.metric import take_metric


def take_history_metric(
    line: CheckLine, item: CheckItem, config: Config, context: Context
) -> Metric | None:
    """Give the metric of a line and its configuration; None after noting a mistake."""
    is_defined = AGE in context.definitions or any(
        config.has(f"{AGE} {form}") for form in USER_FORMS
    )
    if line.metric != AGE or (is_defined and not line.arguments):
        return take_metric(line, item, config, context)
    return _take_age(line, item, config, context)


def _take_age(line: CheckLine, item: CheckItem, config: Config, context: Context) -> Metric | None:
    problems = context.problems
    if len(line.arguments) != 1:
        problems.add(
            "a question over the history of freshness wants one column, as the age is at each "
            f"scan's own time, got {len(line.arguments) or 'none'}; write for example "
            f"`freshness({line.arguments[0] if line.arguments else 'created_at'})`",
            item.location,
            "metric-arguments",
        )
        return None
    try:
        column = parse_name(line.arguments[0])
    except IdentifierError as error:
        problems.add(str(error), item.location, "identifier")
        return None
    if context.dataset is None:
        problems.add(
            f'the check "{item.definition}" needs a dataset; put it below `checks for DATASET:`',
            item.location,
            "no-dataset",
        )
        return None
    condition = config.take_sql("filter")
    return Metric(
        name=AGE,
        columns=(column,),
        filter=condition.text if condition is not None else None,
        filter_template=condition.template if condition is not None else None,
    )
