"""Databricks SQL."""

from typing import ClassVar

from sqlglot.dialects.databricks import Databricks as SqlglotDatabricks

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.spark import Spark
from seltzer_dialects.warehouse import Warehouse
from seltzer_specs.names import NameCase


class Databricks(Warehouse):
    """Databricks SQL warehouses and clusters with Unity Catalog."""

    name = "databricks"
    TITLE = "Databricks"
    EXTRA = "databricks"
    DRIVER = "databricks-sql-connector"
    OPTIONS = words("method host http_path token catalog database")
    GAPS = paragraphs("""
        Columns come from Unity Catalog's `information_schema`; the Hive metastore has none.
        """)
    sqlglot = SqlglotDatabricks
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    GROUPS_TEXTS_BY_BYTES = True
    TEXT_END = r"\z"
    READS_ANY_AS_TEXT = True
    TYPE_ALIASES = Spark.TYPE_ALIASES
    CATALOGUE = InformationSchema(current="CURRENT_SCHEMA()", type="full_data_type")
