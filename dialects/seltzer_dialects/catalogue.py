"""Columns of datasets as the engine's catalogue tells them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seltzer_dialects.connection import RawValue
from seltzer_dialects.types import without_literals
from seltzer_specs.names import DatasetRef
from seltzer_specs.snapshot import Snapshot, SnapshotColumn, SnapshotDataset, sorted_snapshot

if TYPE_CHECKING:
    from seltzer_dialects.base import Dialect

CATALOGUE_COLUMNS = (
    "schema_name",
    "table_name",
    "column_name",
    "column_type",
    "is_nullable",
    "position",
    "is_default",
)
"""Columns of every catalogue query, in this order.

`position` counts from 0; `is_default` is true where an unqualified name finds the table.
"""


@dataclass(frozen=True, slots=True)
class CatalogueColumn:
    """One column of a dataset.

    Attributes:
        name: Name exactly as the catalogue has it.
        type: Type as the engine writes it, for example `character varying(20)`.
        is_nullable: True when NULL is allowed.
        position: Position in the dataset, from 0.
    """

    name: str
    type: str
    is_nullable: bool
    position: int


def columns_of(
    rows: Iterable[tuple[RawValue, ...]],
    dataset: DatasetRef,
    dialect: "Dialect",
) -> tuple[CatalogueColumn, ...]:
    """Pick one dataset's columns from the rows of a `schema` query, in their order.

    Args:
        rows: Rows of the catalogue query, as `CATALOGUE_COLUMNS`.
        dataset: Which dataset.
        dialect: Dialect of the data source; it knows how names compare.

    Returns:
        The columns; none where the dataset does not exist.
    """
    found = [
        CatalogueColumn(str(column), str(type_), bool(is_nullable), int(str(position)))
        for schema, table, column, type_, is_nullable, position, is_default in rows
        if dialect.is_dataset(
            dataset, schema=str(schema), table=str(table), is_default=bool(is_default)
        )
    ]
    return tuple(sorted(found, key=lambda column: column.position))


def snapshot_of(
    rows: Iterable[tuple[RawValue, ...]], *, data_source: str, dialect: "Dialect"
) -> Snapshot:
    """Give the datasets in the rows of a catalogue query, types without literals.

    Args:
        rows: Rows of a catalogue query, as `CATALOGUE_COLUMNS`.
        data_source: Name of the data source.
        dialect: Its dialect.
    """
    found: dict[tuple[str, str], tuple[bool, list[tuple[int, SnapshotColumn]]]] = {}
    for schema, table, name, type_, is_nullable, position, is_default in rows:
        place = (str(schema), str(table))
        column = SnapshotColumn(str(name), without_literals(str(type_)), bool(is_nullable))
        columns = found.setdefault(place, (bool(is_default), []))[1]
        columns.append((int(str(position)), column))
    return sorted_snapshot(
        data_source,
        dialect.name,
        (
            SnapshotDataset(
                schema,
                table,
                tuple(column for _, column in sorted(columns, key=lambda item: item[0])),
                needs_schema=not is_default,
            )
            for (schema, table), (is_default, columns) in found.items()
        ),
    )
