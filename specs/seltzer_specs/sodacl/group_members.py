"""Checks below a group by: a column of the query, by thresholds or by the history of its group."""

from collections import Counter
from dataclasses import replace

from seltzer_specs.checks import GroupAnomalyCheck, GroupChangeCheck, GroupCheck, GroupMember
from seltzer_specs.sodacl.anomaly import DETECTION, SCORE, read_anomaly_line, take_question
from seltzer_specs.sodacl.change import split_change, take_change_thresholds
from seltzer_specs.sodacl.check_line import CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem, common_fields, read_item
from seltzer_specs.sodacl.thresholds_config import Unit, take_thresholds
from seltzer_specs.sodacl.validity_keys import KEYS
from seltzer_specs.yaml_reader import Node, Sequence

CHANGE = "change "
OTHER_KINDS = ("anomaly ", "freshness", "schema", "failed rows", "values in ", "group ")


def take_members(node: Node | None, context: Context) -> tuple[GroupMember, ...]:
    """Give the checks of each group, after noting the mistakes of the others."""
    if node is None:
        return ()
    if not isinstance(node, Sequence) or not node.items:
        location = node.location
        context.problems.add(
            '"checks" of a group by wants a list of checks such as `- n > 0`',
            location,
            "wrong-value",
        )
        return ()
    found = [_member(item, context) for item in node.items]
    return _with_own_ids([check for check in found if check is not None], context)


def _member(node: Node, context: Context) -> GroupMember | None:
    item = read_item(node, context)
    if item is None:
        return None
    config = Config(item.config, of=f'the check "{item.definition}" of a group by', context=context)
    _refuse_conditions(config)
    if item.line.startswith((DETECTION, SCORE)):
        return _anomaly(item, config, context)
    if item.line.startswith(CHANGE):
        return _change(item, config, context)
    return _comparison(item, config, context)


def _anomaly(item: CheckItem, config: Config, context: Context) -> GroupAnomalyCheck | None:
    line = read_anomaly_line(item, context)
    column = _column(line, item, context, example="anomaly detection for n")
    if column is None:
        return None
    _want_name(item, config, context)
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
    column = _column(line, item, context, example="change for n > -5")
    if column is None:
        return None
    _want_name(item, config, context)
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


def _comparison(item: CheckItem, config: Config, context: Context) -> GroupCheck | None:
    try:
        line = parse_check_line(item.line)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    column = _column(line, item, context, example="n > 0")
    if column is None:
        return None
    _want_name(item, config, context)
    thresholds = take_thresholds(line.threshold, config, item.location)
    fields = common_fields(item, config, context, identity=[], label="")
    config.finish()
    if thresholds is None:
        return None
    if thresholds.fail is None and thresholds.warn is None:
        context.problems.add(
            f'the check "{item.definition}" has no threshold; write for example '
            f"`{item.definition} > 0`",
            item.location,
            "no-threshold",
        )
        return None
    if not fields["has_given_id"]:
        fields["id"] = column
    return GroupCheck(column=column, thresholds=thresholds, **fields)


def _refuse_conditions(config: Config) -> None:
    """Refuse what narrows a metric: here the rows are the query's."""
    for key in ("filter", *KEYS):
        node = config.take(key)
        if node is not None:
            config.context.problems.add(
                f'"{key}" does not go below a check of a group by; write the condition into the '
                "query",
                node.location,
                "group-by",
            )


def _want_name(item: CheckItem, config: Config, context: Context) -> None:
    if not config.has("name"):
        context.problems.add(
            f'the check "{item.definition}" of a group by wants a name; add `name:` below it',
            item.location,
            "no-name",
        )


def _column(
    line: CheckLine | None, item: CheckItem, context: Context, *, example: str
) -> str | None:
    """Give the column of the result that a line names; None after noting a mistake."""
    if line is None:
        return None
    is_question = item.line.startswith((DETECTION, SCORE))
    if line.arguments or (item.line.startswith(OTHER_KINDS) and not is_question):
        context.problems.add(
            f'a check of a group by compares a column of the query, got "{item.line}"; give '
            f"what you want to judge a name in the query, and write for example `- {example}`",
            item.location,
            "group-by",
        )
        return None
    return line.metric


def _with_own_ids(checks: list[GroupMember], context: Context) -> tuple[GroupMember, ...]:
    """Number repeated column names, and refuse repeated ids."""
    counts = Counter[str]()
    found: list[GroupMember] = []
    for check in checks:
        counts[check.id] += 1
        if counts[check.id] == 1:
            found.append(check)
        elif check.has_given_id:
            context.problems.add(
                f'the id "{check.id}" stands twice in this group by; give one of the checks '
                "another id",
                check.location,
                "duplicate-id",
            )
        else:
            found.append(replace(check, id=f"{check.id}.{counts[check.id]}"))
    return tuple(found)
