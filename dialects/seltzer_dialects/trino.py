"""Trino and Presto."""

from collections.abc import Mapping
from typing import ClassVar

from sqlglot.dialects.trino import Trino as SqlglotTrino

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse
from seltzer_specs.names import NameCase


class Trino(Warehouse):
    """Trino, Starburst and Presto."""

    name = "trino"
    TITLE = "Trino, Presto"
    EXTRA = "trino"
    DRIVER = "trino"
    OPTIONS = words("""
        host port username user password access_token http_scheme catalog database
        connection_timeout
        """)
    GAPS = paragraphs("""
        Averages are of double precision: the engine cuts those of decimals to their digits.
        """)
    sqlglot = SqlglotTrino
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    GROUPS_TEXTS_BY_BYTES = True
    AVERAGE_IS_CUT = True
    TEXT_END = r"\z"
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {"varbinary": "varbinary", "float": "real"}
    # https://trino.io/docs/current/language/reserved.html
    RESERVED = COMMON_RESERVED | words("""
        current_catalog current_path current_schema deallocate describe execute grouping json_array
        json_exists json_object json_query json_table json_value listagg normalize prepare
        recursive skip trim uescape unnest
        """)
    CATALOGUE = InformationSchema(current="CURRENT_SCHEMA")
