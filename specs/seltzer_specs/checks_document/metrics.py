"""`metrics` of a document: what is measured without a threshold."""

import re

from seltzer_specs.metrics import EMPTY_VALIDITY, Metric
from seltzer_specs.names import Name
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.check_line import ONE_COLUMN, CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import Expansion
from seltzer_specs.sodacl.expression_line import OVER_METRICS
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.sodacl.item import CheckItem, read_item
from seltzer_specs.sodacl.loop import note_waiting
from seltzer_specs.sodacl.measuring import (
    MetricOf,
    all_waiting,
    column_pattern,
    measure,
    measure_columns,
)
from seltzer_specs.sodacl.metric import complete_metric, take_metric
from seltzer_specs.sodacl.patterns import NamePattern
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

EXCLUDE = re.compile(r"exclude\s+(?P<column>.+)", re.IGNORECASE)
WILDCARD = re.compile(r"[%*]")
OF_VALID = frozenset({"valid_count", "valid_percent", "invalid_count", "invalid_percent"})
"""What a pattern asks only of columns that say what is valid."""

PATTERNED = ONE_COLUMN | {"duplicate_count", "duplicate_percent"}


def measure_list(key: Scalar, node: Node, root: Mapping, context: Context) -> None:
    """Ask for the metrics of a list; mistakes are noted, and the other metrics go on.

    Args:
        key: The key of the list.
        node: The list.
        root: The document.
        context: With the dataset and what is configured for its columns.
    """
    if not isinstance(node, Sequence) or not node.items:
        context.problems.add(
            f'"metrics" wants a list of metrics such as [row_count, avg(total)], got '
            f"{describe(node)}",
            node.location,
            "not-a-list",
        )
        return
    items = [item for item in (read_item(n, context) for n in node.items) if item is not None]
    excludes = [p for p in (_exclude(item, context) for item in items) if p is not None]
    found = [_measure(i, excludes, context) for i in items if not EXCLUDE.fullmatch(i.line)]
    waiting = all_waiting(found)
    if waiting is not None:
        note_waiting(waiting, key, root, context)


def _exclude(item: CheckItem, context: Context) -> NamePattern | None:
    match = EXCLUDE.fullmatch(item.line)
    if match is None or context.dataset is None:
        return None
    try:
        column = parse_name(match["column"])
    except IdentifierError as error:
        context.problems.add(str(error), item.location, "identifier")
        return None
    return column_pattern(column, context.dataset, item.location, is_exclude=True)


def _measure(item: CheckItem, excludes: list[NamePattern], context: Context) -> Expansion | None:
    line = _line(item, context)
    if line is None or context.dataset is None:
        return None
    if len(line.arguments) == 1 and line.metric in PATTERNED and WILDCARD.search(line.arguments[0]):
        return _measure_pattern(line, item, excludes, context)
    config = Config(item.config, of=f'the metric "{item.definition}"', context=context)
    before = len(context.problems.errors)
    metric = take_metric(line, item, config, context)
    config.finish()
    if metric is None or len(context.problems.errors) > before:
        return None
    if not metric.columns:
        measure(metric, context, item.location, is_literal=True)
        return None
    patterns = [column_pattern(c, context.dataset, item.location) for c in metric.columns]
    if len(patterns) == 1:
        return measure_columns({metric.name: lambda _: metric}, patterns, context)
    measure(metric, context, item.location, is_literal=True)
    return None


def _measure_pattern(
    line: CheckLine, item: CheckItem, excludes: list[NamePattern], context: Context
) -> Expansion | None:
    config = Config(item.config, of=f'the metric "{item.definition}"', context=context)
    own = _take_excludes(config, item)
    if config.open_keys():
        context.problems.add(
            f'"{item.definition}" is of all columns that match, and what narrows it is said below '
            "a metric of one column; say it under `configurations`, or `exclude` columns",
            item.location,
            "metrics",
        )
        return None
    try:
        column = parse_name(line.arguments[0])
    except IdentifierError as error:
        context.problems.add(str(error), item.location, "identifier")
        return None
    dataset = context.dataset
    if dataset is None:
        return None
    patterns = [column_pattern(column, dataset, item.location), *excludes, *own]
    return measure_columns({line.metric: _metric_of(line.metric, item, context)}, patterns, context)


def _take_excludes(config: Config, item: CheckItem) -> list[NamePattern]:
    found: list[NamePattern] = []
    dataset = config.context.dataset
    for text in config.take_texts("exclude"):
        try:
            column = parse_name(text)
        except IdentifierError as error:
            config.context.problems.add(str(error), item.location, "identifier")
            continue
        if dataset is not None:
            found.append(column_pattern(column, dataset, item.location, is_exclude=True))
    return found


def _metric_of(name: str, item: CheckItem, context: Context) -> MetricOf:
    def metric_of(column: Name) -> Metric | None:
        validity = context.columns.get(column.text, EMPTY_VALIDITY)
        if name in OF_VALID and not validity.says_what_is_valid:
            return None
        plain = Metric(name=name, columns=(column,))
        return complete_metric(plain, item, own=EMPTY_VALIDITY, condition=None, context=context)

    return metric_of


def _line(item: CheckItem, context: Context) -> CheckLine | None:
    """Give the metric of a line; None after noting that it is more, or nothing."""
    try:
        line = parse_check_line(item.line)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    if line.threshold or OVER_METRICS.fullmatch(item.line):
        context.problems.add(
            f'"{item.definition}" is more than a metric: under "metrics" nothing is judged; put '
            'it under "checks", or write the metric alone',
            item.location,
            "metrics",
        )
        return None
    return line
