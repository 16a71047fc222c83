"""Freshness: zones, dates, empty datasets and columns that hold no time."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from tests.scanner.scans import NOON, checks_of, judged, scan

from seltzer_compiler.compile import compile_checks
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.evaluate.age import age_in_seconds
from seltzer_scanner.scan import run_scan
from seltzer_specs.checks import FreshnessCheck
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.wire.evaluation import ChangeEvaluation

PLUS_TWO = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("newest", "age_s"),
    [
        (datetime.fromisoformat("2026-11-20T11:59:59.5"), Decimal("0.5")),
        (datetime(2026, 11, 20, 12, tzinfo=PLUS_TWO), Decimal(7_200)),
        (date(2026, 11, 19), Decimal("43200.000001")),
        (date(2026, 11, 20), Decimal("-43199.999999")),
        (datetime.fromisoformat("2026-11-21T12:00"), Decimal(-86_400)),
        (date.max, Decimal("-251607124799.999999")),
    ],
)
def test_ages_are_exact(newest: date | datetime, age_s: Decimal) -> None:
    assert age_in_seconds(newest, now=NOON) == age_s


def test_the_age_of_the_newest_row_is_judged_in_seconds(people: DataSourceSettings) -> None:
    result = scan(
        """
        checks for people:
          - freshness(created) < 7h
          - freshness(created) < 5h:
              name: too old
          - freshness(born) < 2d
          - freshness(created) < 1d:
              name: narrowed
              filter: id = 2
        """,
        people,
    )

    assert [(c.judgement.outcome, c.judgement.value) for c in result.checks] == [
        ("pass", 21_600),
        ("fail", 21_600),
        ("pass", 129_600.000001),
        ("fail", 86_400),
    ]
    assert judged(result, "too old").reason == "6h is not < 5h"


@pytest.mark.parametrize("text", ["checks for nobody:\n", "checks for people:\n"])
def test_no_time_at_all_is_not_fresh(people: DataSourceSettings, text: str) -> None:
    check = "  - freshness(created) < 1d:\n      filter: id = 3\n"

    judgement = scan(text + check, people).checks[0].judgement

    assert (judgement.outcome, judgement.reason) == ("fail", "no rows")


def test_a_text_column_is_an_error_where_times_have_types(
    duckdb_people: DataSourceSettings, postgres_people: DataSourceSettings
) -> None:
    for source in (duckdb_people, postgres_people):
        judgement = scan("checks for people:\n  - freshness(code) < 1d", source).checks[0].judgement

        assert judgement.outcome == "error"
        assert 'but "code" is text' in (judgement.reason or "")


def test_text_that_is_no_time_is_an_error_where_times_are_text(
    sqlite_people: DataSourceSettings,
) -> None:
    result = scan(
        "checks for people:\n  - freshness(code) < 1d\n  - freshness(id) < 1d", sqlite_people
    )

    assert [check.judgement.outcome for check in result.checks] == ["error", "error"]
    assert "ISO 8601" in (result.checks[0].judgement.reason or "")
    assert "got a number" in (result.checks[1].judgement.reason or "")


def test_a_checks_own_now_wins_over_the_data_time(duckdb_people: DataSourceSettings) -> None:
    (check,) = checks_of("checks for people:\n  - freshness(created) < 1d")
    assert isinstance(check, FreshnessCheck)
    dialect = get_dialect("duckdb")
    late = replace(check, now=NOON + timedelta(days=9))

    result = run_scan(
        compile_checks([late], dialect=dialect, data_source="shop"),
        lambda: dialect.connect(duckdb_people, root=Path()),
        dialect=dialect,
        data_time=NOON,
        clock=lambda: NOON,
    )

    assert result.checks[0].judgement.outcome == "fail"


def test_the_age_in_seconds_is_left_to_the_history(people: DataSourceSettings) -> None:
    result = scan(
        """
        checks for people:
          - anomaly detection for freshness(created)
          - change for freshness(created) between -1h and 1h
          - freshness(created) < 1d
          - anomaly detection for freshness(created):
              name: of nothing
              filter: id > 99
        """,
        people,
    )
    anomaly, change, fresh, nothing = result.checks

    assert (anomaly.judgement.outcome, anomaly.judgement.value) == ("skipped", 21_600)
    assert isinstance(change.judgement.evaluate, ChangeEvaluation)
    assert change.judgement.evaluate.unit == "seconds"
    assert change.judgement.evaluate.measured == 21_600
    assert len({check.plan.metric and check.plan.metric.key for check in result.checks[:3]}) == 1
    assert fresh.judgement.outcome == "pass"
    assert nothing.judgement.reason == "nothing to evaluate: no values"


def test_an_age_until_another_time_has_a_history_of_its_own() -> None:
    text = """
    variables:
      END: 2026-11-20T00:00:00Z
    checks for people:
      - freshness(created) < 1d
      - freshness(created, END) < 1d
    """
    plan = compile_checks(checks_of(text), dialect=get_dialect("duckdb"), data_source="shop")

    assert len({check.metric and check.metric.key for check in plan.checks}) == 2
    assert len(plan.queries) == 1
