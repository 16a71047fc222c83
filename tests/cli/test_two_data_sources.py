"""One scan of checks that compare with another data source."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from seltzer_specs.wire.scan_report import ScanReport

SODA_CONFIGURATION = """\
data_source shop:
  type: duckdb
  path: shop.duckdb
data_source backup:
  type: sqlite
  path: backup.db
"""
CHECKS = """\
checks for orders:
  - row_count same as orders in backup
  - values in customer must exist in orders id
"""
RECONCILIATION = """\
reconciliation backup:
  datasets:
    source: {dataset: orders, datasource: backup}
    target: {dataset: orders, datasource: shop}
  checks:
    - row_count diff = 0
    - max(id):
        warn: when diff > 20%
        fail: when diff > 50%
    - schema
    - rows diff < 3:
        source query: SELECT id FROM orders
        target query: SELECT id FROM orders
"""


@pytest.fixture
def compared(project: Path) -> Path:
    """The project with a second data source of four orders."""
    text = (project / "seltzer.yml").read_text("utf-8")
    backup = "  backup:\n    type: sqlite\n    path: backup.db\nspecs:"
    text = text.replace("specs:", backup).replace(
        "data_sources:", "default_data_source: shop\ndata_sources:"
    )
    (project / "seltzer.yml").write_text(text, "utf-8")
    (project / "checks" / "orders.yml").write_text(CHECKS, "utf-8")
    (project / "monitors" / "orders.yml").unlink()
    with sqlite3.connect(project / "backup.db") as session:
        session.execute("CREATE TABLE orders AS SELECT value AS id FROM json_each('[1, 2, 3, 4]')")
    session.close()
    return project


def _scan(project: Path, seltzer: Any, *words: str) -> tuple[int, ScanReport]:
    done = seltzer("scan", "--format", "json", "--output", "report.json", *words)
    text = (project / "report.json").read_text("utf-8")
    return done.code, ScanReport.model_validate_json(text)


def test_a_scan_reads_both_data_sources_and_pushes(compared: Path, seltzer: Any) -> None:
    code, report = _scan(compared, seltzer)

    assert code == 10
    assert [(check.kind, check.outcome, check.value) for check in report.checks] == [
        ("row_count_comparison", "fail", -1),
        ("reference", "pass", 0),
    ]
    assert [(query.data_source, query.dialect) for query in report.queries] == [
        ("shop", "duckdb"),
        ("backup", "sqlite"),
        ("shop", "duckdb"),
    ]
    assert report.checks[0].reason == "orders has 3 rows, orders in backup has 4 rows"


def test_a_soda_configuration_names_both(compared: Path, seltzer: Any) -> None:
    (compared / "configuration.yml").write_text(SODA_CONFIGURATION, "utf-8")

    code, report = _scan(
        compared, seltzer, "checks/orders.yml", "-c", "configuration.yml", "-d", "shop", "--no-push"
    )

    assert code == 10
    assert report.checks[0].value == -1


def test_a_data_source_that_is_away_costs_only_its_check(compared: Path, seltzer: Any) -> None:
    (compared / "backup.db").unlink()

    code, report = _scan(compared, seltzer, "--no-push")

    assert code == 12
    assert [check.outcome for check in report.checks] == ["error", "pass"]


def test_an_unknown_data_source_is_a_mistake_in_its_line(compared: Path, seltzer: Any) -> None:
    (compared / "checks" / "orders.yml").write_text(CHECKS.replace("backup", "bakup"), "utf-8")

    done = seltzer("validate")

    assert done.code == 1
    line = 'checks/orders.yml:2:5: there is no data source "bakup"; did you mean "backup"?'
    assert line in done.out + done.err


def test_compile_shows_the_sql_of_both(compared: Path, seltzer: Any) -> None:
    text = seltzer("compile").out
    document = json.loads(seltzer("compile", "--format", "json").out)
    seltzer("compile", "--out", "sql")

    assert "· backup (sqlite) · orders" in text
    assert [query["data_source"] for query in document["queries"]] == ["shop", "backup", "shop"]
    folders = {path.parent.name for path in (compared / "sql").rglob("*.sql")}
    assert folders == {"shop", "backup"}
    assert seltzer("compile", "--out", "sql", "--check").code == 0


def test_explain_says_where_a_query_runs(compared: Path, seltzer: Any) -> None:
    assert "aggregate on orders in backup" in seltzer("explain").out


def test_a_change_of_the_other_side_shows_in_the_diff(compared: Path, seltzer: Any) -> None:
    out = seltzer("diff", "--format", "json").json

    assert {query["data_source"] for query in out["queries"]} == {"shop", "backup"}


def test_a_reconciliation_runs_with_its_target(compared: Path, seltzer: Any) -> None:
    (compared / "checks" / "orders.yml").write_text(RECONCILIATION, "utf-8")

    code, report = _scan(compared, seltzer)
    _, other = _scan(compared, seltzer, "-d", "backup", "--no-push")

    assert code == 10
    assert [(check.kind, check.dataset, check.outcome) for check in report.checks] == [
        ("metric_reconciliation", "orders", "fail"),
        ("metric_reconciliation", "orders", "warn"),
        ("schema_reconciliation", "orders", "fail"),
        ("record_reconciliation", "orders", "pass"),
    ]
    assert other.checks == ()


def test_a_scan_says_which_checks_wait_for_another_data_source(
    compared: Path, seltzer: Any
) -> None:
    (compared / "checks" / "orders.yml").write_text(RECONCILIATION, "utf-8")
    (compared / "configuration.yml").write_text(SODA_CONFIGURATION, "utf-8")
    line = '4 checks are of "shop" and not in this scan; scan with -d shop as well'
    named = ("checks/orders.yml", "-c", "configuration.yml", "--no-push")

    assert line in seltzer("scan", *named, "-d", "backup").err
    assert "in this scan" not in seltzer("scan", *named, "-d", "shop").err
    assert "in this scan" not in seltzer("scan", "--no-push", "-d", "backup").err
