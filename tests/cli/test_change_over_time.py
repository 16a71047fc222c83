"""Change over time from a file to an outcome, day by day, with the embedded server."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from seltzer_specs.wire.scan_report import ReportCheck, ScanReport

CHECKS = """\
checks for orders:
  - change for row_count between -20 and +50
  - change avg last 3 percent for sum(total) < 25 %
  - change same day last week percent for row_count:
      name: week on week
      warn: when > 10
      fail: when > 100
  - change min last 2 for open_orders < 5:
      open_orders query: SELECT COUNT(*) FROM orders WHERE total IS NULL
  - change for missing_percent(customer) <= 1:
      filter: id > 0
"""


@pytest.fixture
def shop(project: Path) -> Path:
    """The project with checks over time alone."""
    (project / "monitors" / "orders.yml").unlink()
    (project / "checks" / "orders.yml").write_text(CHECKS, "utf-8")
    return project


def _scan(shop: Path, seltzer: Any, day: int, rows: int, *words: str) -> dict[str, ReportCheck]:
    with duckdb.connect(str(shop / "shop.duckdb")) as session:
        session.execute("DELETE FROM orders")
        session.execute("INSERT INTO orders SELECT range, 1, 2 FROM range(1, ? + 1)", [rows])
    time = f"2026-01-{day:02}T06:00:00Z"
    seltzer("scan", "-t", time, "--format", "json", "--output", "report.json", *words)
    text = (shop / "report.json").read_text("utf-8")
    report = ScanReport.model_validate_json(text)
    return {check.name: check for check in report.checks}


def test_changes_are_judged_day_by_day_without_a_server(shop: Path, seltzer: Any) -> None:
    first = _scan(shop, seltzer, 1, 100)
    for day, rows in enumerate([110, 120, 130, 100, 100, 100], start=2):
        _scan(shop, seltzer, day, rows)
    last = _scan(shop, seltzer, 8, 160)

    assert {check.outcome for check in first.values()} == {"skipped"}
    assert first["change avg last 3 percent for sum(total) < 25 %"].reason == "0 of 3 measurements"
    assert {name: (check.outcome, check.value, check.reason) for name, check in last.items()} == {
        "change for row_count between -20 and +50": (
            "fail",
            60,
            "60 is not between -20 and +50: 160 now, 100 before",
        ),
        "change avg last 3 percent for sum(total) < 25 %": (
            "fail",
            60,
            "60 % is not < 25 %: 320 now, 200 on average of the last 3",
        ),
        "week on week": ("warn", 60, "60 % is > 10: 160 now, 100 on 2026-01-01"),
        "change min last 2 for open_orders < 5": ("pass", 0, None),
        "change for missing_percent(customer) <= 1": ("pass", 0, None),
    }
    assert last["week on week"].threshold == "warn when > 10, fail when > 100"


def test_a_change_shares_the_history_of_its_metric(shop: Path, seltzer: Any) -> None:
    path = shop / "checks" / "orders.yml"
    path.write_text("checks for orders:\n  - row_count > 0\n", "utf-8")
    _scan(shop, seltzer, 1, 100)
    path.write_text("checks for orders:\n  - change for row_count = 0\n", "utf-8")
    grown = _scan(shop, seltzer, 2, 107)

    assert grown["change for row_count = 0"].value == 7


def test_without_a_push_a_change_is_skipped_and_never_passes(shop: Path, seltzer: Any) -> None:
    checks = _scan(shop, seltzer, 1, 100, "--no-push")

    assert {(check.outcome, check.value) for check in checks.values()} == {("skipped", None)}
    assert {check.reason for check in checks.values()} == {
        "needs stored history; push the results to a server and it is judged there"
    }
