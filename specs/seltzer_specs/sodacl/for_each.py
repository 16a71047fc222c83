"""`for each dataset D:` and `for each column C:`: one list of checks for many."""

import re

from seltzer_specs.checks import Check
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expand import expand
from seltzer_specs.sodacl.loop import VARIABLE, Configure, Loop, note_waiting
from seltzer_specs.sodacl.patterns import read_patterns
from seltzer_specs.surveys import SpecNote
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Node, Scalar

HEADER = re.compile(r"for each (?P<kind>dataset|table|column) (?P<variable>\S+)")


def parse_for_each(
    key: Scalar,
    node: Node,
    context: Context,
    *,
    data_sources: frozenset[str],
    configure: Configure,
) -> list[Check]:
    """Parse the section once for each dataset or column that its patterns name.

    Where patterns wait for a catalogue, the checks are parsed all the same, for their mistakes.

    Args:
        key: The header.
        node: What stands below it.
        context: What applies to the checks.
        data_sources: Names of data sources, which may stand in front of a dataset.
        configure: Gives the context of a dataset's checks.
    """
    match = _read_header(key, node, context)
    if match is None or not isinstance(node, MappingNode):
        return []
    is_column = match["kind"] == "column"
    if match["kind"] == "table":
        _deprecate(key, "for each table", "for each dataset", context)
    found = _take(node, match["kind"], key, context)
    if found is None:
        return []
    list_key, patterns_node, checks = found
    patterns = read_patterns(
        patterns_node, context, of=list_key, data_sources=data_sources, is_column=is_column
    )
    expansion = expand(patterns, context, is_column=is_column)
    note_waiting(expansion, key, node, context)
    loop = Loop(
        place=key.location,
        checks=checks,
        context=context,
        configure=configure,
        dataset=None if is_column else match["variable"],
        column=match["variable"] if is_column else None,
    )
    return loop.run(expansion.matches)


def _read_header(key: Scalar, node: Node, context: Context) -> re.Match[str] | None:
    """Give the parts of the header; None after noting a mistake."""
    match = HEADER.fullmatch(" ".join((context.text(key) or "").split()))
    if match is None:
        context.problems.add(
            f'"{key.text}" is no section; write `for each dataset NAME` or `for each column NAME`',
            key.location,
            "unknown-section",
        )
        return None
    if not isinstance(node, MappingNode):
        example = "columns" if match["kind"] == "column" else "datasets"
        context.problems.add(
            f'"{key.text}" wants `{example}: [PATTERN, …]` and `checks:` below it, '
            f"got {describe(node)}",
            node.location,
            "for-each",
        )
        return None
    if not VARIABLE.fullmatch(match["variable"]):
        context.problems.add(
            f'"{match["variable"]}" is no name of a variable; use letters, digits and "_"',
            key.location,
            "for-each",
        )
        return None
    return match


def _deprecate(key: Scalar, old: str, new: str, context: Context) -> None:
    message = f'"{old}" is the old name of "{new}"; it still works'
    context.findings.notes.append(SpecNote(message, key.location))


def _take(
    node: MappingNode, kind: str, header: Scalar, context: Context
) -> tuple[str, Node, Node] | None:
    """Give the key of the patterns, the patterns and the checks; None after noting a mistake."""
    lists = ("columns",) if kind == "column" else ("datasets", "tables")
    known = (*lists, "checks")
    before = len(context.problems.errors)
    for name, _ in node.entries:
        if name.text not in known:
            context.problems.unknown_key(name, known, of=f'"{header.text}"')
        elif name.text == "tables":
            _deprecate(name, "tables", "datasets", context)
    given = [(name.text, value) for name, value in node.entries if name.text in lists]
    checks = node.get("checks")
    if len(given) != 1:
        context.problems.add(
            f'"{header.text}" wants one list of patterns under "{lists[0]}"',
            header.location,
            "for-each",
        )
    if checks is None:
        context.problems.add(
            f'"{header.text}" wants a list under "checks"', header.location, "for-each"
        )
    if len(context.problems.errors) > before or checks is None:
        return None
    return given[0][0], given[0][1], checks
