"""DuckDB."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlglot import exp, parse_one
from sqlglot.dialects.duckdb import DuckDB as SqlglotDuckDB
from sqlglot.parsers.duckdb import DuckDBParser

from seltzer_dialects.base import MIN_ROWS_OF_STATISTICS, Dialect, without_functions, words
from seltzer_dialects.catalogue_sql import default_schema, wanted_tables
from seltzer_dialects.column_statistics import Asked, Fetch, Found
from seltzer_dialects.connection import Connection, missing_driver
from seltzer_dialects.duckdb_statistics import fetch_statistics
from seltzer_specs.names import DatasetRef, NameCase

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


class DuckDBSql(SqlglotDuckDB):
    """DuckDB with users' SQL left as it is."""

    class Parser(DuckDBParser):
        """`FORMAT` is left alone: `%s` in its text is no placeholder for DuckDB."""

        FUNCTIONS: ClassVar[dict[str, Callable[..., exp.Expr]]] = without_functions(
            DuckDBParser, "FORMAT"
        )


class DuckDB(Dialect):
    """DuckDB 1.4 and later; measured on 2.0."""

    name = "duckdb"
    TITLE = "DuckDB, MotherDuck"
    EXTRA = "duckdb"
    OPTIONS = words("path database files")
    sqlglot = DuckDBSql
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    GROUPS_TEXTS_BY_BYTES = True
    COUNT_FORM = "case"  # 205 ms, FILTER 226 on 6 million rows; COUNT_IF of no rows is NULL
    MISSING_FORM = "difference"  # 162 ms on the same rows
    FUSES_PERCENTILE = True  # 1,880 ms fused, 1,830 ms apart
    LISTS_PERCENTILES = True
    VALUES_ONCE_SHARE = 0.05  # cheap patterns x0.77 at 5 %, x1.02 at 10 %
    PERCENTILE_COUNTED_SHARE = 0.01  # x0.71 at 1 %, x1.13 at 3 %
    HASH_FIRST_BYTES = 32  # x0.62 to x0.96 from 36 on, x0.95 to x1.13 at 24
    REFERENCE_FORM = "anti_join"  # 0.13 CPU s; distinct keys 0.24, NOT EXISTS x2.7 to x4.3
    CONCURRENT_QUERIES = 1  # one query uses all cores already
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "blob": "varbinary",
        "bytea": "varbinary",
        "binary": "varbinary",
        "bpchar": "varchar",
        "character": "varchar",
        "datetime": "timestamp",
        "float": "real",
        "hugeint": "int128",
        "long": "bigint",
        "short": "smallint",
        "signed": "integer",
    }
    # duckdb_keywords(): `reserved` and `type_function`; a test compares it with the engine.
    RESERVED = words("""
        all analyse analyze and anti any array as asc asof asymmetric at authorization binary both
        by case cast check collate collation column concurrently constraint create cross default
        deferrable desc describe distinct do else end except false fetch for foreign freeze from
        full glob group having ilike in initially inner intersect into is isnull join lambda
        lateral leading left like limit natural not notnull null offset on only or order outer
        overlaps pivot pivot_longer pivot_wider placing positional primary qualify references
        returning right select semi show similar some summarize symmetric table tablesample then
        to trailing true union unique unpack unpivot using variadic verbose when where window with
        """)

    def adopt(self, session: object) -> Connection | None:
        """Give an open connection of DuckDB, with its temporary tables and registered frames."""
        import duckdb

        from seltzer_dialects.duckdb_connection import DuckDBConnection
        from seltzer_dialects.opened.borrowed import BorrowedConnection

        if not isinstance(session, duckdb.DuckDBPyConnection):
            return None
        return BorrowedConnection(DuckDBConnection(session))

    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:
        """Open a database file read-only, or an empty database in memory."""
        try:
            from seltzer_dialects.duckdb_connection import open_duckdb
        except ModuleNotFoundError as error:
            raise missing_driver("duckdb", extra="duckdb") from error

        return open_duckdb(settings, root=root)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask `information_schema`, which has tables and views."""
        wanted = wanted_tables(
            self,
            datasets,
            schema=exp.column("table_schema"),
            table=exp.column("table_name"),
            is_default=_is_default(schema),
        )
        return self.whole_catalogue(schema=schema).where(wanted)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask `information_schema`; the engine's own tables are in another database."""
        return _columns().copy().select(exp.alias_(_is_default(schema), "is_default"))

    def row_checksum(self, columns: Sequence[exp.Expr]) -> exp.Expr:
        """Add up 64-bit hashes of rows; the sum of 128 bits holds 10^19 of them."""
        return exp.Sum(this=exp.Anonymous(this="HASH", expressions=list(columns)))

    def percentile(self, value: exp.Expr, fraction: float) -> exp.Expr:
        """Use QUANTILE_DISC."""
        return exp.PercentileDisc(this=value, expression=exp.Literal.number(fraction))

    def percentile_rank(self, total: exp.Expr, fraction: float) -> exp.Expr:
        """Compute as QUANTILE_DISC does, which takes a fraction of few digits as a decimal."""
        whole = exp.cast(total, "bigint")
        part = exp.Mul(this=exp.Literal.number(fraction), expression=whole.copy())
        above = exp.Floor(this=exp.Sub(this=whole.copy(), expression=part))
        return exp.Sub(this=whole, expression=above)

    def hash_of(self, value: exp.Expr) -> exp.Expr:
        """Use HASH, which has no collation."""
        return exp.Anonymous(this="HASH", expressions=[value])

    def fetch_statistics(self, asked: Asked, fetch: Fetch, *, schema: str | None) -> Found:
        """Ask for what DuckDB keeps of its tables."""
        return fetch_statistics(asked, fetch, self, schema=schema, min_rows=MIN_ROWS_OF_STATISTICS)

    def percentiles(self, value: exp.Expr, fractions: Sequence[float]) -> exp.Expr:
        """Use QUANTILE_DISC with a list."""
        listed = [exp.Literal.number(fraction) for fraction in fractions]
        return exp.PercentileDisc(this=value, expression=exp.Array(expressions=listed))


def _is_default(schema: str | None) -> exp.Expr:
    owner = exp.column("table_schema")
    return default_schema(schema, owner, owner.eq(exp.Anonymous(this="CURRENT_SCHEMA")))


@cache
def _columns() -> exp.Select:
    return parse_one(
        """
        SELECT table_schema AS schema_name, table_name, column_name, data_type AS column_type,
            is_nullable = 'YES' AS is_nullable, ordinal_position - 1 AS position
        FROM information_schema.columns
        WHERE table_catalog = CURRENT_DATABASE()
        """,
        dialect=DuckDBSql,
        into=exp.Select,
    )
