"""Registered datasets and profiles, against known answers on each engine."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.engines.names import QUICK
from tests.scanner.scans import NOON, checks_of

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.surveys import SurveyRequest
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.execute import Measurements
from seltzer_scanner.push import build_batches
from seltzer_scanner.report import build_report
from seltzer_scanner.result import ScanResult
from seltzer_scanner.scan import run_scan
from seltzer_scanner.survey import read_survey
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.location import Location
from seltzer_specs.names import DatasetRef, Name

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

ROWS = ", ".join(
    f"({i}, 'secret{i % 3}', {i}.5, '2026-01-{i:02d}', {'NULL' if i % 4 == 0 else i})"
    for i in range(1, 21)
)
TABLES = (
    (
        "CREATE TABLE things (id INTEGER NOT NULL, name VARCHAR(20), size DOUBLE PRECISION, "
        "made DATE, n INTEGER)"
    ),
    f"INSERT INTO things VALUES {ROWS}",
    "CREATE TABLE empty_one (id INTEGER, name VARCHAR(20))",
    "CREATE TABLE one (id INTEGER)",
    "INSERT INTO one VALUES (7), (7), (NULL)",
)
TYPES = {"id": "INTEGER", "name": "VARCHAR(20)", "size": "DOUBLE PRECISION", "made": "DATE",
         "n": "INTEGER"}  # fmt: skip


@pytest.fixture(scope="module", params=QUICK)
def source(request: pytest.FixtureRequest, new_source: NewSource) -> DataSourceSettings:
    """The tables on each engine."""
    return new_source(request.param, TABLES)


def survey(
    source: DataSourceSettings, dataset: str, *columns: str, is_discovered: bool = False
) -> ScanResult:
    dialect = get_dialect(source.type)
    request = SurveyRequest(
        dataset=DatasetRef((Name(dataset),)),
        is_discovered=is_discovered,
        columns=tuple((Name(column), TYPES[column]) for column in columns),
        location=Location("a.yml"),
    )
    plan = compile_checks([], dialect=dialect, data_source="shop", surveys=[request])
    return run_scan(
        plan,
        lambda: dialect.connect(source, root=Path()),
        dialect=dialect,
        data_time=NOON,
        clock=lambda: NOON,
    )


def column_of(result: ScanResult) -> Any:
    (profile,) = build_report(result).profiles
    (column,) = profile.columns
    assert column.error is None
    return column


def test_a_number_has_its_statistics_and_a_histogram(source: DataSourceSettings) -> None:
    found = column_of(survey(source, "things", "n"))

    assert (found.min, found.max, found.missing_count, found.distinct) == (1, 19, 5, 15)
    assert (found.avg, found.sum) == (10, 150)
    assert (found.mins, found.maxs) == ((1, 2, 3, 5, 6), (19, 18, 17, 15, 14))
    assert [v.value for v in found.frequent_values] == [1, 2, 3, 5, 6, 7, 9, 10, 11, 13]
    assert {v.frequency for v in found.frequent_values} == {1}
    assert len(found.histogram.boundaries) == 21
    assert sum(found.histogram.frequencies) == 15
    assert found.histogram.frequencies[0] == 1
    assert found.histogram.frequencies[19] == 1


def test_spread_is_computed_where_the_engine_has_it(source: DataSourceSettings) -> None:
    found = column_of(survey(source, "things", "size"))

    assert found.avg == 11
    if source.type == "sqlite":
        assert (found.stddev, found.variance) == (None, None)
    else:
        assert found.stddev == pytest.approx(5.916079783)
        assert found.variance == pytest.approx(35)


def test_a_text_has_lengths_and_its_values(source: DataSourceSettings) -> None:
    found = column_of(survey(source, "things", "name"))

    assert (found.min_length, found.max_length, found.avg_length) == (7, 7, 7)
    assert (found.min, found.max, found.distinct) == ("secret0", "secret2", 3)
    assert [(v.value, v.frequency) for v in found.frequent_values] == [
        ("secret1", 7),
        ("secret2", 7),
        ("secret0", 6),
    ]
    assert (found.avg, found.histogram) == (None, None)


def test_a_date_has_its_ends(source: DataSourceSettings) -> None:
    found = column_of(survey(source, "things", "made"))

    assert (found.min, found.max, found.distinct) == ("2026-01-01", "2026-01-20", 20)


def test_an_empty_dataset_has_a_profile_of_nothing(source: DataSourceSettings) -> None:
    result = survey(source, "empty_one", "id", "name")
    (profile,) = build_report(result).profiles

    assert profile.row_count == 0
    assert [(c.min, c.distinct, c.missing_count, c.avg) for c in profile.columns] == [
        (None, 0, 0, None),
        (None, 0, 0, None),
    ]
    assert not any(survey.has_failed for survey in result.surveys)


def test_one_value_is_one_bin(source: DataSourceSettings) -> None:
    histogram = column_of(survey(source, "one", "id")).histogram

    assert (histogram.boundaries, histogram.frequencies) == ((7, 7), (2,))


def test_a_dataset_takes_one_scan_and_one_more_per_column(source: DataSourceSettings) -> None:
    result = survey(source, "things", *TYPES, is_discovered=True)

    assert sum(executed.query.scans for executed in result.queries) == 1 + len(TYPES)
    assert len(result.queries) == 2 + len(TYPES)


def test_a_registered_dataset_has_its_columns_and_rows(source: DataSourceSettings) -> None:
    (profile,) = build_report(survey(source, "things", is_discovered=True)).profiles

    assert profile.row_count == 20
    assert profile.schema_columns is not None
    assert [column.name for column in profile.schema_columns] == list(TYPES)
    assert [c.nullable for c in profile.schema_columns] == [False, True, True, True, True]


def test_a_dataset_that_does_not_exist_is_an_error(source: DataSourceSettings) -> None:
    result = survey(source, "nowhere", is_discovered=True)

    assert result.surveys[0].has_failed
    assert build_report(result).errors


def test_a_column_that_left_costs_only_itself(source: DataSourceSettings) -> None:
    dialect = get_dialect(source.type)
    request = SurveyRequest(
        dataset=DatasetRef((Name("things"),)),
        columns=((Name("gone"), "INTEGER"), (Name("n"), "INTEGER")),
        location=Location("a.yml"),
    )
    plan = compile_checks([], dialect=dialect, data_source="shop", surveys=[request])
    result = run_scan(
        plan,
        lambda: dialect.connect(source, root=Path()),
        dialect=dialect,
        data_time=NOON,
        clock=lambda: NOON,
    )
    gone, kept = build_report(result).profiles[0].columns

    assert gone.error is not None
    assert (kept.error, kept.sum) == (None, 150)
    assert result.surveys[0].has_failed


def test_only_names_types_and_numbers_are_pushed(source: DataSourceSettings) -> None:
    result = survey(source, "things", *TYPES, is_discovered=True)
    batches = build_batches(
        result, scan_id="0" * 32, definition="shop", git_sha=None, client="seltzer/1"
    )
    text = "".join(batch.model_dump_json() for batch in batches)
    metrics = {metric.label: metric.value for batch in batches for metric in batch.metrics}

    assert "secret" not in text
    assert "2026-01-" not in text
    assert [batch.scan.part for batch in batches] == [1, 2]
    assert {batch.scan.parts for batch in batches} == {2}
    assert batches[1].datasets[0].columns is not None
    assert (metrics["row_count"], metrics["avg(n)"], metrics["distinct(name)"]) == (20, 10, 3)
    assert "min(name)" not in metrics


def test_a_profile_and_a_check_share_series_and_query(duckdb_people: DataSourceSettings) -> None:
    request = SurveyRequest(
        dataset=DatasetRef((Name("people"),)),
        columns=((Name("score"), "DOUBLE"),),
        location=Location("a.yml"),
    )
    checks = checks_of("checks for people:\n  - avg(score) > 0\n")
    plan = compile_checks(
        checks, dialect=get_dialect(duckdb_people.type), data_source="shop", surveys=[request]
    )
    keys = {s.label: s.key for s in plan.surveys[0].columns[0].statistics}

    assert plan.checks[0].metric is not None
    assert plan.checks[0].metric.key == keys["avg(score)"]
    assert [query.kind for query in plan.queries] == ["aggregate", "rows"]


def test_an_engine_without_a_catalogue_registers_nothing_and_goes_on() -> None:
    hive = get_dialect("hive")
    request = SurveyRequest(
        dataset=DatasetRef((Name("things"),)), is_discovered=True, location=Location("a.yml")
    )
    checks = checks_of("checks for things:\n  - row_count > 0")
    plan = compile_checks(checks, dialect=hive, data_source="shop", surveys=[request])

    assert len(plan.queries) == 1
    counted = dict.fromkeys(plan.surveys[0].row_count.formula.inputs, 4)
    result = read_survey(plan.surveys[0], Measurements(counted, {}, {}, {}, ()), hive)
    assert (result.row_count, result.error) == (
        4,
        "its columns are not registered: Hive and Impala have no catalogue that SQL can ask",
    )
