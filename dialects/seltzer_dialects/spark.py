"""Apache Spark."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlglot import exp
from sqlglot.dialects.spark import Spark as SqlglotSpark

from seltzer_dialects.base import Dialect, paragraphs, words
from seltzer_dialects.catalogue import CATALOGUE_COLUMNS
from seltzer_dialects.catalogue_sql import wanted_tables
from seltzer_dialects.connection import Connection, missing_driver
from seltzer_specs.names import DatasetRef, NameCase

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

COLUMNS_VIEW = "seltzer_columns"
"""A temporary view that the connection makes of Spark's catalogue, for one statement."""


class Spark(Dialect):
    """Spark 4 and later; measured on 4.3."""

    name = "spark"
    TITLE = "Apache Spark"
    EXTRA = "spark"
    OPTIONS = words("remote master catalog database")
    GAPS = paragraphs("""
        Spark cannot be told to only read; a statement that is no query is refused before it
        runs.

        Columns of Parquet and other files are told to allow NULL, and texts to have no length.
        """)
    sqlglot = SqlglotSpark
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    GROUPS_TEXTS_BY_BYTES = True
    COUNT_FORM = "case"
    SUPPORTS_FILTER = False
    PERCENTILE_FORM = "ranked"
    TEXT_END = r"\z"
    CONCURRENT_QUERIES = 2
    READS_ANY_AS_TEXT = True
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "binary": "varbinary",
        "byte": "tinyint",
        "float": "real",
        "long": "bigint",
        "short": "smallint",
        "timestamp": "timestamp with time zone",
        "timestamp_ltz": "timestamp with time zone",
        "timestamp_ntz": "timestamp",
    }
    # https://spark.apache.org/docs/latest/sql-ref-ansi-compliance.html: reserved in ANSI mode.
    RESERVED = words("""
        all and anti any array as asc at authorization both by case cast check collate column
        constraint create cross cube current_date current_time current_timestamp current_user
        default desc distinct div drop else end escape except exists external extract false fetch
        filter for foreign from full function grant group grouping having in inner insert
        intersect interval into is join lateral leading left like limit local minus natural not
        null of offset on only or order outer overlaps pivot position primary qualify recursive
        references right rlike rollup row rows select semi session_user set some sort table
        tablesample then time timestamp to trailing true union unique unknown unpivot update user
        using values when where window with within
        """)

    def adopt(self, session: object) -> Connection | None:
        """Give a Spark session of this process or of Spark Connect, with its temporary views."""
        from seltzer_dialects.opened.borrowed import BorrowedConnection
        from seltzer_dialects.spark_connection import adopt_spark

        if type(session).__name__ != "SparkSession":  # the two share no type
            return None
        return BorrowedConnection(adopt_spark(session))

    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:  # noqa: ARG002 (no files)
        """Open a session, or take the one that is active in this process."""
        try:
            from seltzer_dialects.spark_connection import open_spark
        except ModuleNotFoundError as error:
            raise missing_driver("pyspark", extra="spark") from error

        return open_spark(settings)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:  # noqa: ARG002 (the session is in it)
        """Ask the view that the connection makes of the catalogue."""
        wanted = wanted_tables(
            self,
            datasets,
            schema=exp.column("schema_name"),
            table=exp.column("table_name"),
            is_default=exp.column("is_default"),
        )
        return _columns().copy().where(wanted)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:  # noqa: ARG002 (the session is in it)
        """Ask the view for the session's own database."""
        return _columns().copy().where(exp.column("is_default"))


@cache
def _columns() -> exp.Select:
    return exp.select(*CATALOGUE_COLUMNS).from_(COLUMNS_VIEW)
