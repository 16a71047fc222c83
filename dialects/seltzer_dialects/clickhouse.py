"""ClickHouse."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlglot import exp, parse_one
from sqlglot.dialects.clickhouse import ClickHouse as SqlglotClickHouse
from sqlglot.generators.clickhouse import ClickHouseGenerator

from seltzer_dialects.base import Dialect, paragraphs, words
from seltzer_dialects.catalogue_sql import default_schema, wanted_tables
from seltzer_dialects.connection import Connection, missing_driver
from seltzer_dialects.types import TypeFamily
from seltzer_specs.names import DatasetRef, NameCase

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def _cume_dist(_: ClickHouseGenerator, __: exp.CumeDist) -> str:
    return "cume_dist()"


class ClickHouseSql(SqlglotClickHouse):
    """ClickHouse, where most names of functions are compared with their case."""

    class Generator(ClickHouseGenerator):
        """Writes them as the engine has them."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = {
            **ClickHouseGenerator.TRANSFORMS,
            exp.CumeDist: _cume_dist,
        }


_WRAPPERS = ("nullable(", "lowcardinality(")


class ClickHouse(Dialect):
    """ClickHouse 24.8 and later; measured on chDB 26.9."""

    name = "clickhouse"
    TITLE = "ClickHouse, chDB"
    EXTRA = "clickhouse"
    OPTIONS = words("host port username user password database secure connection_timeout path")
    GAPS = paragraphs("""
        Names are compared with their case, in quotes and without.

        A sum of 64-bit integers that does not fit is an error and not the number that is left
        over.
        """)
    sqlglot = ClickHouseSql
    NAME_CASE: ClassVar[NameCase] = "exact"
    GROUPS_TEXTS_BY_BYTES = True
    COUNT_FORM = "case"
    SUPPORTS_FILTER = False
    PERCENTILE_FORM = "ranked"
    CONCURRENT_QUERIES = 2  # one query uses all cores already
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "bool": "boolean",
        "date32": "date",
        "datetime64": "timestamp",
        "datetime": "timestamp",
        "decimal128": "decimal",
        "decimal256": "decimal",
        "decimal32": "decimal",
        "decimal64": "decimal",
        "enum16": "enum",
        "enum8": "enum",
        "fixedstring": "character",
        "float32": "real",
        "float64": "double",
        "int128": "hugeint",
        "int16": "smallint",
        "int256": "hugeint",
        "int32": "integer",
        "int64": "bigint",
        "int8": "tinyint",
        "uint128": "uhugeint",
        "uint16": "usmallint",
        "uint256": "uhugeint",
        "uint32": "uinteger",
        "uint64": "ubigint",
        "uint8": "utinyint",
    }
    # Few words fail as a column, and those depend on the place; quotes change nothing else here.
    RESERVED = words("""
        add all alter analyse analyze and any array as asc asof asymmetric authorization
        autoincrement between binary both case cast check collate collation column commit
        concurrently constraint create cross cube current_catalog current_date current_role
        current_schema current_time current_timestamp current_user date default deferrable delete
        desc distinct div do drop else end escape except exists extract false fetch for foreign
        format freeze from full global grant group having ilike in index initially inner insert
        intersect interval into is isnull join lateral leading left like limit localtime
        localtimestamp mod natural not nothing notnull null offset on only or order outer overlaps
        placing prewhere primary qualify raise references returning right rollup sample select
        session_user set settings similar some substring symmetric system_user table tablesample
        then timestamp to trailing transaction trim true union unique update user using values
        variadic verbose when where window with
        """)

    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:
        """Open a session that cannot write."""
        try:
            from seltzer_dialects.clickhouse_connection import open_clickhouse
        except ModuleNotFoundError as error:
            raise missing_driver("clickhouse-connect", extra="clickhouse") from error

        return open_clickhouse(settings, root=root)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask `system.columns`, which has tables and views."""
        wanted = wanted_tables(
            self,
            datasets,
            schema=exp.column("database"),
            table=exp.column("table"),
            is_default=_is_default(schema),
        )
        return _with_default(schema).where(wanted)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask `system.columns` for the session's own database."""
        return _with_default(schema).where(_is_default(schema))

    def exact(
        self,
        aggregate: exp.Expr,
        value: exp.Expr,  # noqa: ARG002  # stands in the aggregate
        condition: exp.Expr | None,  # noqa: ARG002  # stands there, too
    ) -> exp.Expr:
        """Keep sums and averages of integers from wrapping, and spreads of one value from NaN."""
        if isinstance(aggregate, exp.Avg):
            # The engine adds integers as integers, of which only 64 bits are left.
            return exp.Avg(this=_as_float(aggregate.this))
        if isinstance(aggregate, exp.Sum):
            return _within_range(aggregate)
        if isinstance(aggregate, exp.Stddev | exp.StddevSamp | exp.Variance):
            several = exp.GT(
                this=exp.Count(this=aggregate.this.copy()), expression=exp.Literal.number(1)
            )
            return exp.Case().when(several, aggregate, copy=False)
        return aggregate

    def is_same_type(self, wanted: str, actual: str) -> bool:
        """Compare types, without what allows NULL or saves space."""
        return super().is_same_type(_bare(wanted), _bare(actual))

    def type_family(self, type_name: str) -> TypeFamily:
        """Tell what can be computed, whether NULL is allowed or not."""
        return super().type_family(_bare(type_name))


def _as_float(value: exp.Expr) -> exp.Mul:
    return exp.Mul(this=exp.paren(value), expression=exp.Literal.number("1.0"))


def _within_range(aggregate: exp.Sum) -> exp.Case:
    """Give a sum that is an error where a sum of floats is far from it.

    A sum that wraps is off by a multiple of 2^64, a sum of floats by its last digits.
    """
    floats = exp.Sum(this=_as_float(aggregate.this.copy()))
    as_float = exp.func("toFloat64", aggregate.copy())
    distance = exp.Abs(this=exp.Sub(this=as_float, expression=floats))
    allowed = exp.Add(
        this=exp.Literal.number("1e18"),
        expression=exp.Mul(this=exp.Literal.number("0.1"), expression=exp.Abs(this=floats.copy())),
    )
    is_off = exp.GT(this=distance, expression=allowed)
    text = exp.Literal.string("the sum is out of range")
    fine = exp.EQ(this=exp.func("throwIf", is_off, text), expression=exp.Literal.number(0))
    return exp.Case().when(fine, aggregate, copy=False)


def _bare(type_name: str) -> str:
    lowered = type_name.strip()
    while lowered.lower().startswith(_WRAPPERS) and lowered.endswith(")"):
        lowered = lowered[lowered.index("(") + 1 : -1].strip()
    return lowered


def _is_default(schema: str | None) -> exp.Expr:
    owner = exp.column("database")
    return default_schema(schema, owner, owner.eq(exp.Anonymous(this="currentDatabase")))


def _with_default(schema: str | None) -> exp.Select:
    return _columns().copy().select(exp.alias_(_is_default(schema), "is_default"))


@cache
def _columns() -> exp.Select:
    return parse_one(
        """
        SELECT database AS schema_name, table AS table_name, name AS column_name,
            type AS column_type, startsWith(type, 'Nullable(') AS is_nullable,
            position - 1 AS position
        FROM system.columns
        """,
        dialect=ClickHouseSql,
        into=exp.Select,
    )
