"""The SQL of an example, as the compiler gives it: on DuckDB, and where PostgreSQL differs."""

import difflib
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from tests.named_files import FilesInMemory

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.drafts.draft import Engine
from seltzer_compiler.explain import QueryExplanation, explain_plan
from seltzer_compiler.surveys import SurveyRequest
from seltzer_dialects.registry import get_dialect
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.snapshot import Catalogue, Snapshot, SnapshotColumn, SnapshotDataset
from seltzer_specs.spec_file import SpecFile

SOURCE: Final = "warehouse"
REFERENCE: Final = """
dataset: orders
column: total
distribution_type: continuous
distribution_reference: {bins: [0, 50, 100], weights: [0, 0.5, 0.5]}
"""
COLUMNS: Final = {"id": "INTEGER", "total": "DECIMAL(10,2)", "email": "VARCHAR"}
"""Columns of the catalogue that examples may profile."""

CATALOGUE: Final = Snapshot(
    SOURCE,
    "duckdb",
    tuple(
        SnapshotDataset("main", name, tuple(SnapshotColumn(*column) for column in COLUMNS.items()))
        for name in ("customers", "orders")
    ),
)
SETTINGS: Final = ParseSettings(
    data_sources=frozenset({SOURCE}),
    default_data_source=SOURCE,
    catalogues={SOURCE: Catalogue(CATALOGUE, "lower")},
    named_files=FilesInMemory({}, otherwise=REFERENCE),
    now=datetime(2026, 1, 31, tzinfo=timezone.utc),
)
MAX_SHARE: Final = 0.5
"""Share of a query's lines that may differ and be shown as lines; beyond, the query is shown."""


class OutlineError(Exception):
    """An example that does not compile."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A query as text.

    Attributes:
        checks: Names of the checks that it serves.
        sql: Statement.
    """

    checks: tuple[str, ...]
    sql: str

    @property
    def text(self) -> str:
        return "\n".join([*(f"-- {name}" for name in self.checks), self.sql])


def read_example(example: str) -> LoadResult:
    """Parse an example.

    Raises:
        OutlineError: it is wrong.
    """
    specs = parse_specs([SpecFile("example.yml", example)], SETTINGS)
    if specs.errors:
        raise OutlineError("; ".join(str(error) for error in specs.errors))
    return specs


def render_outline(example: str, *, has_catalogue: bool = True) -> str:
    """Give the SQL of an example as Markdown.

    Args:
        example: A spec.
        has_catalogue: False where queries of the catalogue are shown elsewhere.

    Raises:
        OutlineError: the example is wrong, or DuckDB cannot compute it.
    """
    specs = read_example(example)
    here, errors = _queries(specs, "duckdb", has_catalogue=has_catalogue)
    if errors:
        raise OutlineError("; ".join(errors))
    there, refused = _queries(specs, "postgres", has_catalogue=has_catalogue)
    parts = [_block([query.text for query in here]), _difference(here, there)]
    parts += [f"PostgreSQL cannot compute this: {error}" for error in refused]
    return "\n\n".join(part for part in parts if part)


def _queries(
    specs: LoadResult, name: str, *, has_catalogue: bool
) -> tuple[list[_Shown], list[str]]:
    dialect = get_dialect(name)
    plan = compile_checks(
        specs.checks,
        dialect=dialect,
        data_source=SOURCE,
        others={SOURCE: Engine(dialect)},
        surveys=_surveys(specs),
    )
    shown = [_shown(found, has_catalogue=has_catalogue) for found in explain_plan(plan)]
    return shown, [check.error.message for check in plan.checks if check.error is not None]


def _shown(found: QueryExplanation, *, has_catalogue: bool) -> _Shown:
    names = tuple(dict.fromkeys(check.check.name for check in found.checks))
    if found.query.kind == "schema" and not has_catalogue:
        return _Shown(names, "-- one query of the catalogue, as on the page about schema checks")
    return _Shown(names, found.query.sql)


def _surveys(specs: LoadResult) -> tuple[SurveyRequest, ...]:
    """Give what is asked of datasets besides checks, with the types of `COLUMNS`."""
    found = [
        SurveyRequest(dataset=asked.dataset, is_discovered=True, location=asked.location)
        for asked in specs.discovered
    ]
    found += [
        SurveyRequest(
            dataset=asked.dataset,
            columns=((asked.column, COLUMNS[asked.column.text]),),
            location=asked.location,
        )
        for asked in specs.profiled
    ]
    return tuple(found)


def _block(texts: list[str]) -> str:
    ended = [text if text.splitlines()[-1].startswith("--") else f"{text};" for text in texts]
    return "```sql\n" + "\n\n".join(ended) + "\n```"


def _difference(here: list[_Shown], there: list[_Shown]) -> str:
    """Say what is different on the second engine: lines where they are few, else queries."""
    if here == there:
        return "On PostgreSQL it is the same."
    if [query.checks for query in here] != [query.checks for query in there]:
        return "On PostgreSQL:\n\n" + _block([query.text for query in there if query not in here])
    pairs = [(one, other) for one, other in zip(here, there, strict=True) if one != other]
    changed = [_changed_lines(one.sql, other.sql) for one, other in pairs]
    longest = max(len(one.sql.splitlines()) for one, _ in pairs)
    if max(len(lines) for lines in changed) > 2 * MAX_SHARE * longest:
        return "On PostgreSQL:\n\n" + _block([other.text for _, other in pairs])
    lines = [line for found in changed for line in found]
    return "On PostgreSQL these lines differ:\n\n```diff\n" + "\n".join(lines) + "\n```"


def _changed_lines(here: str, there: str) -> list[str]:
    lines = difflib.unified_diff(here.splitlines(), there.splitlines(), n=0, lineterm="")
    return [line for line in list(lines)[2:] if not line.startswith("@@")]
