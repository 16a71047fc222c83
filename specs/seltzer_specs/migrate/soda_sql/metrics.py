"""`metrics` and `metric_groups` of tables and columns as what a document measures and looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seltzer_specs.migrate.soda_sql.emit import item, node_entry, scalar
from seltzer_specs.migrate.weave import Line
from seltzer_specs.names import Name, quoted_text
from seltzer_specs.soda_sql.metric_names import NAMES, OF_VALID, with_implied
from seltzer_specs.soda_sql.names import column_name
from seltzer_specs.soda_sql.profiles import VALUES
from seltzer_specs.yaml_nodes import Mapping as MappingNode
from seltzer_specs.yaml_nodes import Node, Scalar
from seltzer_specs.yaml_nodes import Sequence as SequenceNode

KEYS = ("metrics", "metric_groups")
DUPLICATES = "duplicate_count"
Validity = Sequence[tuple[str, Scalar, Node]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table or column asks for.

    Attributes:
        places: Soda SQL's names of metrics, each with the node that brought it.
    """

    places: Mapping[str, Node]

    @classmethod
    def of(cls, root: MappingNode) -> "Asked":
        """Read what a table or column asks for, what it implies included."""
        metrics, groups = (_items(root.get(key)) for key in KEYS)
        named = {node.text: node for node in metrics if isinstance(node, Scalar)}
        grouped = {node.text: node for node in groups if isinstance(node, Scalar)}
        found: dict[str, Node] = {}
        for name in with_implied(named, grouped):
            own = named.get(name)
            brought = [n for g, n in grouped.items() if name in with_implied([], [g])]
            brought += [n for m, n in named.items() if name in with_implied([m], [])]
            found[name] = own if own is not None else brought[0]
        return cls(found)

    @property
    def is_profiled(self) -> bool:
        """Tell whether values of the data are asked for."""
        return bool(VALUES.intersection(self.places))

    @property
    def wants_schema(self) -> bool:
        """Tell whether the columns are asked for."""
        return "schema" in self.places


def table_metrics(
    asked: Asked, excluded: Sequence[str], validities: Mapping[str, Validity]
) -> list[Line]:
    """Give the metrics of a table and of all its columns.

    Args:
        asked: What the table asks for.
        excluded: Columns to leave out.
        validities: What is missing and valid, by column as the file names it.
    """
    found: list[Line] = []
    for name, node in asked.places.items():
        if name == "row_count":
            found += item(2, name, node)
        elif name == DUPLICATES:
            found += _duplicates(node, excluded, validities)
        elif name in NAMES:
            found += item(2, f"{NAMES[name]}(%)", node)
    if any(name in NAMES and name != "row_count" for name in asked.places):
        found += [Line(f"  - {scalar(f'exclude {quoted_text(column_name(e))}')}") for e in excluded]
    return found


def column_metrics(asked: Asked, column: Name, validity: Validity) -> list[Line]:
    """Give the metrics of a column."""
    found: list[Line] = []
    for name, node in asked.places.items():
        if name == "row_count":
            found += item(2, name, node)
        elif name in NAMES and (name not in OF_VALID or _says_what_is_valid(validity)):
            below = _below(validity) if name == DUPLICATES else []
            found += item(2, f"{NAMES[name]}({quoted_text(column)})", node, below)
    return found


def each_once(lines: Sequence[Line]) -> list[Line]:
    """Leave out items that stand there already, as several columns bring the row count."""
    found: list[Line] = []
    seen: set[str] = set()
    for line in lines:
        if line.text.startswith("  - ") and not line.text.endswith(":"):
            if line.text in seen:
                continue
            seen.add(line.text)
        found.append(line)
    return found


def _duplicates(
    node: Node, excluded: Sequence[str], validities: Mapping[str, Validity]
) -> list[Line]:
    """Give duplicates of all columns, and apart those whose valid values alone count."""
    own = {column: keys for column, keys in validities.items() if keys and column not in excluded}
    texts = ", ".join(scalar(quoted_text(column_name(column))) for column in own)
    below = [Line(f"      exclude: [{texts}]")] if own else []
    found = item(2, f"{DUPLICATES}(%)", node, below)
    for column, keys in own.items():
        found += item(2, f"{DUPLICATES}({quoted_text(column_name(column))})", node, _below(keys))
    return found


def _below(validity: Validity) -> list[Line]:
    # The comments of these keys stand where they are configured.
    return [
        Line(line.text) for key, name, node in validity for line in node_entry(6, key, name, node)
    ]


def _says_what_is_valid(validity: Validity) -> bool:
    return any(key.startswith("valid") for key, _, _ in validity)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, SequenceNode) else ()
