"""Group-by checks: `group by:` with a query, the fields that name a group, and checks of each."""

from collections import Counter
from dataclasses import replace

from seltzer_specs.checks import Check, GroupByCheck, GroupCheck
from seltzer_specs.checks.group_by import DEFAULT_GROUP_LIMIT
from seltzer_specs.sodacl.check_line import CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem, common_fields, read_item
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.yaml_reader import Node, Sequence

MAX_GROUP_LIMIT = 100_000
"""More results than these are no report that anybody reads."""

OTHER_KINDS = ("anomaly ", "change ", "freshness", "schema", "failed rows", "values in ", "group ")


def parse_group_by(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one group-by check; None after noting a mistake."""
    before = len(context.problems.errors)
    query = config.take_sql("query")
    fields = config.take_texts("fields")
    group_limit = _take_limit(config)
    is_exposed = _take_exposed(config)
    checks = config.take("checks")
    given = query.template or query.text.strip() if query is not None else None
    common = common_fields(
        item, config, context, identity=["group_by", given, list(fields)], label="group_by"
    )
    _want_keys({"query": query, "fields": fields, "checks": checks}, item, context)
    inner = replace(
        context,
        owner=common["owner"],
        severity=common["severity"],
        tags=common["tags"],
        notify=common["notify"],
        attributes=common["attributes"],
        monitor_id=None,
    )
    found = _take_checks(checks, inner)
    if query is None or len(context.problems.errors) > before:
        return None
    if not fields:
        context.problems.add(
            '"fields" wants the columns that name a group, such as `fields: [country]`',
            item.location,
            "group-by",
        )
    return GroupByCheck(
        query=query.text.strip().rstrip(";").rstrip(),
        template=query.template,
        fields=fields,
        group_limit=group_limit,
        is_exposed=is_exposed,
        checks=found,
        **common,
    )


def _want_keys(found: dict[str, object], item: CheckItem, context: Context) -> None:
    missing = [key for key, value in found.items() if not value]
    # A key of the wrong kind has its mistake already.
    written = [key.text for key, _ in item.config.entries] if item.config is not None else []
    missing = [key for key in missing if key not in written]
    if missing:
        context.problems.add(
            f'"{item.line}" wants query, fields and checks; add '
            + ", ".join(f"`{key}:`" for key in missing),
            item.location,
            "group-by",
        )


def _take_limit(config: Config) -> int:
    node = config.take_scalar("group_limit")
    if node is None:
        return DEFAULT_GROUP_LIMIT
    text = config.context.text(node)
    if text is None:
        return DEFAULT_GROUP_LIMIT
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_GROUP_LIMIT))
    if is_number and 1 <= int(text) <= MAX_GROUP_LIMIT:
        return int(text)
    config.complain(node, "group_limit", f"a whole number from 1 to {MAX_GROUP_LIMIT}")
    return DEFAULT_GROUP_LIMIT


def _take_exposed(config: Config) -> bool:
    node = config.take_scalar("expose")
    if node is None:
        return False
    if isinstance(node.value, bool):
        return node.value
    config.complain(node, "expose", "true or false")
    return False


def _take_checks(node: Node | None, context: Context) -> tuple[GroupCheck, ...]:
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
    found = [_check(item, context) for item in node.items]
    return _with_own_ids([check for check in found if check is not None], context)


def _check(node: Node, context: Context) -> GroupCheck | None:
    item = read_item(node, context)
    column = _column(item, context) if item is not None else None
    if item is None or column is None:
        return None
    name, threshold = column
    config = Config(item.config, of=f'the check "{item.definition}" of a group by', context=context)
    if not config.has("name"):
        context.problems.add(
            f'the check "{item.definition}" of a group by wants a name; add `name:` below it',
            item.location,
            "no-name",
        )
    thresholds = take_thresholds(threshold, config, item.location)
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
        fields["id"] = name
    return GroupCheck(column=name, thresholds=thresholds, **fields)


def _column(item: CheckItem, context: Context) -> tuple[str, str] | None:
    """Give the column of the result and the threshold that a line names."""
    try:
        line = parse_check_line(item.line)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    if item.line.startswith(OTHER_KINDS) or line.arguments:
        context.problems.add(
            f'a check of a group by compares a column of the query, got "{item.line}"; give '
            "what you want to judge a name in the query, and write for example `- n > 0`",
            item.location,
            "group-by",
        )
        return None
    return line.metric, line.threshold


def _with_own_ids(checks: list[GroupCheck], context: Context) -> tuple[GroupCheck, ...]:
    """Number repeated column names, and refuse repeated ids."""
    counts = Counter[str]()
    found: list[GroupCheck] = []
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
