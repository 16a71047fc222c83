"""A scan asks the catalogue first, chooses its queries by the answer, and finds the same."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from seltzer_dialects.base import MIN_ROWS_OF_STATISTICS

SPEC = """checks for orders:
  - row_count > 0
  - invalid_count(status) = 0:
      valid regex: ^(new|paid)$
  - percentile(total, 0.9) < 100
  - distinct_count(status) = 3
  - duplicate_count(code) = 0
  - values in (id) must exist in orders (id)
"""
PROJECT = """name: shop
data_sources:
  shop:
    type: duckdb
    path: shop.duckdb
specs: [checks.yml]
"""
SMART = {"groupings-together", "hash-first"}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a table that is large enough to ask about."""
    monkeypatch.chdir(tmp_path)
    with duckdb.connect(tmp_path / "shop.duckdb") as session:
        session.execute(
            "CREATE TABLE orders AS SELECT i AS id, ['new', 'paid', 'odd'][1 + i % 3] AS status, "
            "i % 50 AS total, 'an order code of forty characters: ' || (100000 + i) AS code "
            f"FROM RANGE({MIN_ROWS_OF_STATISTICS}) AS numbers(i)"
        )
    (tmp_path / "checks.yml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "seltzer.yml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def rules_of(report: Any) -> set[str]:
    return {rule for query in report["queries"] for rule in query["rules"]}


@pytest.mark.usefixtures("shop")
def test_the_queries_differ_and_the_outcomes_do_not(seltzer: Any) -> None:
    smart = seltzer("scan", "--no-push", "--format", "json").json
    plain = seltzer("scan", "--no-push", "--no-statistics", "--format", "json").json
    outcomes = [
        [(c["name"], c["outcome"], c["value"]) for c in r["checks"]] for r in (smart, plain)
    ]

    assert outcomes[0] == outcomes[1]
    assert rules_of(smart) >= SMART
    assert not rules_of(plain) & SMART


@pytest.mark.usefixtures("shop")
def test_questions_about_columns_are_in_the_report(seltzer: Any) -> None:
    report = seltzer("scan", "--no-push", "--format", "json").json
    asked = [query for query in report["queries"] if query["scans"] == 0]

    assert [query["dataset"] for query in asked] == [None, None]
    assert "duckdb_tables" in asked[0]["sql"].lower()
    assert report["errors"] == []


@pytest.mark.usefixtures("shop")
def test_explain_says_why(seltzer: Any) -> None:
    plain, smart = seltzer("explain"), seltzer("explain", "--statistics")

    assert "3 columns may change this; --statistics asks about them" in plain.out
    assert "because" not in plain.out
    assert "because values-once: 3 different values of status in 100,000 rows" in smart.out
    assert "because hash-first: code has 41 bytes, and" in smart.out


@pytest.mark.usefixtures("shop")
def test_explain_asks_no_dialect(seltzer: Any) -> None:
    done = seltzer("explain", "--statistics", "--dialect", "postgres")

    assert done.code == 1
    assert "--statistics asks the data source: without --dialect" in done.err


def test_a_column_that_is_missing_costs_only_its_own_check(shop: Path, seltzer: Any) -> None:
    (shop / "checks.yml").write_text(SPEC + "  - distinct_count(colour) = 3\n", encoding="utf-8")
    report = seltzer("scan", "--no-push", "--format", "json").json

    assert [check["name"] for check in report["checks"] if check["outcome"] == "error"] == [
        "distinct_count(colour) = 3"
    ]
    assert len(report["errors"]) == 1


def test_a_data_source_that_is_away_is_told_by_the_scan(shop: Path, seltzer: Any) -> None:
    (shop / "shop.duckdb").unlink()
    report = seltzer("scan", "--no-push", "--format", "json").json

    assert {check["outcome"] for check in report["checks"]} == {"error"}
