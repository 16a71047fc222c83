"""Oracle Database."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import ClassVar

from sqlglot import exp, parse_one
from sqlglot.dialects.oracle import Oracle as SqlglotOracle
from sqlglot.generators.oracle import OracleGenerator

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.catalogue_sql import default_schema, one_where, wanted_tables
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse, with_functions
from seltzer_specs.names import DatasetRef, NameCase


class OracleSql(SqlglotOracle):
    """Oracle with the spreads that are NULL of one value: STDDEV and VARIANCE are 0."""

    class Generator(OracleGenerator):
        """Writes the samples' spreads by their full names."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = with_functions(
            OracleGenerator,
            {exp.Stddev: "STDDEV_SAMP", exp.Variance: "VAR_SAMP", exp.VariancePop: "VAR_POP"},
        )


class Oracle(Warehouse):
    """Oracle Database 19c and later."""

    name = "oracle"
    TITLE = "Oracle Database"
    EXTRA = "oracle"
    DRIVER = "oracledb"
    OPTIONS = words("host port service_name username user password connectstring")
    GAPS = paragraphs("""
        An empty text is NULL, so that it is missing and never invalid.
        """)
    sqlglot = OracleSql
    NAME_CASE: ClassVar[NameCase] = "upper"
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "binary_double": "double",
        "binary_float": "real",
        "float": "double",
        "number": "decimal",
        "nvarchar2": "varchar",
        "timestamp with local time zone": "timestamp with time zone",
        "varchar2": "varchar",
    }
    # V$RESERVED_WORDS
    RESERVED = COMMON_RESERVED | words("""
        access add audit char cluster comment compress connect decimal exclusive file float
        identified immediate increment index initial integer level lock long maxextents minus
        mlslabel mode modify noaudit nocompress nowait number offline online option pctfree prior
        public raw rename resource revoke rowid rownum session share size smallint successful
        synonym sysdate trigger uid validate varchar varchar2 whenever
        """)

    def never(self) -> exp.Expr:
        """Compare two numbers: before 23ai there is no FALSE."""
        return exp.EQ(this=exp.Literal.number(1), expression=exp.Literal.number(0))

    def regex_match(self, value: exp.Expr, pattern: str) -> exp.Expr:
        """Tell cases apart, whatever the session's sorting."""
        return exp.RegexpLike(
            this=value, expression=exp.Literal.string(pattern), flag=exp.Literal.string("c")
        )

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask ALL_TAB_COLUMNS, which has tables and views."""
        wanted = wanted_tables(
            self,
            datasets,
            schema=exp.column("owner"),
            table=exp.column("table_name"),
            is_default=_is_default(schema),
        )
        return _with_default(schema).where(wanted)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask ALL_TAB_COLUMNS for the session's own schema."""
        return _with_default(schema).where(_is_default(schema))


def _is_default(schema: str | None) -> exp.Expr:
    current = exp.func(
        "SYS_CONTEXT", exp.Literal.string("USERENV"), exp.Literal.string("CURRENT_SCHEMA")
    )
    owner = exp.column("owner")
    return default_schema(schema, owner, owner.eq(current))


def _with_default(schema: str | None) -> exp.Select:
    default = one_where(_is_default(schema))
    return _columns().copy().select(exp.alias_(default, "is_default"))


@cache
def _columns() -> exp.Select:
    return parse_one(
        """
        SELECT owner AS schema_name, table_name, column_name, data_type AS column_type,
            CASE WHEN nullable = 'Y' THEN 1 ELSE 0 END AS is_nullable,
            column_id - 1 AS position
        FROM all_tab_columns
        """,
        dialect=OracleSql,
        into=exp.Select,
    )
