"""The pull-request report: what a change does to checks and SQL, safe to post."""

import re
from datetime import datetime, timezone

import pytest

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import ScanPlan
from seltzer_dialects.registry import get_dialect
from seltzer_reconciler.markdown import render_markdown
from seltzer_reconciler.report import PullRequestReport, build_report
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.markdown import code, escape
from seltzer_specs.spec_file import SpecFile

BASE = """\
checks for orders:
  - row_count > 0
  - min(total) >= 0
"""


def compiled(text: str, *, path: str = "checks/orders.yml") -> list[ScanPlan]:
    settings = ParseSettings(now=datetime(2026, 1, 1, tzinfo=timezone.utc))
    specs = parse_specs([SpecFile(path, text)], settings)
    assert specs.errors == ()
    plan = compile_checks(specs.checks, dialect=get_dialect("duckdb"), data_source="shop")
    return [plan]


def report(before: str, after: str) -> PullRequestReport:
    return build_report(compiled(before), compiled(after), base="a" * 40, head="b" * 40)


def test_no_change_is_no_report() -> None:
    made = report(BASE, BASE)

    assert not made.is_changed
    assert render_markdown(made).startswith("### Seltzer: no check, query or monitor changes")


def test_white_space_comments_and_order_are_no_change_of_the_sql() -> None:
    moved = "# new words\nchecks for orders:\n    - min(total)   >= 0\n    - row_count > 0\n"

    assert not report(BASE, moved).is_changed


def test_a_changed_threshold_is_a_changed_check_and_no_changed_query() -> None:
    made = report(BASE, BASE.replace("row_count > 0", "row_count > 10"))

    assert [(c.change, c.before, c.after) for c in made.checks] == [
        ("changed", "row_count > 0", "row_count > 10")
    ]
    assert made.queries == ()


def test_a_new_metric_shows_as_added_check_and_as_a_line_of_the_fused_query() -> None:
    made = report(BASE, BASE + "  - avg(total) > 5\n")
    markdown = render_markdown(made)

    assert [(check.change, check.after) for check in made.checks] == [("added", "avg(total) > 5")]
    assert [query.change for query in made.queries] == ["changed"]
    assert "+  AVG(total) AS avg_total," in markdown
    assert "`checks/orders.yml:4`" in markdown
    assert made.scans_before == made.scans_after == 1


def test_a_removed_dataset_removes_its_query() -> None:
    made = report(BASE + "checks for customers:\n  - row_count > 0\n", BASE)

    assert [(query.change, query.dataset) for query in made.queries] == [("removed", "customers")]
    assert made.scans_before == 2
    assert "table scans 2 → 1" in render_markdown(made)


def test_a_check_that_moves_to_another_file_keeps_its_identity() -> None:
    made = build_report(
        compiled(BASE), compiled(BASE, path="checks/other.yml"), base=None, head=None
    )

    assert made.checks == ()


HOSTILE = [
    "```\n@team see <!-- seltzer:report:v1 --> | x",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "::error::fake",
    "--> <img src=x onerror=y>",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_plain_words(name: str) -> None:
    shown = escape(name)

    for sign in ("<", ">", "\n"):
        assert sign not in shown
    assert "@team" not in shown
    assert re.search(r"(?<!\\)[\[\]|`]", shown) is None


@pytest.mark.parametrize("text", ["a`b", "``", "a | b", "x\n| y", "`a` @team"])
def test_hostile_code_stays_in_its_span_and_its_cell(text: str) -> None:
    shown = code(text)

    fence = shown[: len(shown) - len(shown.lstrip("`"))]
    assert shown.endswith(fence)
    assert fence not in shown[len(fence) : -len(fence)]
    assert re.search(r"(?<!\\)\|", shown) is None
    assert "\n" not in shown


def test_sql_with_backticks_cannot_close_its_fence() -> None:
    after = BASE + "  - n > 0:\n      n expression: COUNT(CASE WHEN x = '```' THEN 1 END)\n"

    markdown = render_markdown(report(BASE, after))

    assert "````diff" in markdown
    assert markdown.count("````") == 2


def test_what_does_not_fit_into_a_comment_is_counted() -> None:
    many = "".join(f"checks for t{n}:\n  - row_count > 0\n" for n in range(300))

    markdown = render_markdown(report(BASE, BASE + many), budget=30_000)

    assert len(markdown) <= 30_000
    assert "more did not fit here; `seltzer diff` shows all." in markdown


def test_the_report_as_data_reads_back() -> None:
    made = report(BASE, BASE + "  - avg(total) > 5\n")

    assert PullRequestReport.model_validate_json(made.model_dump_json(by_alias=True)) == made
    assert '"schema":"seltzer.report/1"' in made.model_dump_json(by_alias=True)
