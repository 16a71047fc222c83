"""A list of checks to check models; each kind has its own module."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from seltzer_specs.checks import Check
from seltzer_specs.misplaced import place_below_check
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.check_line import BUILTIN
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.definitions import find_definitions
from seltzer_specs.sodacl.expression_line import OVER_METRICS
from seltzer_specs.sodacl.failed_rows import parse_failed_rows
from seltzer_specs.sodacl.freshness import parse_freshness
from seltzer_specs.sodacl.item import CheckItem, read_item
from seltzer_specs.sodacl.late_kinds import (
    parse_anomaly,
    parse_change,
    parse_distribution_check,
    parse_expression,
    parse_group_by,
    parse_group_evolution,
    parse_one_row,
    parse_reference,
    parse_row_count_comparison,
    parse_template_use,
)
from seltzer_specs.sodacl.metric import parse_metric
from seltzer_specs.sodacl.schema import parse_schema
from seltzer_specs.yaml_reader import Mapping, Node, Sequence

Parser = Callable[[CheckItem, Config, Context], Check | None]

Kinds = tuple[tuple[re.Pattern[str], Parser], ...]

# Early, because most lines are of this kind and each further pattern costs.
PLAIN_METRIC = re.compile(
    rf"(?:{'|'.join(sorted(BUILTIN, reverse=True))})\s*(?:\(.*|[<>=!].*|(?:not )?between .*)?",
    re.DOTALL,
)

_ONE_METRIC = re.compile(
    r"""([a-z_]+)\s*(?:\([^()"`,\[]*\)\s*)?"""
    r"(?:(?:<=|>=|!=|<>|[<>=])\s*-?[0-9.]+\s*%?|(?:not )?between .*)?",
    re.DOTALL,
)
"""Lines of a built-in metric that no other kind has, where the word in front is one."""

CHANGE_LINE = re.compile(r"change (?:(?:avg|min|max|same|percent|for)\b.*|.* for .*)", re.DOTALL)
"""A metric of one's own may be called `change`; its line has none of these words behind it."""

KINDS: Kinds = (
    (OVER_METRICS, parse_expression),
    (PLAIN_METRIC, parse_metric),
    (re.compile(r"schema"), parse_schema),
    (re.compile(r"failed rows"), parse_failed_rows),
    (re.compile(r"freshness(?:\s*\(| using\b).*"), parse_freshness),
    (re.compile(r"distribution_difference.*"), parse_distribution_check),
    (re.compile(r"\$.*"), parse_template_use),
    (re.compile(r"group by(?: .+)?"), parse_group_by),
    (re.compile(r"one row(?: .+)?"), parse_one_row),
    (re.compile(r"group evolution"), parse_group_evolution),
    (re.compile(r"anomaly (?:detection|score) for .*"), parse_anomaly),
    (re.compile(r"values in .*"), parse_reference),
    (re.compile(r"row_count same as.*"), parse_row_count_comparison),
    (CHANGE_LINE, parse_change),
    (re.compile(r".*", re.DOTALL), parse_metric),
)


def parse_checks(
    node: Node, context: Context, *, header: str, kinds: Kinds | None = None
) -> list[Check]:
    """Parse the list below a header; mistakes are noted, and the other checks go on.

    Args:
        node: What stands below the header.
        context: What applies to the checks.
        header: The header's text, for messages.
        kinds: What the lines may be; the first pattern that matches decides. None for all kinds
            that ask about one dataset.
    """
    if not isinstance(node, Sequence):
        context.problems.add(
            f'"{header}" wants a list of checks, got {describe(node)}; start each with "- "',
            node.location,
            "not-a-list",
        )
        return []
    items = node.items
    if items and (attributes := _section_attributes(items[0], context)) is not None:
        context = replace(context, attributes=attributes)
        items = items[1:]
    if definitions := find_definitions(items):
        context = replace(context, definitions=definitions)
    checks = [parse_check(item, context, kinds=kinds) for item in items]
    return [check for check in checks if check is not None]


def _section_attributes(
    node: Node, context: Context
) -> tuple[tuple[str, str | int | float | bool], ...] | None:
    """Give the attributes that stand as the first item of a list, for all checks below it."""
    if not isinstance(node, Mapping) or [key.text for key, _ in node.entries] != ["attributes"]:
        return None
    config = Config(node, of="the section", context=context)
    return tuple(sorted({**dict(context.attributes), **config.take_attributes()}.items()))


def parse_check(node: Node, context: Context, *, kinds: Kinds | None = None) -> Check | None:
    """Parse one check; None after noting a mistake."""
    item = read_item(node, context)
    if item is None:
        return None
    before = len(context.problems.errors)
    parser = parser_of(item.line) if kinds is None else _first(item.line, kinds)
    config = Config(
        item.config,
        of=f'the check "{item.definition}"',
        context=context,
        place_of=place_below_check,
    )
    check = parser(item, config, context)
    if config.knows("name"):
        config.finish()
        context.problems.prefer_unknown_keys(before)
    return check if len(context.problems.errors) == before else None


@lru_cache(maxsize=16_384)
def parser_of(line: str) -> Parser:
    """Give the parser of a line: that of the first of `KINDS` which has it."""
    # The patterns of `KINDS` take long, and nearly all lines compare one metric with a number.
    plain = _ONE_METRIC.fullmatch(line)
    return parse_metric if plain is not None and plain[1] in BUILTIN else _first(line, KINDS)


def _first(line: str, kinds: Kinds) -> Parser:
    return next(parse for pattern, parse in kinds if pattern.fullmatch(line))
