"""Amazon Athena."""

from typing import ClassVar

from sqlglot.dialects.athena import Athena as SqlglotAthena

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.trino import Trino
from seltzer_dialects.warehouse import Warehouse
from seltzer_specs.names import NameCase


class Athena(Warehouse):
    """Amazon Athena, engine version 3."""

    name = "athena"
    TITLE = "Amazon Athena"
    EXTRA = "athena"
    DRIVER = "pyathena"
    OPTIONS = words("""
        access_key_id secret_access_key session_token region_name staging_dir work_group role_arn
        catalog database
        """)
    GAPS = paragraphs("""
        Averages are of double precision: Athena cuts those of decimals to their digits.

        Without `schema`, datasets without one are looked up in the schema `default`.
        """)
    sqlglot = SqlglotAthena
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    GROUPS_TEXTS_BY_BYTES = True
    AVERAGE_IS_CUT = True
    TEXT_END = r"\z"
    TYPE_ALIASES = Trino.TYPE_ALIASES
    RESERVED = Trino.RESERVED
    CATALOGUE = InformationSchema(current="'default'")
