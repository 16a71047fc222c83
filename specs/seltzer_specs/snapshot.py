"""The catalogue of a data source as a file in Git: `schemas/SOURCE.yml`.

Without it names are bound when the scan runs; with it wrong names and types are found in the pull
request. It holds names and types, never a row value or a time, so that it differs exactly when the
catalogue does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from seltzer_specs.names import NameCase
from seltzer_specs.problems import Problems
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence, read_documents
from seltzer_specs.yaml_writer import render_inline, render_yaml

KIND = "Schema"
FOLDER = "schemas"

_HEAD = (
    "# Written by `seltzer schema pull`; `seltzer schema check` compares it with the data source."
)
_KEYS = ("apiVersion", "kind", "data_source", "dialect", "datasets")
_DATASET_KEYS = ("schema", "dataset", "needs_schema", "columns")
_NOT_NULL = " not null"


@dataclass(frozen=True, slots=True)
class SnapshotColumn:
    """One column; its position is its place in the dataset.

    Attributes:
        name: Name exactly as the catalogue has it.
        type: Type as the engine writes it, without literals of an enumeration.
        is_nullable: True when NULL is allowed.
    """

    name: str
    type: str
    is_nullable: bool = True


@dataclass(frozen=True, slots=True)
class SnapshotDataset:
    """One table or view.

    Attributes:
        schema: Schema exactly as the catalogue has it.
        name: Name likewise.
        columns: In the dataset's order.
        needs_schema: True where a name without schema does not find it.
    """

    schema: str
    name: str
    columns: tuple[SnapshotColumn, ...]
    needs_schema: bool = False

    @property
    def label(self) -> str:
        """Name for people, with the schema where it is needed."""
        return f"{self.schema}.{self.name}" if self.needs_schema else self.name


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every table and view of a data source, sorted by schema and name."""

    data_source: str
    dialect: str
    datasets: tuple[SnapshotDataset, ...]


@dataclass(frozen=True)
class Catalogue:
    """A snapshot, or the live catalogue in the same shape, with how the engine compares names.

    Attributes:
        snapshot: The datasets.
        name_case: What the engine does to unquoted names.
    """

    snapshot: Snapshot
    name_case: NameCase

    @cached_property
    def by_schema(self) -> dict[str, tuple[SnapshotDataset, ...]]:
        """Datasets by their schema's exact name."""
        found: dict[str, list[SnapshotDataset]] = {}
        for dataset in self.snapshot.datasets:
            found.setdefault(dataset.schema, []).append(dataset)
        return {schema: tuple(datasets) for schema, datasets in found.items()}


def sorted_snapshot(
    data_source: str, dialect: str, datasets: Iterable[SnapshotDataset]
) -> Snapshot:
    """Give a snapshot whose text does not depend on the order the catalogue was read in."""
    ordered = tuple(sorted(datasets, key=lambda dataset: (dataset.schema, dataset.name)))
    return Snapshot(data_source, dialect, ordered)


def render_snapshot(snapshot: Snapshot) -> str:
    """Give the file's text: one line per column, so that a diff shows what changed."""
    lines = [
        _HEAD,
        "apiVersion: seltzer/v1",
        f"kind: {KIND}",
        f"data_source: {render_inline(snapshot.data_source)}",
        f"dialect: {render_inline(snapshot.dialect)}",
        "datasets:" if snapshot.datasets else "datasets: []",
    ]
    for dataset in snapshot.datasets:
        lines.append(f"  - schema: {render_inline(dataset.schema)}")
        lines.append(f"    dataset: {render_inline(dataset.name)}")
        if dataset.needs_schema:
            lines.append("    needs_schema: true")
        columns = {column.name: _type(column) for column in dataset.columns}
        lines.append("    columns:" if columns else "    columns: {}")
        lines += [f"      {line}" for line in render_yaml(columns).splitlines() if columns]
    return "\n".join(lines) + "\n"


def _type(column: SnapshotColumn) -> str:
    return column.type if column.is_nullable else f"{column.type}{_NOT_NULL}"


def parse_snapshot(text: str, file: str, problems: Problems) -> Snapshot | None:
    """Read a snapshot back; None after noting a mistake.

    Args:
        text: The file's text.
        file: Its path, for messages.
        problems: Where mistakes are noted.
    """
    before = len(problems.errors)
    documents = read_documents(text, file)
    root = documents[0].root if len(documents) == 1 else None
    if not isinstance(root, Mapping) or _text(root, "kind") != KIND:
        location = documents[0].location if documents else None
        if location is not None:
            problems.add(
                f"a snapshot is one document of `kind: {KIND}`; write it with "
                "`seltzer schema pull`",
                location,
                "snapshot",
            )
        return None
    reader = _Reader(problems)
    reader.keys(root, _KEYS, of="a snapshot")
    source, dialect = reader.text(root, "data_source"), reader.text(root, "dialect")
    datasets = [reader.dataset(node) for node in reader.items(root, "datasets")]
    if len(problems.errors) > before or source is None or dialect is None:
        return None
    return sorted_snapshot(source, dialect, (d for d in datasets if d is not None))


class _Reader:
    """Reads the parts of a snapshot that a person may have edited."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def keys(self, node: Mapping, known: tuple[str, ...], *, of: str) -> None:
        for key, _ in node.entries:
            if key.text not in known:
                self._problems.unknown_key(key, known, of=of)

    def text(self, node: Mapping, key: str) -> str | None:
        found = _text(node, key)
        if found is None:
            self._complain(node.get(key) or node, f'"{key}" wants a text')
        return found

    def items(self, node: Mapping, key: str) -> tuple[Node, ...]:
        found = node.get(key)
        if isinstance(found, Sequence):
            return found.items
        self._complain(found or node, f'"{key}" wants a list')
        return ()

    def dataset(self, node: Node) -> SnapshotDataset | None:
        if not isinstance(node, Mapping):
            self._complain(node, "a dataset wants a mapping")
            return None
        self.keys(node, _DATASET_KEYS, of="a dataset")
        schema, name = self.text(node, "schema"), self.text(node, "dataset")
        columns = node.get("columns")
        if not isinstance(columns, Mapping):
            self._complain(columns or node, '"columns" wants names with types')
            return None
        found = [self._column(key, value) for key, value in columns.entries]
        if schema is None or name is None:
            return None
        is_hidden = node.get("needs_schema")
        needs_schema = isinstance(is_hidden, Scalar) and is_hidden.value is True
        return SnapshotDataset(schema, name, tuple(found), needs_schema)

    def _column(self, key: Scalar, value: Node) -> SnapshotColumn:
        if not isinstance(value, Scalar) or value.value is None:
            self._complain(value, f'column "{key.text}" wants a type')
            return SnapshotColumn(key.text, "")
        type_ = value.text.removesuffix(_NOT_NULL)
        return SnapshotColumn(key.text, type_, is_nullable=type_ == value.text)

    def _complain(self, node: Node, message: str) -> None:
        self._problems.add(f"{message}; run `seltzer schema pull`", node.location, "snapshot")


def _text(node: Mapping, key: str) -> str | None:
    found = node.get(key)
    return found.text if isinstance(found, Scalar) and found.value is not None else None
