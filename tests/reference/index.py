"""The index of the reference: every word of the language in one place, with links."""

from collections.abc import Iterable
from typing import Final

from tests.reference.outline import read_example
from tests.reference.render import render_formats_table, render_table

from seltzer_specs.metric_families import missing_and_valid
from seltzer_specs.reference.page import Page, Section, parse_page
from seltzer_specs.reference.pages import PAGES, Group, PageSource, load_page
from seltzer_specs.sodacl import threshold_text
from seltzer_specs.sodacl.check_line import ARGUMENTS

INTRODUCTION: Final = """\
<!-- Made by `make reference` from the pages beside it: edit tests/reference/index.py, not this. -->

# Language reference

A check is a question about a dataset with an outcome: `pass`, `warn`, `fail`, `error` (it could
not be computed) or `skipped` (there was nothing to evaluate). Checks are written in SodaCL's
grammar, under `checks:` of a [versioned document](checks.md) or in a plain SodaCL file:

```yaml
apiVersion: seltzer/v1
kind: Checks
dataset: orders
checks:
  - row_count > 0                         # METRIC THRESHOLD: what passes
  - missing_percent(customer_id) < 1%:   # METRIC(COLUMN) THRESHOLD, keys below it
      name: customers are known
      filter: status <> 'test'
  - failed rows:                          # another type of check, with its own keys
      fail condition: total < 0
```

Each page starts with an example to copy, and ends with the SQL that it becomes on DuckDB and on
PostgreSQL. Most examples are SodaCL, as it is shorter: what stands below `checks for orders:` is
the list below `checks:` of a document with `dataset: orders`. A test runs them all on DuckDB."""

GROUPS: Final[dict[Group, str]] = {
    "metrics": "Metric checks",
    "checks": "Other types of check",
    "sections": "Many datasets, and files of Soda SQL",
    "documents": "Documents and files",
    "parts": "Parts of a check",
}
GUIDES: Final = (
    ("Editors", "editors.md", "Complete and check keys while you write."),
    ("Validate", "../validate.md", "Every mistake of every file, without a connection."),
    ("Format", "../fmt.md", "One form for all spec files."),
    ("Schema snapshot", "../schema-snapshot.md", "Find wrong columns in the pull request."),
    ("Migrate", "../migrate.md", "Rewrite SodaCL files as versioned documents."),
    ("Coming from Soda", "../coming-from-soda.md", "What is different, and why."),
)


def render_index() -> str:
    """Give the Markdown of docs/language/README.md."""
    parts = [INTRODUCTION]
    parts += [f"## {title}\n\n{_pages(group)}" for group, title in GROUPS.items()]
    parts += [_metrics(), _thresholds(), _validity_keys(), _formats(), _guides()]
    return "\n\n".join(parts) + "\n"


def _of(group: Group) -> Iterable[tuple[PageSource, Page]]:
    return ((source, load_page(source)) for source in PAGES if source.group == group)


def _pages(group: Group) -> str:
    rows = [
        (_link(source, page), page.summary, _line(page) if group in ("metrics", "checks") else "")
        for source, page in _of(group)
    ]
    if group not in ("metrics", "checks"):
        return render_table(("Page", "What"), [row[:2] for row in rows])
    return render_table(("Page", "What", "For example"), rows)


def _link(source: PageSource, page: Page) -> str:
    return f"[{page.title}]({source.name}.md)"


def _line(page: Page) -> str:
    """Give the line of a page's first check."""
    return f"`{read_example(page.examples[0]).checks[0].definition}`"


def _metrics() -> str:
    rows = [
        (f"`{metric}`", ARGUMENTS[metric][2], value, _link(source, page))
        for source, page in _of("metrics")
        for metric, value in page.metrics.items()
    ]
    own = next(source for source, page in _of("metrics") if not page.metrics)
    rows.append(("a name of your own", "no column", "your SQL", _link(own, load_page(own))))
    table = render_table(("Metric", "Takes", "Value", "Page"), rows)
    return (
        "## Metrics\n\nA metric check is `METRIC(COLUMNS) THRESHOLD`. Any metric also works behind "
        "[`change for`](change-over-time.md) and [`anomaly detection for`](anomaly.md). A column "
        'with blanks or capitals is quoted: `avg("Unit Price")`.\n\n' + table
    )


def _thresholds() -> str:
    page = parse_page(threshold_text.__doc__ or "")
    return (
        "## Thresholds\n\nA condition in the check's line says what passes; `warn: when CONDITION` "
        "and `fail: when CONDITION` below it say what is bad. More: "
        "[thresholds](thresholds.md).\n\n" + _table(page, "Conditions")
    )


def _validity_keys() -> str:
    page = parse_page(missing_and_valid.__doc__ or "")
    rows = [(f"`{key}`", text) for key, text in page.keys.items()]
    return (
        "## Missing and valid keys\n\nBelow a check, or as `KEY for COLUMN` below "
        "`configurations`. More: [missing and valid values](missing-and-valid.md).\n\n"
        + render_table(("Key", "Meaning"), rows)
    )


def _table(page: Page, title: str) -> str:
    section = page.section(title)
    if not isinstance(section, Section) or section.head is None:
        raise ValueError(f'the page "{page.title}" has no table "{title}"')
    return render_table(section.head, section.entries)


def _formats() -> str:
    return (
        "## Formats\n\nFor `valid format`, `invalid format` and `missing format`. Their regular "
        "expressions: [formats](formats.md).\n\n" + render_formats_table()
    )


def _guides() -> str:
    rows = [(f"[{title}]({file})", what) for title, file, what in GUIDES]
    return "## Guides\n\n" + render_table(("Guide", "What"), rows)
