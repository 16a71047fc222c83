"""Group-by checks: `group by:` with a query, the fields that name a group, and checks of each."""

from dataclasses import replace
from typing import Any

from seltzer_specs.checks import Check, GroupByCheck
from seltzer_specs.checks.group_by import DEFAULT_GROUP_LIMIT
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.group_members import take_members
from seltzer_specs.sodacl.item import CheckItem, common_fields
from seltzer_specs.variables import Resolved

MAX_GROUP_LIMIT = 100_000
"""More results than these are no report that anybody reads."""


def parse_group_by(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one group-by check; None after noting a mistake."""
    before = len(context.problems.errors)
    query = config.take_sql_or_file("query", "sql_file")
    names = config.take_texts("names")
    fields = config.take_texts("fields")
    group_limit = _take_limit(config)
    is_exposed = _take_exposed(config)
    checks = config.take("checks")
    common = common_fields(
        item, config, context, identity=query_identity("group_by", query, fields), label="group_by"
    )
    _want_keys({"query": query, "fields": fields, "checks": checks}, item, context)
    found = take_members(checks, below(context, common))
    if query is None or len(context.problems.errors) > before:
        return None
    if not fields:
        context.problems.add(
            '"fields" wants the columns that name a group, such as `fields: [country]`',
            item.location,
            "group-by",
        )
    return GroupByCheck(
        query=query_text(query),
        template=query.template,
        fields=fields,
        names=names,
        group_limit=group_limit,
        is_exposed=is_exposed,
        checks=found,
        **common,
    )


def query_identity(kind: str, query: Resolved | None, fields: tuple[str, ...]) -> list[object]:
    """Give what makes a check of a query's rows another one than its neighbours."""
    given = query.template or query.text.strip() if query is not None else None
    return [kind, given, list(fields)]


def query_text(query: Resolved) -> str:
    """Give a query without the semicolon at its end."""
    return query.text.strip().rstrip(";").rstrip()


def below(context: Context, common: dict[str, Any]) -> Context:
    """Give the context of the checks of a query's rows, which take what their parent says."""
    return replace(
        context,
        owner=common["owner"],
        severity=common["severity"],
        tags=common["tags"],
        notify=common["notify"],
        attributes=common["attributes"],
        monitor_id=None,
    )


def _want_keys(found: dict[str, object], item: CheckItem, context: Context) -> None:
    missing = [key for key, value in found.items() if not value]
    # A key of the wrong kind has its mistake already.
    written = [key.text for key, _ in item.config.entries] if item.config is not None else []
    missing = [key for key in missing if key not in written]
    if missing:
        context.problems.add_incomplete(
            f'"{item.line}" wants query, fields and checks; add '
            + ", ".join(f"`{key}:`" for key in missing),
            item.location,
            "group-by",
            keys=missing,
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
