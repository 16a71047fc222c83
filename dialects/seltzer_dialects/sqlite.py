"""SQLite."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlglot import exp, parse_one
from sqlglot.dialects.sqlite import SQLite as SqlglotSQLite
from sqlglot.generator import Generator
from sqlglot.generators.sqlite import SQLiteGenerator
from sqlglot.parsers.sqlite import SQLiteParser
from sqlglot.tokenizer_core import TokenType

from seltzer_dialects.base import Dialect, without_functions, words
from seltzer_dialects.catalogue_sql import wanted_tables
from seltzer_dialects.connection import Connection
from seltzer_dialects.types import TypeFamily
from seltzer_specs.names import DatasetRef, NameCase

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

_OWN_PREFIX = "sqlite_"
_NUMBER = r"^\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$"
_NO_SPREAD = "SQLite has no standard deviation or variance"


class SQLiteSql(SqlglotSQLite):
    """SQLite with names in backticks, and with users' SQL left as it is.

    SQLite reads a double-quoted name that it does not know as a text
    (https://www.sqlite.org/quirks.html), so a misspelt column would count as never missing.
    """

    class Parser(SQLiteParser):
        """`MOD` is a function of its own: it gives fractions, `%` does not."""

        FUNCTIONS: ClassVar[dict[str, Callable[..., exp.Expr]]] = without_functions(
            SQLiteParser, "MOD"
        )

    class Generator(SQLiteGenerator):
        """A type decides the affinity of a cast, so it is written as the user wrote it.

        `CAST('7' AS DECIMAL) / 2` is 3 for SQLite and would be 3.5 with REAL.
        """

        TYPE_MAPPING: ClassVar[dict[exp.DType, str]] = {
            exp.DType.DOUBLE: "REAL",
            exp.DType.VARBINARY: "BLOB",
        }

        def cast_sql(self, expression: exp.Cast, safe_prefix: str | None = None) -> str:
            """Give a cast to a date as one: SQLite makes the year of it, DATE() something else."""
            return Generator.cast_sql(self, expression, safe_prefix)

    class Tokenizer(SqlglotSQLite.Tokenizer):
        """Backticks come first, so they are written; the other quotes are still read."""

        IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ["`", '"', ("[", "]")]
        # REPLACE(a, b, c) starts expressions; the statement of that name is no query anyway.
        COMMANDS: ClassVar[set[TokenType]] = SqlglotSQLite.Tokenizer.COMMANDS - {TokenType.REPLACE}


class SQLite(Dialect):
    """SQLite 3.30 and later, through Python's own module."""

    name = "sqlite"
    TITLE = "SQLite"
    OPTIONS = words("path database")
    sqlglot = SQLiteSql
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    DEFAULT_SCHEMA = "main"
    CAPS_GROUP_MEMORY = True  # groups are sorted in temporary files
    CONCURRENT_QUERIES = 2  # readers share the file; one query uses one core
    HAS_TIME_TYPES = False
    PERCENTILE_FORM = "ranked"
    TEXT_END = r"\Z"  # of Python, whose module matches
    READS_ANY_AS_TEXT = True
    UNSUPPORTED: ClassVar[Mapping[str, str]] = {
        "stddev": _NO_SPREAD,
        "stddev_pop": _NO_SPREAD,
        "stddev_samp": _NO_SPREAD,
        "variance": _NO_SPREAD,
        "var_pop": _NO_SPREAD,
        "var_samp": _NO_SPREAD,
    }
    OWN_AGGREGATES = words("""
        json_group_array json_group_object jsonb_group_array jsonb_group_object median percentile
        percentile_cont percentile_disc string_agg total
        """)
    # https://www.sqlite.org/lang_keywords.html, those that fail as a column; tested.
    RESERVED = words("""
        add all alter and as autoincrement between case cast check collate commit constraint
        create cross current_date current_time current_timestamp default deferrable delete
        distinct drop else escape except exists foreign from full group having in index inner
        insert intersect into is isnull join left limit natural not nothing notnull null on or
        order outer primary raise references returning right select set table then to transaction
        union unique update using values when where
        """)

    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:
        """Open a database file read-only, or an empty database in memory."""
        from seltzer_dialects.sqlite_connection import open_sqlite

        return open_sqlite(settings, root=root)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:  # noqa: ARG002 (has one)
        """Ask the table-valued pragma, which has tables and views."""
        return (
            _columns()
            .copy()
            .where(
                wanted_tables(
                    self,
                    datasets,
                    schema=exp.Literal.string("main"),
                    table=exp.column("name", table="m"),
                    is_default=None,
                )
            )
        )

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:  # noqa: ARG002 (has one)
        """Ask the table-valued pragma; names that start with `sqlite_` are the engine's own."""
        start = exp.func(
            "SUBSTR",
            exp.column("name", table="m"),
            exp.Literal.number(1),
            exp.Literal.number(len(_OWN_PREFIX)),
        )
        return _columns().copy().where(start.neq(exp.Literal.string(_OWN_PREFIX)))

    def floor(self, value: exp.Expr) -> exp.Expr:
        """Cut the digits off: FLOOR is missing where SQLite is built without mathematics."""
        return exp.cast(value, "integer")

    def type_family(self, type_name: str) -> TypeFamily:
        """Go by affinity (https://www.sqlite.org/datatype3.html), times by their usual names."""
        name = type_name.upper()
        if "INT" in name:
            return "number"
        if any(word in name for word in ("CHAR", "CLOB", "TEXT")):
            return "text"
        if any(word in name for word in ("REAL", "FLOA", "DOUB", "DEC", "NUMERIC")):
            return "number"
        if "DATE" in name or "TIMESTAMP" in name:
            return "time"
        return "boolean" if "BOOL" in name else "other"

    def as_number(self, value: exp.Expr) -> tuple[list[exp.Expr], exp.Expr]:
        """Compare numbers in text columns as numbers; other text is none.

        SQLite compares a text column with a number as text, where 9 is more than 10
        (https://www.sqlite.org/datatype3.html#type_conversions_prior_to_comparison).
        """
        kind = exp.Anonymous(this="TYPEOF", expressions=[value.copy()])
        is_number = kind.isin(exp.Literal.string("integer"), exp.Literal.string("real"))
        holds_one = self.regex_match(value.copy(), _NUMBER)
        number = exp.cast(value.copy(), "decimal")
        return [exp.or_(is_number, holds_one, copy=False)], number

    def exact(self, aggregate: exp.Expr, value: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
        """Give of a sum or an average a text, which is no measurement, where a value is one.

        SQLite itself counts a text as the number it starts with, or as 0
        (https://www.sqlite.org/lang_aggfunc.html), so that any text would have a sum.
        """
        is_filtered = isinstance(aggregate, exp.Filter)
        if not isinstance(aggregate.this if is_filtered else aggregate, exp.Sum | exp.Avg):
            return aggregate
        kind = exp.Anonymous(this="TYPEOF", expressions=[value.copy()])
        is_text = kind.isin(exp.Literal.string("text"), exp.Literal.string("blob"))
        texts = self.count_if(
            is_text if condition is None else exp.and_(condition.copy(), is_text, copy=False)
        )
        none = exp.EQ(this=texts, expression=exp.Literal.number(0))
        return exp.Case().when(none, aggregate, copy=False).else_(exp.Literal.string("text"))


@cache
def _columns() -> exp.Select:
    return parse_one(
        """
        SELECT 'main' AS schema_name, m.name AS table_name, p.name AS column_name,
            p.type AS column_type, p.`notnull` = 0 AS is_nullable, p.cid AS position,
            1 AS is_default
        FROM sqlite_master AS m
        CROSS JOIN pragma_table_xinfo(m.name) AS p
        WHERE m.type IN ('table', 'view') AND p.hidden <> 1
        """,
        dialect=SQLiteSql,
        into=exp.Select,
    )
