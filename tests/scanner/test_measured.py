"""Metrics that are measured without judging them, on real engines, and what is pushed of them."""

from datetime import datetime, timezone
from pathlib import Path
from textwrap import dedent

import pytest
from tests.scanner.scans import NOON

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.measured import MeasureRequest
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.push import build_batches
from seltzer_scanner.report import build_report
from seltzer_scanner.result import ScanResult
from seltzer_scanner.scan import run_scan
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.snapshot import Catalogue, Snapshot, SnapshotColumn, SnapshotDataset
from seltzer_specs.spec_file import SpecFile

TYPES = {"id": "INTEGER", "name": "VARCHAR", "score": "INTEGER"}
SUITE = """
    apiVersion: seltzer/v1
    kind: Checks
    dataset: people
    configurations:
      valid values for name: [ann]
    metrics:
      - row_count
      - avg(score)
      - missing_count(%)
      - max(%)
      - max_length(%)
      - invalid_percent(%)
      - exclude id
      - avg(name)
      - sum(score):
          filter: score < 0
      - stddev(score)
    checks:
      - avg(score) > 1000
"""


def scan(text: str, source: DataSourceSettings) -> ScanResult:
    """Scan a document with a catalogue that knows the types of its columns."""
    columns = tuple(SnapshotColumn(*column) for column in TYPES.items())
    datasets = tuple(SnapshotDataset("main", name, columns) for name in ("nobody", "people"))
    snapshot = Snapshot("shop", source.type, datasets)
    dialect = get_dialect(source.type)
    specs = parse_specs(
        [SpecFile("people.yml", dedent(text))],
        ParseSettings(
            default_data_source="shop",
            catalogues={"shop": Catalogue(snapshot, dialect.NAME_CASE)},
            now=NOON,
        ),
    )
    assert specs.errors == ()
    requests = [
        MeasureRequest(
            asked=asked,
            type=TYPES.get(asked.metric.columns[0].text) if asked.metric.columns else None,
        )
        for asked in specs.measured
    ]
    plan = compile_checks(specs.checks, dialect=dialect, data_source="shop", measured=requests)
    return run_scan(
        plan,
        lambda: dialect.connect(source, root=Path()),
        dialect=dialect,
        data_time=datetime(2026, 1, 1, tzinfo=timezone.utc),
        clock=lambda: NOON,
    )


def test_each_metric_has_its_value_or_the_reason(people: DataSourceSettings) -> None:
    result = scan(SUITE, people)

    found = {m.plan.asked.metric.label: (m.value, m.reason, m.error) for m in result.measured}
    lacking = found.pop("avg(name)")
    spread = found.pop("stddev(score)")
    assert found == {
        "row_count": (4, None, None),
        "avg(score)": (pytest.approx(7 / 3), None, None),
        "missing_count(name)": (1, None, None),
        "missing_count(score)": (1, None, None),
        "max(score)": (4, None, None),
        "max_length(name)": (3, None, None),
        "invalid_percent(name)": (25, None, None),
        "sum(score)": (None, "no values", None),
    }
    assert lacking == (None, "avg is of numbers, and the column is VARCHAR", None)
    assert (spread[0] is None) == (people.type == "sqlite")
    assert spread[2] is None


def test_they_have_no_outcome(people: DataSourceSettings) -> None:
    result = scan(SUITE, people)

    assert [check.judgement.outcome for check in result.checks] == ["fail"]
    assert result.outcome == "fail"
    assert scan(SUITE.partition("    checks:")[0], people).outcome == "skipped"


def test_they_share_the_queries_of_the_checks(duckdb_people: DataSourceSettings) -> None:
    result = scan(SUITE, duckdb_people)

    assert len(result.queries) == 1
    report = build_report(result)
    served = {query for measured in report.measurements for query in measured.queries}
    assert served == {query.id for query in report.queries}


def test_one_that_fails_is_an_error_of_its_own(people: DataSourceSettings) -> None:
    text = """
        apiVersion: seltzer/v1
        kind: Checks
        dataset: people
        metrics:
          - row_count
          - odd:
              odd expression: SUM(nowhere)
        checks:
          - row_count = 4
    """
    result = scan(text, people)

    counted, odd = result.measured
    assert (counted.value, counted.error) == (4, None)
    assert odd.value is None
    assert odd.error is not None
    assert [check.judgement.outcome for check in result.checks] == ["pass"]


def test_a_series_is_pushed_once_and_under_the_key_of_its_check(
    duckdb_people: DataSourceSettings,
) -> None:
    result = scan(SUITE, duckdb_people)
    batches = build_batches(
        result, scan_id="0" * 32, definition="shop", git_sha=None, client="seltzer/test"
    )

    metrics = [metric for batch in batches for metric in batch.metrics]
    assert len({metric.key for metric in metrics}) == len(metrics)
    by_label = {metric.label: metric for metric in metrics}
    assert by_label["avg(score)"].key == batches[0].checks[0].metric
    assert by_label["missing_count(name)"].value == 1
    assert "avg(name)" not in by_label
    assert [batch.scan.parts for batch in batches] == [2, 2]
    assert [len(batch.checks) for batch in batches] == [1, 0]
