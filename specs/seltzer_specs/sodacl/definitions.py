"""Metrics that users define below one check of a list and that its other checks use."""

from collections.abc import Iterable, Mapping

from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Node, Scalar

USER_FORMS = ("expression", "query", "sql_file")

Definitions = Mapping[str, tuple[MappingNode, ...]]


def find_definitions(items: Iterable[Node]) -> Definitions:
    """Give the definitions of a list of checks by the metric's name, in file order."""
    found: dict[str, tuple[MappingNode, ...]] = {}
    for item in items:
        below = item.entries[0][1] if isinstance(item, MappingNode) and item.entries else None
        for entry in below.entries if isinstance(below, MappingNode) else ():
            name, _, form = entry[0].text.rpartition(" ")
            if form in USER_FORMS and name.isidentifier():
                node = MappingNode((entry,), entry[0].location)
                found[name] = (*found.get(name, ()), node)
    return found


def borrow_definition(name: str, item: CheckItem, context: Context) -> Config | None:
    """Give the definition of a metric that other checks of the list have, None where none has.

    Definitions that differ are noted as a mistake, and the first one is given.
    """
    nodes = context.definitions.get(name, ())
    if not nodes:
        return None
    if len({_text(node) for node in nodes}) > 1:
        lines = ", ".join(str(node.location.line) for node in nodes)
        context.problems.add(
            f'"{name}" is defined in different ways in lines {lines}; '
            "repeat the one that you mean below this check",
            item.location,
            "two-definitions",
        )
    return Config(nodes[0], of=f'the metric "{name}"', context=context)


def _text(node: MappingNode) -> tuple[str, str]:
    ((key, value),) = node.entries
    return key.text, " ".join(value.text.split()) if isinstance(value, Scalar) else ""
