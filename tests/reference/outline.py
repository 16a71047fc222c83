"""The SQL of an example, as the compiler gives it: on DuckDB, and where PostgreSQL differs."""

import difflib
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.drafts.draft import Engine
from seltzer_compiler.explain import explain_plan
from seltzer_dialects.registry import get_dialect
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

SOURCE: Final = "warehouse"
REFERENCE: Final = """
dataset: orders
column: total
distribution_type: continuous
distribution_reference: {bins: [0, 50, 100], weights: [0, 0.5, 0.5]}
"""
SETTINGS: Final = ParseSettings(
    data_sources=frozenset({SOURCE}),
    default_data_source=SOURCE,
    read_file=lambda _: REFERENCE,
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


def render_outline(example: str) -> str:
    """Give the SQL of an example as Markdown.

    Raises:
        OutlineError: the example is wrong, or DuckDB cannot compute it.
    """
    specs = read_example(example)
    here, errors = _queries(specs, "duckdb")
    if errors:
        raise OutlineError("; ".join(errors))
    there, refused = _queries(specs, "postgres")
    parts = [_block([query.text for query in here]), _difference(here, there)]
    parts += [f"PostgreSQL cannot compute this: {error}" for error in refused]
    return "\n\n".join(part for part in parts if part)


def _queries(specs: LoadResult, name: str) -> tuple[list[_Shown], list[str]]:
    dialect = get_dialect(name)
    plan = compile_checks(
        specs.checks, dialect=dialect, data_source=SOURCE, others={SOURCE: Engine(dialect)}
    )
    shown = [
        _Shown(tuple(check.check.name for check in found.checks), found.query.sql)
        for found in explain_plan(plan)
    ]
    return shown, [check.error.message for check in plan.checks if check.error is not None]


def _block(texts: list[str], language: str = "sql") -> str:
    return f"```{language}\n" + ";\n\n".join(texts) + "\n```"


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
