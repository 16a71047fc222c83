"""Google BigQuery."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqlglot import exp
from sqlglot.dialects.bigquery import BigQuery as SqlglotBigQuery

from seltzer_dialects.base import paragraphs, words
from seltzer_dialects.information_schema import InformationSchema
from seltzer_dialects.warehouse import COMMON_RESERVED, Warehouse
from seltzer_specs.names import DatasetRef, NameCase


class BigQuery(Warehouse):
    """Google BigQuery."""

    name = "bigquery"
    TITLE = "Google BigQuery"
    EXTRA = "bigquery"
    DRIVER = "google-cloud-bigquery"
    OPTIONS = words("""
        account_info_json account_info_json_path use_context_auth project_id storage_project_id
        dataset location
        """)
    GAPS = paragraphs("""
        Columns are those of the data source's own `dataset`, which `schema` names, too.

        Names of tables are compared with their case, names of columns without.
        """)
    sqlglot = SqlglotBigQuery
    NAME_CASE: ClassVar[NameCase] = "insensitive"
    GROUPS_TEXTS_BY_BYTES = True
    TEXT_END = r"\z"
    TYPE_ALIASES: ClassVar[Mapping[str, str]] = {
        "bignumeric": "decimal",
        "bool": "boolean",
        "float64": "double",
        "int64": "bigint",
        "timestamp": "timestamp with time zone",
    }
    # https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical#reserved_keywords
    RESERVED = COMMON_RESERVED | words("""
        assert_rows_modified collate contains cube define enum exclude following
        groups hash ignore lateral lookup merge new nulls preceding proto qualify recursive
        respect rollup struct treat unbounded unnest
        """)
    CATALOGUE = InformationSchema(current="@@dataset_id", columns="INFORMATION_SCHEMA.COLUMNS")

    def catalogue(self, datasets: Sequence[DatasetRef], *, schema: str | None) -> exp.Select:
        """Ask the dataset of the session: each has an INFORMATION_SCHEMA of its own."""
        return self._of(schema).of_datasets(self, datasets, schema=schema)

    def whole_catalogue(self, *, schema: str | None) -> exp.Select:
        """Ask the dataset of the session."""
        return self._of(schema).whole(self, schema=schema)

    def _of(self, schema: str | None) -> InformationSchema:
        if schema is None:
            return self.CATALOGUE
        path = exp.to_identifier(f"{schema}.INFORMATION_SCHEMA.COLUMNS", quoted=True)
        columns = path.sql(dialect=self.sqlglot)
        return InformationSchema(current=self.CATALOGUE.current, columns=columns)
