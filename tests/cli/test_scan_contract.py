"""`seltzer.scan/1` as `seltzer scan` writes it: every member of every part, and its page."""

import json
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "scan-report.md"
SPECS = """\
apiVersion: seltzer/v1
kind: Checks
dataset: orders
filter:
  name: all
  where: total < 1000
metrics:
  - avg(total)
  - max_length(id)
  - avg(gone)
checks:
  - avg(missing) > 0
  - anomaly score for row_count < default:
      model: {type: prophet, hyperparameters: {static: {profile: MAPE}}}
---
apiVersion: seltzer/v1
kind: Checks
discover datasets: [orders]
profile columns: [orders.total]
"""
LOCATION = {"file", "line", "column"}


@pytest.fixture
def document(project: Path, seltzer: Any) -> Any:
    """The report of a scan that has something in each of its parts."""
    (project / "checks" / "orders.yml").write_text(SPECS, "utf-8")
    done = seltzer("scan", "--no-push", "-q", "--format", "json")
    assert done.code == 1
    return done.json


def test_errors_and_notes_have_exactly_these_members(document: Any) -> None:
    for error in document["errors"]:
        assert set(error) == {"code", "message", "location", "check", "query"}
        assert error["location"] is None or set(error["location"]) == LOCATION
    located = [error for error in document["errors"] if error["location"] is not None]
    failed = [error for error in document["errors"] if error["query"] is not None]
    assert (len(located), len(failed)) == (1, 1)
    assert located[0]["message"].startswith('the pattern "gone" matches no column')
    assert document["notes"]
    for note in document["notes"]:
        assert set(note) == {"code", "message", "location"}
        assert set(note["location"]) == LOCATION


def test_measurements_have_exactly_these_members(document: Any) -> None:
    measured, lacking = document["measurements"]

    queries = set(measured.pop("queries"))
    assert queries
    assert queries <= {query["id"] for query in document["queries"]}
    assert measured == {
        "dataset": "orders", "column": "total", "metric": "avg(total)", "filter": "all",
        "value": 20, "reason": None, "error": None,
        "location": {"file": "checks/orders.yml", "line": 8, "column": 5},
    }  # fmt: skip
    assert (lacking["value"], lacking["error"], lacking["queries"]) == (None, None, [])
    assert lacking["reason"] == "max_length is of texts, and the column is INTEGER"


def test_profiles_have_exactly_these_members(document: Any) -> None:
    registered = next(p for p in document["profiles"] if p["schema_columns"] is not None)
    assert set(registered) == {"dataset", "row_count", "schema_columns", "columns", "error"}
    assert registered["schema_columns"][0] == {"name": "id", "type": "INTEGER", "nullable": True}
    (column,) = [column for p in document["profiles"] for column in p["columns"]]
    assert set(column) == {
        "column", "type", "min", "max", "mins", "maxs", "frequent_values", "distinct",
        "missing_count", "avg", "sum", "stddev", "variance", "min_length", "max_length",
        "avg_length", "histogram", "error",
    }  # fmt: skip
    assert set(column["histogram"]) == {"boundaries", "frequencies"}
    assert column["frequent_values"][0] == {"value": 10, "frequency": 1}


def test_measured_metrics_never_count_as_checks(document: Any) -> None:
    names = {check["metric"] for check in document["checks"]}

    assert names == {"avg(missing)", "row_count"}
    assert document["outcome"] == "error"


def test_the_page_names_every_member_of_every_part(document: Any) -> None:
    page = PAGE.read_text("utf-8")
    members: set[str] = set()

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            members.update(key for key in value if isinstance(key, str))
            for inner in value.values():
                collect(inner)
        for inner in value if isinstance(value, list) else ():
            collect(inner)

    collect(json.loads(json.dumps(document)))
    assert sorted(member for member in members if f"`{member}`" not in page) == []
