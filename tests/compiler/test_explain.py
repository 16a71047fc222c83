"""Which query serves which checks, and that plans stay light."""

import subprocess
import sys
from collections.abc import Callable

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.explain import explain_plan
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check


def test_each_query_names_the_checks_it_serves(
    checks_of: Callable[[str], tuple[Check, ...]],
) -> None:
    checks = checks_of(
        """
        checks for people:
          - row_count > 0
          - duplicate_percent(name) = 0
        """
    )
    plan = compile_checks(checks, dialect=get_dialect("duckdb"), data_source="shop")
    found = [
        (item.query.kind, [check.check.definition for check in item.checks])
        for item in explain_plan(plan)
    ]

    assert found == [
        ("aggregate", ["row_count > 0", "duplicate_percent(name) = 0"]),
        ("duplicates", ["duplicate_percent(name) = 0"]),
    ]


def test_plans_are_read_without_a_sql_parser() -> None:
    code = (
        "import sys, seltzer_compiler.plan, seltzer_dialects.registry, seltzer_compiler.formulas;"
        "print([m for m in ('sqlglot', 'duckdb', 'psycopg', 'sqlite3') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
