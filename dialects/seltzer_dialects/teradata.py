"""Teradata Vantage."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import ClassVar

from sqlglot import exp, parse_one
from sqlglot.dialects.teradata import Teradata as SqlglotTeradata
from sqlglot.generators.teradata import TeradataGenerator

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.catalogue_sql import default_schema, one_where, wanted_tables
from seltzer_dialects.warehouse import (
    COMMON_RESERVED,
    Warehouse,
    position_of_match,
    with_functions,
)
from seltzer_specs.names import DatasetRef, NameCase


def _replace(generator: TeradataGenerator, node: exp.Replace) -> str:
    return generator.func("OREPLACE", node.this, node.expression, node.args.get("replacement"))


class TeradataSql(SqlglotTeradata):
    """Teradata with the names of functions that it has."""

    class Generator(TeradataGenerator):
        """Writes OREPLACE, CHARACTER_LENGTH and the spreads by their full names."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = {
            **with_functions(
                TeradataGenerator,
                {
                    exp.Length: "CHARACTER_LENGTH",
                    exp.Stddev: "STDDEV_SAMP",
                    exp.Variance: "VAR_SAMP",
                    exp.VariancePop: "VAR_POP",
                },
            ),
            exp.Replace: _replace,
        }


class Teradata(Warehouse):
    """Teradata Vantage 17 and later."""

    name = "teradata"
    TITLE = "Teradata Vantage"
    EXTRA = "teradata"
    DRIVER = "teradatasql"
    OPTIONS = words("host username user password database logmech")
    GAPS = paragraphs("""
        Equality and duplicates follow the column: in a Teradata mode session it knows no case
        unless it is CASESPECIFIC.

        Column types are told by the codes of DBC.ColumnsV where they have no common name.
        """)
    sqlglot = TeradataSql
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {"byteint": "tinyint", "number": "decimal"}
    RESERVED = COMMON_RESERVED | words("""
        abort account add admin after aggregate amp before begin blob byte byteint checkpoint
        class clob close cluster collect comment compress convert cs csum ct cursor cv cycle
        database day dec decimal del domain double dual dump echo eq error exec execute exit
        fallback fastexport float format ge give gt hash hour identity index initiate inout
        input ins integer kurtosis le loading locator lock locking log long loop lt macro map
        mavg maximum mcharacters mdiff merge minimum minus minute mlinreg mload mod mode modify
        monitor month msubstr msum named ne new nextval none object off old open option out
        output override parameter period precision prepare preserve procedure profile public
        qualify quantile random rank release rename repeat replace result return returns revoke
        role rollback sample schema second sel session share show skew smallint spool sql stddev
        string subscriber substring summary suspend title trace transaction trigger trim type
        uc until upd upper usage varbyte varchar vargraphic volatile year zone
        """)

    def never(self) -> exp.Expr:
        """Compare two numbers: there is no FALSE."""
        return exp.EQ(this=exp.Literal.number(1), expression=exp.Literal.number(0))

    def regex_match(self, value: exp.Expr, pattern: str) -> exp.Expr:
        """Use REGEXP_INSTR, which matches a part of the text and tells cases apart."""
        one, zero = exp.Literal.number(1), exp.Literal.number(0)
        case = exp.Literal.string("c")
        return position_of_match(value, pattern, one, one.copy(), zero, case)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask DBC.ColumnsV, which has tables and views."""
        wanted = wanted_tables(
            self,
            datasets,
            schema=exp.column("databasename"),
            table=exp.column("tablename"),
            is_default=_is_default(schema),
        )
        return _with_default(schema).where(wanted)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask DBC.ColumnsV for the session's own database."""
        return _with_default(schema).where(_is_default(schema))


def _is_default(schema: str | None) -> exp.Expr:
    owner = exp.column("databasename")
    return default_schema(schema, owner, owner.eq(exp.column("DATABASE")))


def _with_default(schema: str | None) -> exp.Select:
    default = one_where(_is_default(schema))
    return _columns().copy().select(exp.alias_(default, "is_default"))


@cache
def _columns() -> exp.Select:
    return parse_one(
        """
        SELECT databasename AS schema_name, tablename AS table_name, columnname AS column_name,
            CASE TRIM(columntype) WHEN 'I' THEN 'integer' WHEN 'I1' THEN 'byteint'
                WHEN 'I2' THEN 'smallint' WHEN 'I8' THEN 'bigint' WHEN 'D' THEN 'decimal'
                WHEN 'N' THEN 'number' WHEN 'F' THEN 'double' WHEN 'CF' THEN 'character'
                WHEN 'CV' THEN 'varchar' WHEN 'CO' THEN 'clob' WHEN 'DA' THEN 'date'
                WHEN 'TS' THEN 'timestamp' WHEN 'SZ' THEN 'timestamp with time zone'
                ELSE TRIM(columntype) END AS column_type,
            CASE WHEN nullable = 'Y' THEN 1 ELSE 0 END AS is_nullable,
            ROW_NUMBER() OVER (PARTITION BY databasename, tablename ORDER BY columnid) - 1
                AS position
        FROM dbc.columnsv
        """,
        dialect=TeradataSql,
        into=exp.Select,
    )
