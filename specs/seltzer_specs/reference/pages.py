"""Which pages the reference has, and the module that each is the docstring of."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final, Literal, TypeAlias

from seltzer_specs.reference.page import Page, parse_page

Kind: TypeAlias = Literal["Checks", "Monitor", "Template", "Project"]
Group: TypeAlias = Literal["metrics", "checks", "parts", "sections", "documents"]


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where a page comes from.

    Attributes:
        name: Of its file, without `.md`.
        module: Whose docstring it is.
        group: Where the index lists it.
        kind: Kind of check line that it is about, as the JSON Schema names it.
        document: Kind of document whose keys it names.
        line: A line of that kind, where not all of them take the same keys.
        has_sql: True where its first example is compiled and shown as SQL.
    """

    name: str
    module: str
    group: Group
    kind: str | None = None
    line: str | None = None
    document: Kind | None = None
    has_sql: bool = True

    @property
    def document_title(self) -> str:
        """Heading of the table of the document's keys."""
        return "Keys" if self.kind is None else f"Keys of a {self.document} document"


PAGES: Final = (
    PageSource("row-count", "metric_families.rows", "metrics", "metric", "row_count"),
    PageSource("missing-and-valid", "metric_families.missing_and_valid", "metrics", "metric"),
    PageSource("duplicates", "metric_families.duplicates", "metrics", "metric"),
    PageSource("aggregates", "metric_families.aggregates", "metrics", "metric"),
    PageSource("lengths", "metric_families.lengths", "metrics", "metric"),
    PageSource("percentiles", "metric_families.percentiles", "metrics", "metric"),
    PageSource("user-defined-metrics", "sodacl.definitions", "metrics"),
    PageSource("expressions", "checks.expression", "checks", "expression"),
    PageSource("failed-rows", "checks.failed_rows", "checks", "failed rows"),
    PageSource("freshness", "checks.freshness", "checks", "freshness"),
    PageSource("schema", "checks.schema", "checks", "schema"),
    PageSource("reference-checks", "checks.reference", "checks", "reference"),
    PageSource(
        "row-count-comparison", "checks.row_count_comparison", "checks", "row count comparison"
    ),
    PageSource("change-over-time", "checks.change", "checks", "change"),
    PageSource("anomaly", "checks.anomaly", "checks", "anomaly"),
    PageSource("distribution", "checks.distribution", "checks", "distribution"),
    PageSource("group-by", "checks.group_by", "checks", "group by"),
    PageSource("one-row", "sodacl.one_row", "checks", "one row"),
    PageSource("group-evolution", "checks.group_evolution", "checks", "group evolution"),
    PageSource("reconciliation", "sodacl.reconciliation", "checks"),
    PageSource(
        "reconciliation-metrics", "sodacl.reconciliation_metric", "checks", "metric comparison"
    ),
    PageSource(
        "reconciliation-schema", "sodacl.reconciliation_schema", "checks", "schema comparison"
    ),
    PageSource(
        "reconciliation-references",
        "sodacl.reconciliation_reference",
        "checks",
        "reference comparison",
    ),
    PageSource(
        "reconciliation-records", "sodacl.reconciliation_records", "checks", "record comparison"
    ),
    PageSource("templates", "templates", "checks", "template", document="Template"),
    PageSource("for-each", "sodacl.for_each", "sections"),
    PageSource("automated-monitoring", "sodacl.survey_sections", "sections"),
    PageSource("discovery", "surveys", "sections"),
    PageSource("measured", "measured", "sections"),
    PageSource("soda-sql", "soda_sql.scan_file", "sections"),
    PageSource("soda-sql-tests", "soda_sql.table_tests", "sections"),
    PageSource("checks", "checks_document", "documents", document="Checks"),
    PageSource("monitors", "monitors", "documents", document="Monitor"),
    PageSource("project-file", "project", "documents", document="Project", has_sql=False),
    PageSource("variables", "variables", "parts", has_sql=False),
    PageSource("thresholds", "sodacl.threshold_text", "parts", has_sql=False),
    PageSource("formats", "formats", "parts", has_sql=False),
    PageSource("check-keys", "sodacl.item", "parts", has_sql=False),
)


@cache
def load_page(source: PageSource) -> Page:
    """Read a page; an empty one where Python runs without docstrings (`-OO`).

    Raises:
        DocstringError: its docstring is no page.
    """
    docstring = import_module(f"seltzer_specs.{source.module}").__doc__
    return parse_page(docstring) if docstring is not None else Page("", "", "", ())
