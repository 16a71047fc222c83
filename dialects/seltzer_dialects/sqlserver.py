"""Microsoft SQL Server and Azure SQL."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects import tsql
from sqlglot.generators.tsql import TSQLGenerator

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse, with_functions
from seltzer_specs.names import NameCase


class TSQLSql(tsql.TSQL):
    """Transact-SQL with its own names of the spreads."""

    class Generator(TSQLGenerator):
        """Writes STDEV for STDDEV and VAR for VARIANCE."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = with_functions(
            TSQLGenerator,
            {
                exp.StddevPop: "STDEVP",
                exp.StddevSamp: "STDEV",
                exp.Variance: "VAR",
                exp.VariancePop: "VARP",
            },
        )


class SQLServer(Warehouse):
    """SQL Server 2025, and the older ones but for patterns; Azure SQL."""

    name = "sqlserver"
    TITLE = "Microsoft SQL Server, Azure SQL"
    EXTRA = "sqlserver"
    DRIVER = "mssql-python"
    OPTIONS = words("""
        host port database username user password trusted_connection encrypt
        trust_server_certificate authentication client_id client_secret
        """)
    GAPS = paragraphs("""
        Patterns and named formats want SQL Server 2025 or Azure SQL, at compatibility level 170;
        older servers answer such checks with an error.

        Equality and duplicates follow the column's collation, which by default knows no case, and
        pass over trailing spaces.

        A query of a group-by check has no ORDER BY.
        """)
    sqlglot = TSQLSql
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    AVERAGE_IS_CUT = True
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "bit": "boolean",
        "datetime2": "timestamp",
        "datetimeoffset": "timestamp with time zone",
        "float": "double",
        "ntext": "varchar",
        "smalldatetime": "timestamp",
        "smallmoney": "money",
    }
    # https://learn.microsoft.com/en-us/sql/t-sql/language-elements/reserved-keywords-transact-sql
    RESERVED = COMMON_RESERVED | words("""
        add backup begin break browse bulk cascade checkpoint close clustered coalesce compute
        contains containstable continue convert cursor database dbcc deallocate declare deny disk
        distributed double dump errlvl exec execute exit file fillfactor freetext freetexttable
        function goto holdlock identity identity_insert identitycol index key kill lineno load
        merge national nocheck nonclustered nullif off offsets open opendatasource openquery
        openrowset openxml option over percent pivot plan precision print proc procedure public
        raiserror read readtext reconfigure replication restore restrict return revert revoke
        rowcount rowguidcol rule save schema securityaudit semantickeyphrasetable
        semanticsimilaritydetailstable semanticsimilaritytable session_user setuser shutdown
        statistics system_user textsize tran transaction trigger truncate try_convert tsequal
        unpivot updatetext use user varying view waitfor while writetext
        """)
    CATALOGUE = InformationSchema(
        current="SCHEMA_NAME()",
        columns="INFORMATION_SCHEMA.COLUMNS",
        hidden=("information_schema", "sys"),
        is_upper=True,
    )

    def text_length(self, value: exp.Expr) -> exp.Expr:
        """Count trailing spaces, too, which LEN passes over."""
        space, mark = exp.Literal.string(" "), exp.Literal.string(".")
        return exp.Length(this=exp.func("REPLACE", value, space, mark))
