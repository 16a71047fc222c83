"""Snowflake."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.snowflake import Snowflake as SqlglotSnowflake
from sqlglot.generators.snowflake import SnowflakeGenerator

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse, position_of_match, with_functions
from seltzer_specs.names import NameCase


class SnowflakeSql(SqlglotSnowflake):
    """Snowflake with one name of the standard deviation."""

    class Generator(SnowflakeGenerator):
        """Writes STDDEV, which STDDEV_SAMP is read as."""

        TRANSFORMS: ClassVar[dict[type[exp.Expr], Callable[..., str]]] = with_functions(
            SnowflakeGenerator, {exp.StddevSamp: "STDDEV"}
        )


class Snowflake(Warehouse):
    """Snowflake."""

    name = "snowflake"
    TITLE = "Snowflake"
    EXTRA = "snowflake"
    DRIVER = "snowflake-connector-python"
    OPTIONS = words("""
        account username user password database warehouse role authenticator token
        private_key_path private_key_passphrase client_session_keep_alive connection_timeout
        """)
    GAPS = paragraphs("""
        Times of TIMESTAMP_LTZ are in UTC.
        """)
    sqlglot = SnowflakeSql
    NAME_CASE: ClassVar[NameCase] = "upper"
    GROUPS_TEXTS_BY_BYTES = True
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "byteint": "tinyint",
        "datetime": "timestamp",
        "float": "double",
        "number": "decimal",
        "timestamp_ltz": "timestamp with time zone",
        "timestamp_ntz": "timestamp",
        "timestamp_tz": "timestamp with time zone",
    }
    # https://docs.snowflake.com/en/sql-reference/reserved-keywords
    RESERVED = COMMON_RESERVED | words("""
        account connection database gscluster ilike increment issue lateral minus organization
        qualify regexp revoke rlike sample schema trigger try_cast whenever
        """)
    CATALOGUE = InformationSchema(current="CURRENT_SCHEMA()", hidden=("information_schema",))

    def regex_match(self, value: exp.Expr, pattern: str) -> exp.Expr:
        """Use REGEXP_INSTR: REGEXP_LIKE matches whole texts only."""
        return position_of_match(value, pattern)
