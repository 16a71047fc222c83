"""MySQL and MariaDB."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from sqlglot import exp
from sqlglot.dialects.mysql import MySQL as SqlglotMySQL
from sqlglot.generators.mysql import MySQLGenerator

from seltzer_dialects.base import Dialect, paragraphs, words
from seltzer_dialects.connection import Connection, missing_driver
from seltzer_dialects.information_schema import InformationSchema
from seltzer_specs.names import DatasetRef, NameCase

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings


def _rlike(generator: MySQLGenerator, node: exp.RegexpLike) -> str:
    return generator.binary(node, "RLIKE")


class MySQLSql(SqlglotMySQL):
    """MySQL with the operator RLIKE: MariaDB has no REGEXP_LIKE."""

    class Generator(MySQLGenerator):
        """Writes what both engines read."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = {
            **MySQLGenerator.TRANSFORMS,
            exp.RegexpLike: _rlike,
        }


# MariaDB shows a width of integers, which means nothing and MySQL 8 leaves out.
_TYPE = """
    CASE WHEN data_type LIKE '%int'
    THEN CONCAT(data_type, CASE WHEN column_type LIKE '%unsigned%' THEN ' unsigned' ELSE '' END)
    ELSE column_type END
    """
_CATALOGUE = InformationSchema(current="DATABASE()", type=_TYPE, is_own_alone=True)


class MySQL(Dialect):
    """MySQL 8.0.22 and later and MariaDB 10.5 and later; measured on MariaDB 10.11."""

    name = "mysql"
    TITLE = "MySQL, MariaDB"
    EXTRA = "mysql"
    OPTIONS = words("""
        host port username user password database unix_socket ssl_ca ssl_cert ssl_key
        connection_timeout
        """)
    GAPS = paragraphs("""
        Equality, duplicates and `valid values` follow the column's collation, which by default
        knows no case; patterns always know it.

        Text that is no number, where a number is asked for, is an error as on other engines; the
        engine itself takes it for 0.

        `min` and `max` of a FLOAT column have the six digits that the engine shows.
        """)
    sqlglot = MySQLSql
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    COUNT_FORM = "case"
    SUPPORTS_FILTER = False
    CAPS_GROUP_MEMORY = True  # temptable_max_ram, then files
    PERCENTILE_FORM = "ranked"
    TEXT_END = r"\z"
    READS_ANY_AS_TEXT = True
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "bigint unsigned": "bigint",
        "bool": "tinyint",
        "boolean": "tinyint",
        "char": "character",
        "decimal unsigned": "decimal",
        "double unsigned": "double",
        "float": "real",
        "float unsigned": "real",
        "int unsigned": "integer",
        "integer unsigned": "integer",
        "longtext": "varchar",
        "mediumint unsigned": "mediumint",
        "mediumtext": "varchar",
        "smallint unsigned": "smallint",
        "timestamp": "timestamp with time zone",
        "tinyint unsigned": "tinyint",
        "tinytext": "varchar",
    }
    # Words that fail as a column on MariaDB 10.11, tested, and those that MySQL 8 alone reserves:
    # https://dev.mysql.com/doc/refman/8.4/en/keywords.html
    RESERVED = words("""
        accessible add all alter analyze and as asc asensitive before between bigint binary blob
        both by call cascade case change char character check collate column condition constraint
        continue convert create cross cube cume_dist current_date current_role current_time
        current_timestamp current_user cursor database databases day_hour day_microsecond
        day_minute day_second dec decimal declare default delayed delete delete_domain_id
        dense_rank desc describe deterministic distinct distinctrow div do_domain_ids double drop
        dual each else elseif empty enclosed escaped except exists exit explain false fetch
        first_value float float4 float8 for force foreign from fulltext function generated get
        grant group grouping groups having high_priority hour_microsecond hour_minute hour_second
        if ignore ignore_domain_ids in index infile inner inout insensitive insert int int1 int2
        int3 int4 int8 integer intersect interval into io_after_gtids io_before_gtids is iterate
        join json_table key keys kill lag last_value lateral lead leading leave left like limit
        linear lines load localtime localtimestamp lock long longblob longtext loop low_priority
        manual master_bind master_demote_to_replica master_demote_to_slave master_heartbeat_period
        master_ssl_verify_server_cert match maxvalue mediumblob mediumint mediumtext middleint
        minute_microsecond minute_second mod modifies natural not no_write_to_binlog nth_value
        ntile null numeric of offset on optimize optimizer_costs option optionally or order out
        outer outfile over page_checksum parallel parse_vcol_expr partition percent_rank portion
        position precision primary procedure purge qualify range rank read reads read_write real
        recursive ref_system_id references regexp release rename repeat replace require resignal
        restrict return returning revoke right rlike row rows row_number rows schema schemas
        second_microsecond select sensitive separator set show signal slow smallint spatial
        specific sql sqlexception sqlstate sqlwarning sql_big_result sql_calc_found_rows
        sql_small_result ssl starting stats_auto_recalc stats_persistent stats_sample_pages stored
        straight_join system table tablesample terminated then tinyblob tinyint tinytext to
        trailing trigger true undo union unique unlock unsigned update usage use using utc_date
        utc_time utc_timestamp values varbinary varchar varcharacter varying virtual when where
        while window with write xor year_month zerofill
        """)

    def open_session(self, settings: "DataSourceSettings", *, root: Path) -> Connection:
        """Open a session whose statements are all read-only."""
        try:
            from seltzer_dialects.mysql_connection import open_mysql
        except ModuleNotFoundError as error:
            raise missing_driver("PyMySQL", extra="mysql") from error

        return open_mysql(settings, root=root)

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask `information_schema`, whose `column_type` has lengths."""
        return _CATALOGUE.of_datasets(self, datasets, schema=schema)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask `information_schema` for the session's own database."""
        return _CATALOGUE.whole(self, schema=schema)

    def regex_match(self, value: exp.Expr, pattern: str) -> exp.Expr:
        """Use RLIKE, which both engines have; a collation without case must not reach in."""
        # MariaDB has PCRE and no REGEXP_LIKE, MySQL ICU; both know the flag.
        return exp.RegexpLike(this=value, expression=exp.Literal.string(f"(?-i){pattern}"))
