"""PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlglot import exp, parse_one
from sqlglot.dialects.postgres import Postgres as SqlglotPostgres
from sqlglot.parsers.postgres import PostgresParser

from seltzer_dialects.base import Dialect, without_functions, words
from seltzer_dialects.catalogue_sql import default_schema, wanted_tables
from seltzer_dialects.column_statistics import Asked, Fetch, Found
from seltzer_dialects.connection import Connection, missing_driver
from seltzer_dialects.postgres_statistics import fetch_statistics
from seltzer_specs.names import DatasetRef, NameCase

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


class PostgresSql(SqlglotPostgres):
    """PostgreSQL with users' SQL left as it is."""

    class Parser(PostgresParser):
        """`TO_HEX` is left alone: PostgreSQL has no `HEX`."""

        FUNCTIONS: ClassVar[dict[str, Callable[..., exp.Expr]]] = without_functions(
            PostgresParser, "TO_HEX"
        )


class Postgres(Dialect):
    """PostgreSQL 12 and later; measured on 15."""

    name = "postgres"
    TITLE = "PostgreSQL"
    EXTRA = "postgres"
    OPTIONS = words("""
        host port username user password database dbname sslmode connection_timeout
        """)
    sqlglot = PostgresSql
    NAME_CASE: ClassVar[NameCase] = "lower"
    GROUPS_TEXTS_BY_BYTES = True
    COUNT_FORM = "filter"  # 84 ms, CASE 113, difference 97 on 1 million rows
    LISTS_PERCENTILES = True
    VALUES_ONCE_SHARE = 0.02  # x0.57 to x0.44 at 1 %, x0.90 to x0.81 at 3 %
    PERCENTILE_COUNTED_SHARE = 0.03  # x0.62 at 3 %, x0.87 at 10 %; ANALYZE guesses low
    REFERENCE_FORM = "not_exists"  # 106 ms; a LEFT JOIN with distinct keys 292
    FUSES_PERCENTILE = False  # ordered-set aggregates stop parallel plans: 2.27 times the time
    CAPS_GROUP_MEMORY = True  # work_mem
    AVERAGES_DECIMALS = True
    MAX_OUTPUTS = 500  # the engine allows 1,664 columns in a result
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "bpchar": "character",
        "datetime": "timestamp",
        "float": "double",
        "serial": "integer",
        "bigserial": "bigint",
    }
    # pg_get_keywords(): categories R and T; a test compares it with the engine.
    RESERVED = words("""
        all analyse analyze and any array as asc asymmetric authorization binary both case cast
        check collate collation column concurrently constraint create cross current_catalog
        current_date current_role current_schema current_time current_timestamp current_user
        default deferrable desc distinct do else end except false fetch for foreign freeze from
        full grant group having ilike in initially inner intersect into is isnull join lateral
        leading left like limit localtime localtimestamp natural not notnull null offset on only
        or order outer overlaps placing primary references returning right select session_user
        similar some symmetric system_user table tablesample then to trailing true union unique
        user using variadic verbose when where window with
        """)

    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:  # noqa: ARG002 (no files)
        """Open a session whose transactions are all read-only."""
        try:
            from seltzer_dialects.postgres_connection import open_postgres
        except ModuleNotFoundError as error:
            raise missing_driver("psycopg", extra="postgres") from error

        return open_postgres(settings)

    def row_checksum(self, columns: Sequence[exp.Expr]) -> exp.Expr:
        """Add up 64-bit hashes of the rows' text, in which NULL differs from an empty text."""
        row = exp.cast(exp.Anonymous(this="ROW", expressions=list(columns)), "text")
        hashed = exp.Anonymous(this="HASHTEXTEXTENDED", expressions=[row, exp.Literal.number(0)])
        return exp.Sum(this=hashed)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask `pg_catalog`: it also has materialised views, and lengths of types."""
        return _with_default(schema).where(self._wanted(datasets, schema))

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask `pg_catalog`; schemas that start with `pg_` are the engine's own."""
        owner = exp.column("nspname", table="n")
        own = exp.func("STARTS_WITH", owner.copy(), exp.Literal.string("pg_"))
        return _with_default(schema).where(
            exp.not_(own), owner.neq(exp.Literal.string("information_schema"))
        )

    def fetch_statistics(self, asked: Asked, fetch: Fetch, *, schema: str | None) -> Found:
        """Ask for what ANALYZE has noted."""
        wanted = self._wanted(list(asked), schema)
        return fetch_statistics(asked, fetch, self, wanted=wanted, is_default=_is_default(schema))

    def _wanted(self, datasets: Sequence[DatasetRef], schema: str | None) -> exp.Condition:
        """Keep the rows of the catalogue that speak of the datasets."""
        return wanted_tables(
            self,
            datasets,
            schema=exp.column("nspname", table="n"),
            table=exp.column("relname", table="c"),
            is_default=_is_default(schema),
        )

    def percentiles(self, value: exp.Expr, fractions: Sequence[float]) -> exp.Expr:
        """Use the ordered-set aggregate of an array of fractions."""
        listed = exp.Array(expressions=[exp.Literal.number(fraction) for fraction in fractions])
        return exp.paren(
            exp.WithinGroup(
                this=exp.PercentileDisc(this=listed),
                expression=exp.Order(expressions=[value]),
            )
        )


def _is_default(schema: str | None) -> exp.Expr:
    visible = exp.func("PG_TABLE_IS_VISIBLE", exp.column("oid", table="c"))
    return default_schema(schema, exp.column("nspname", table="n"), visible)


def _with_default(schema: str | None) -> exp.Select:
    return _columns().copy().select(exp.alias_(_is_default(schema), "is_default"))


@cache
def _columns() -> exp.Select:
    return parse_one(
        """
        SELECT n.nspname AS schema_name, c.relname AS table_name, a.attname AS column_name,
            FORMAT_TYPE(a.atttypid, a.atttypmod) AS column_type,
            NOT a.attnotnull AS is_nullable,
            ROW_NUMBER() OVER (PARTITION BY c.oid ORDER BY a.attnum) - 1 AS position
        FROM pg_catalog.pg_attribute AS a
        JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        """,
        dialect=PostgresSql,
        into=exp.Select,
    )
