"""Conditions that catalogue queries of all dialects share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from seltzer_specs.names import DatasetRef, Name

if TYPE_CHECKING:
    from seltzer_dialects.base import Dialect


def wanted_tables(
    dialect: "Dialect",
    datasets: Sequence[DatasetRef],
    *,
    schema: exp.Expression,
    table: exp.Expression,
    is_default: exp.Expression,
) -> exp.Condition:
    """Keep the catalogue rows of the wanted datasets, in a text that their order cannot change.

    Args:
        dialect: Knows how names compare.
        datasets: At least one.
        schema: Catalogue column that holds the schema.
        table: Catalogue column that holds the table.
        is_default: Holds where unqualified names find the table.
    """
    tables: dict[str | None, set[str]] = {}
    for dataset in datasets:
        owner = _text(dialect, dataset.name[-2]) if len(dataset.name) > 1 else None
        tables.setdefault(owner, set()).add(_text(dialect, dataset.name[-1]))
    conditions: list[exp.Expression] = []
    for owner in sorted(tables, key=lambda name: name or ""):
        where = (
            is_default.copy()
            if owner is None
            else _comparable(dialect, schema).eq(exp.Literal.string(owner))
        )
        names = [exp.Literal.string(name) for name in sorted(tables[owner])]
        conditions.append(exp.and_(where, _comparable(dialect, table).isin(*names)))
    return exp.or_(*conditions)


def default_schema(schema: str | None, column: exp.Column, otherwise: exp.Expression) -> exp.Expression:
    """Tell whether the catalogue's schema is the one of unqualified names."""
    return otherwise if schema is None else column.eq(exp.Literal.string(schema))


def _text(dialect: "Dialect", name: Name) -> str:
    text = dialect.resolve(name)
    return text.lower() if dialect.NAME_CASE == "insensitive" else text


def _comparable(dialect: "Dialect", column: exp.Expression) -> exp.Expression:
    is_insensitive = dialect.NAME_CASE == "insensitive"
    return exp.Lower(this=column.copy()) if is_insensitive else column.copy()
