"""What ANALYZE has noted of the values of PostgreSQL's tables, in `pg_stats`."""

from functools import cache
from typing import TYPE_CHECKING

from sqlglot import exp, parse_one

from seltzer_dialects.column_statistics import Asked, ColumnStatistics, Fetch, Found
from seltzer_dialects.connection import RawValue
from seltzer_specs.names import DatasetRef, Name

if TYPE_CHECKING:
    from seltzer_dialects.base import Dialect


def fetch_statistics(
    asked: Asked, fetch: Fetch, dialect: "Dialect", *, wanted: exp.Condition, is_default: exp.Expr
) -> Found:
    """Ask `pg_stats`, for the datasets that a condition on the catalogue holds for."""
    tree = _columns().copy().select(exp.alias_(is_default, "is_default")).where(wanted)
    found: dict[tuple[DatasetRef, Name], ColumnStatistics] = {}
    for schema, table, column, *numbers, is_own in fetch(dialect.render(tree)).rows:
        for dataset, names in asked.items():
            is_asked = dialect.is_dataset(
                dataset, schema=str(schema), table=str(table), is_default=bool(is_own)
            )
            for name in names if is_asked else ():
                known = _read(*numbers) if dialect.resolve(name) == column else None
                if known is not None:
                    found[dataset, name] = known
    return found


def _read(
    rows: RawValue, distinct: RawValue, width: RawValue, is_bytewise: RawValue
) -> ColumnStatistics | None:
    """Read numbers as PostgreSQL keeps them: negative ones are shares of the rows.

    https://www.postgresql.org/docs/current/view-pg-stats.html
    """
    total, number = float(str(rows)), float(str(distinct))
    if total <= 0 or number == 0:
        return None  # never analysed
    return ColumnStatistics(
        rows=int(total),
        distinct=max(1, round(number if number > 0 else -number * total)),
        mean_bytes=float(str(width)),
        is_bytewise=bool(is_bytewise),
    )


@cache
def _columns() -> exp.Select:
    return parse_one(
        """
        SELECT n.nspname, c.relname, a.attname, c.reltuples, s.n_distinct, s.avg_width,
            COALESCE(l.collisdeterministic, TRUE)
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
        JOIN pg_catalog.pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname
            AND s.attname = a.attname AND s.inherited = (c.relkind = 'p')
        LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation
        """,
        dialect="postgres",
        into=exp.Select,
    )
