"""Parts that catalogue queries of all dialects share."""

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
    schema: exp.Expr,
    table: exp.Expr,
    is_default: exp.Expr | None,
) -> exp.Condition:
    """Keep the catalogue rows of the wanted datasets, in a text that their order cannot change.

    Args:
        dialect: Knows how names compare.
        datasets: At least one.
        schema: Catalogue column that holds the schema.
        table: Catalogue column that holds the table.
        is_default: Holds where unqualified names find the table; None where they always do.
    """
    tables: dict[str | None, set[str]] = {}
    for dataset in datasets:
        *owners, table_name = dataset.name
        owner = _text(dialect, owners[-1]) if owners else None
        tables.setdefault(owner, set()).add(_text(dialect, table_name))
    conditions: list[exp.Expr] = []
    for owner in sorted(tables, key=lambda name: name or ""):
        names = [exp.Literal.string(name) for name in sorted(tables[owner])]
        is_table = _comparable(dialect, table).isin(*names)
        where = is_default
        if owner is not None:
            where = _comparable(dialect, schema).eq(exp.Literal.string(owner))
        conditions.append(is_table if where is None else exp.and_(where, is_table))
    return exp.or_(*conditions)


def default_schema(schema: str | None, column: exp.Column, otherwise: exp.Expr) -> exp.Expr:
    """Tell whether the catalogue's schema is the one of unqualified names."""
    return otherwise if schema is None else column.eq(exp.Literal.string(schema))


def one_where(condition: exp.Expr) -> exp.Case:
    """Give 1 where a condition holds and else 0, as not all engines show a condition."""
    return exp.Case().when(condition, exp.Literal.number(1)).else_(exp.Literal.number(0))


def _text(dialect: "Dialect", name: Name) -> str:
    text = dialect.resolve(name)
    return text.lower() if dialect.NAME_CASE == "insensitive" else text


def _comparable(dialect: "Dialect", column: exp.Expr) -> exp.Expr:
    is_insensitive = dialect.NAME_CASE == "insensitive"
    return exp.Lower(this=column.copy()) if is_insensitive else column.copy()
