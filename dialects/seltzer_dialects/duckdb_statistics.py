"""What DuckDB keeps of the values of its tables.

`STATS` gives the estimate that DuckDB keeps of each column's different values, and the length of
values is that of the first vector of them, so that no more is read. Views are left out: a question
about one would compute it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from seltzer_dialects.column_statistics import Asked, ColumnStatistics, Fetch, Found
from seltzer_specs.names import DatasetRef, Name

if TYPE_CHECKING:
    from seltzer_dialects.base import Dialect

_VECTOR = 2_048
_DISTINCT = r"(?i)approx[_ ]unique'?: (\d+)"
_TEXTS = (("a", "A"), ("é", "e"), ("é", "e\u0301"))
"""Texts that a collation may take for one."""


def fetch_statistics(
    asked: Asked, fetch: Fetch, dialect: "Dialect", *, schema: str | None, min_rows: int
) -> Found:
    """Ask for the sizes of the tables, and for the columns of those that are not small."""
    sizes = fetch(dialect.render(_tables())).rows
    rows_of: dict[DatasetRef, int] = {}
    for dataset in asked:
        for owner, table, size, is_current in sizes:
            is_default = bool(is_current) if schema is None else str(owner) == schema
            if dialect.is_dataset(
                dataset, schema=str(owner), table=str(table), is_default=is_default
            ):
                rows_of[dataset] = int(str(size))
    large = [
        (dataset, name)
        for dataset, names in asked.items()
        for name in names
        if rows_of.get(dataset, 0) >= min_rows and len(dataset.name) <= 2
    ]
    if not large:
        return {}
    answers = fetch(dialect.render(_columns(large, dialect))).rows
    found: dict[tuple[DatasetRef, Name], ColumnStatistics] = {}
    for place, distinct, mean_bytes, is_bytewise in answers:
        key = large[int(str(place))]
        if distinct:
            found[key] = ColumnStatistics(
                rows=rows_of[key[0]],
                distinct=int(str(distinct)),
                mean_bytes=None if mean_bytes is None else float(str(mean_bytes)),
                is_bytewise=is_bytewise is True,
            )
    return found


def _tables() -> exp.Expr:
    return parse_one(
        """
        SELECT schema_name, table_name, estimated_size, schema_name = CURRENT_SCHEMA()
        FROM duckdb_tables() WHERE database_name = CURRENT_DATABASE()
        """,
        dialect="duckdb",
    )


def _columns(asked: Sequence[tuple[DatasetRef, Name]], dialect: "Dialect") -> exp.Expr:
    tree: exp.Query = _column(0, *asked[0], dialect)
    for place, (dataset, name) in enumerate(asked[1:], start=1):
        tree = exp.union(tree, _column(place, dataset, name, dialect), distinct=False, copy=False)
    return tree


def _column(place: int, dataset: DatasetRef, name: Name, dialect: "Dialect") -> exp.Select:
    value = exp.column("value")
    first = (
        exp.select(exp.alias_(dialect.column(name), "value"))
        .from_(dialect.table(dataset))
        .limit(_VECTOR)
    )
    statistics = exp.cast(exp.func("STATS", value.copy()), "text")
    distinct = exp.Anonymous(
        this="REGEXP_EXTRACT",
        expressions=[statistics, exp.Literal.string(_DISTINCT), exp.Literal.number(1)],
    )
    is_text = exp.func("TYPEOF", value.copy()).eq(exp.Literal.string("VARCHAR"))
    bytes_ = exp.Anonymous(this="STRLEN", expressions=[exp.cast(value.copy(), "text")])
    length = exp.Case().when(is_text, bytes_)
    return exp.select(
        exp.Literal.number(place),
        exp.Anonymous(this="ANY_VALUE", expressions=[distinct]),
        exp.Avg(this=length),
        exp.Min(this=_is_bytewise(value)),
    ).from_(first.subquery("part"))


def _is_bytewise(value: exp.Expr) -> exp.Expr:
    """Hold where the column's collation, if it has one, tells texts apart that differ.

    A text behind the value has the value's collation.
    """
    return exp.and_(
        *(
            exp.NEQ(this=_behind(value, one), expression=_behind(value, other))
            for one, other in _TEXTS
        )
    )


def _behind(value: exp.Expr, text: str) -> exp.Expr:
    return exp.DPipe(this=value.copy(), expression=exp.Literal.string(text))
