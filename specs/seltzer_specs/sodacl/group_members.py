"""Checks of the rows of a query: by thresholds, or by the history of a group.

They stand below a `group by`, or below `one row`.
"""

from collections import Counter
from collections.abc import Sequence as Sequenced
from dataclasses import dataclass, replace

from seltzer_specs.checks import GroupAnomalyCheck, GroupChangeCheck, GroupCheck, GroupMember
from seltzer_specs.expression_text import Condition, ExpressionError
from seltzer_specs.expressions import Variable, variables_of
from seltzer_specs.sodacl.anomaly import DETECTION, SCORE, read_anomaly_line, take_question
from seltzer_specs.sodacl.change import split_change, take_change_thresholds
from seltzer_specs.sodacl.check_line import CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expression import read_condition, take_levels
from seltzer_specs.sodacl.expression_line import OVER_COLUMNS, with_operators
from seltzer_specs.sodacl.item import CheckItem, common_fields, read_item
from seltzer_specs.sodacl.threshold_text import ThresholdError
from seltzer_specs.sodacl.thresholds_config import Unit, take_thresholds
from seltzer_specs.sodacl.validity_keys import KEYS
from seltzer_specs.thresholds import Thresholds
from seltzer_specs.yaml_reader import Node, Sequence

CHANGE = "change "
OTHER_KINDS = ("anomaly ", "freshness", "schema", "failed rows", "values in ", "group ")


@dataclass(frozen=True, slots=True)
class Parent:
    """What checks of rows stand below.

    Attributes:
        label: For messages.
        needs_names: True where each of the checks wants a `name`.
        has_groups: True where they may ask about the history of a group.
    """

    label: str
    needs_names: bool
    has_groups: bool


GROUP_BY = Parent("a group by", needs_names=True, has_groups=True)
ONE_ROW = Parent("one row", needs_names=False, has_groups=False)
SQL_METRIC = Parent("a sql metric", needs_names=False, has_groups=False)


def take_members(
    node: Node | None, context: Context, parent: Parent = GROUP_BY
) -> tuple[GroupMember, ...]:
    """Give the checks of each row, after noting the mistakes of the others."""
    if node is None:
        return ()
    if not isinstance(node, Sequence) or not node.items:
        location = node.location
        context.problems.add(
            f'"checks" of {parent.label} wants a list of checks such as `- n > 0`',
            location,
            "wrong-value",
        )
        return ()
    found = [_member(item, context, parent) for item in node.items]
    return with_own_ids([check for check in found if check is not None], context, parent)


def row_id(condition: Condition) -> str:
    """Give the id of a check below its parent: the columns that it judges."""
    return ".".join(variables_of(condition.subject))


def is_of_column(condition: Condition) -> bool:
    """Tell whether a condition compares one column with numbers."""
    return isinstance(condition.subject, Variable) and bool(condition.threshold)


def _member(node: Node, context: Context, parent: Parent) -> GroupMember | None:
    item = read_item(node, context)
    if item is None:
        return None
    of = f'the check "{item.definition}" of {parent.label}'
    config = Config(item.config, of=of, context=context)
    _refuse_conditions(config, parent)
    if parent.has_groups and item.line.startswith((DETECTION, SCORE)):
        return _anomaly(item, config, context)
    if parent.has_groups and item.line.startswith(CHANGE):
        return _change(item, config, context)
    _want_name(item, config, parent)
    if OVER_COLUMNS.fullmatch(item.line):
        return _expression(item, config)
    return _comparison(item, config, parent)


def _anomaly(item: CheckItem, config: Config, context: Context) -> GroupAnomalyCheck | None:
    line = read_anomaly_line(item, context)
    column = _column(line, item, GROUP_BY, context, example="anomaly detection for n")
    if column is None:
        return None
    _want_name(item, config, GROUP_BY)
    sensitivity, options = take_question(item, config)
    fields = common_fields(item, config, context, identity=[], label="")
    config.finish()
    if not fields["has_given_id"]:
        fields["id"] = f"anomaly.{column}"
    return GroupAnomalyCheck(column=column, sensitivity=sensitivity, options=options, **fields)


def _change(item: CheckItem, config: Config, context: Context) -> GroupChangeCheck | None:
    try:
        baseline, is_percent, rest = split_change(item.line)
        line = parse_check_line(rest)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    column = _column(line, item, GROUP_BY, context, example="change for n > -5")
    if column is None:
        return None
    _want_name(item, config, GROUP_BY)
    unit: Unit = "percent" if is_percent else "number"
    thresholds = take_change_thresholds(line.threshold, config, item, unit=unit)
    fields = common_fields(item, config, context, identity=[], label="")
    config.finish()
    if thresholds is None:
        return None
    if not fields["has_given_id"]:
        words = "percent" if is_percent else "by"
        fields["id"] = f"change.{words}.{baseline.kind.replace(' ', '-')}.{baseline.count}.{column}"
    return GroupChangeCheck(
        column=column, baseline=baseline, is_percent=is_percent, thresholds=thresholds, **fields
    )


def _comparison(item: CheckItem, config: Config, parent: Parent) -> GroupCheck | None:
    context = config.context
    try:
        line = parse_check_line(item.line)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    column = _column(line, item, parent, context, example="n > 0")
    if column is None:
        return None
    thresholds = take_thresholds(line.threshold, config, item.location)
    return _finish(item, config, column, thresholds)


def _expression(item: CheckItem, config: Config) -> GroupCheck | None:
    has_levels = config.has("warn") or config.has("fail")
    try:
        condition = read_condition(with_operators(item.line), has_levels=has_levels)
        thresholds = take_levels(condition, config, item)
    except (ExpressionError, ThresholdError) as error:
        config.context.problems.add(str(error), item.location, "expression")
        return None
    check = _finish(item, config, row_id(condition), thresholds)
    if check is None or is_of_column(condition):
        return check
    return replace(check, expression=condition.subject, is_condition=condition.threshold is None)


def _finish(
    item: CheckItem, config: Config, column: str, thresholds: Thresholds | None
) -> GroupCheck | None:
    fields = common_fields(item, config, config.context, identity=[], label="")
    config.finish()
    if thresholds is None:
        return None
    if thresholds.fail is None and thresholds.warn is None:
        config.context.problems.add(
            f'the check "{item.definition}" has no threshold; write for example '
            f"`{item.definition} > 0`",
            item.location,
            "no-threshold",
        )
        return None
    if not fields["has_given_id"]:
        fields["id"] = column
    return GroupCheck(column=column, thresholds=thresholds, **fields)


def _refuse_conditions(config: Config, parent: Parent) -> None:
    """Refuse what narrows a metric: here the rows are the query's."""
    for key in ("filter", *KEYS):
        node = config.take(key)
        if node is not None:
            config.context.problems.add(
                f'"{key}" does not go below a check of {parent.label}; write the condition into '
                "the query",
                node.location,
                "group-by",
            )


def _want_name(item: CheckItem, config: Config, parent: Parent) -> None:
    if parent.needs_names and not config.has("name"):
        config.context.problems.add(
            f'the check "{item.definition}" of {parent.label} wants a name; add `name:` below it',
            item.location,
            "no-name",
        )


def _column(
    line: CheckLine | None, item: CheckItem, parent: Parent, context: Context, *, example: str
) -> str | None:
    """Give the column of the result that a line names; None after noting a mistake."""
    if line is None:
        return None
    is_question = parent.has_groups and item.line.startswith((DETECTION, SCORE))
    others = OTHER_KINDS if parent.has_groups else (*OTHER_KINDS, CHANGE)
    if line.arguments or (item.line.startswith(others) and not is_question):
        context.problems.add(
            f'a check of {parent.label} compares a column of the query, got "{item.line}"; give '
            f"what you want to judge a name in the query, and write for example `- {example}`",
            item.location,
            "group-by",
        )
        return None
    return line.metric


def with_own_ids(
    checks: Sequenced[GroupMember], context: Context, parent: Parent
) -> tuple[GroupMember, ...]:
    """Number repeated column names, and refuse repeated ids."""
    counts = Counter[str]()
    this = f"this {parent.label.removeprefix('a ')}"
    found: list[GroupMember] = []
    for check in checks:
        counts[check.id] += 1
        if counts[check.id] == 1:
            found.append(check)
        elif check.has_given_id:
            context.problems.add(
                f'the id "{check.id}" stands twice in {this}; give one of the checks another id',
                check.location,
                "duplicate-id",
            )
        else:
            found.append(replace(check, id=f"{check.id}.{counts[check.id]}"))
    return tuple(found)
