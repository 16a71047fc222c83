"""Changes over time, pushed and judged through HTTP on both stores."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from tests.server.conftest import RunningServer

START = datetime(2026, 3, 1, 6, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)
KEY = "c" * 32
BOUNDS = {
    "intervals": [
        {"low": None, "high": -20, "has_low": True, "has_high": False},
        {"low": 20, "high": None, "has_low": False, "has_high": True},
    ],
    "text": "between -20 and 20",
    "is_wanted": True,
}


def question(measured: float, **more: Any) -> dict[str, Any]:
    return {"kind": "change", "measured": measured, "baseline": "previous", "fail": BOUNDS, **more}


class Orders:
    """A metric that is measured again and again.

    Args:
        server: Where the measurements go.
    """

    def __init__(self, server: RunningServer) -> None:
        self.server = server

    def push(
        self,
        at: datetime,
        value: float | None,
        asked: Mapping[str, Any] | None = None,
        *,
        run: int = 0,
        key: str | None = KEY,
    ) -> str:
        """Push one measurement, with a question about it or without."""
        scan_id = f"{round(at.timestamp()):024x}{run:08x}"
        check = {
            "id": "orders-change",
            "name": "orders change",
            "kind": "change",
            "dataset": 0,
            "metric": key,
            "outcome": "skipped",
            "value": None,
            "skip_code": "no_history" if asked else "empty",
            "threshold": "between -20 and 20",
            "evaluate": asked,
        }
        answer = self.server.ingest(
            {
                "v": 1,
                "scan": {
                    "id": scan_id,
                    "data_source": "shop",
                    "dialect": "duckdb",
                    "definition": "nightly",
                    "data_time": at.isoformat(),
                    "started_at": (at + timedelta(seconds=run)).isoformat(),
                    "ended_at": (at + timedelta(seconds=run + 1)).isoformat(),
                    "outcome": "skipped",
                    "client": "seltzer/0.1.0",
                },
                "datasets": [{"name": "orders"}],
                "metrics": [{"key": key, "dataset": 0, "label": "row_count", "value": value}]
                if key
                else [],
                "checks": [check],
            }
        )
        assert answer.status_code in (200, 201), answer.text
        return scan_id

    def verdict(self, scan_id: str) -> dict[str, Any]:
        """Ask for the one verdict of a scan."""
        answer = self.server.get(f"/api/v1/scans/{scan_id}/verdicts")
        assert answer.status_code == 200, answer.text
        (verdict,) = answer.json()["verdicts"]
        found: dict[str, Any] = verdict
        return found

    def judge(self, at: datetime, value: float, **more: Any) -> tuple[Any, Any, Any]:
        """Push a measurement with its question; give outcome, value and reason."""
        verdict = self.verdict(self.push(at, value, question(value, **more)))
        return verdict["outcome"], verdict["value"], verdict["reason"]


@pytest.fixture
def orders(server: RunningServer) -> Orders:
    return Orders(server)


def test_the_first_measurement_is_skipped_and_the_next_compared_with_it(orders: Orders) -> None:
    first = orders.judge(START, 100)
    near = orders.judge(START + DAY, 120)
    far = orders.judge(START + 2 * DAY, 99)

    assert first == ("skipped", None, "first measurement, nothing to compare")
    assert near == ("pass", 20, None)
    assert far == ("fail", -21, "-21 is not between -20 and 20: 99 now, 120 before")


@pytest.mark.parametrize(
    ("baseline", "change", "words"),
    [
        ("avg", 54, "146 on average of the last 5"),
        ("min", 80, "120 as the least of the last 5"),
        ("max", 20, None),
    ],
)
def test_aggregate_and_number_are_used_as_written(
    orders: Orders, baseline: str, change: float, words: str | None
) -> None:
    for day, value in enumerate([9_000, 1, 120, 130, 140, 160, 180]):
        orders.push(START + day * DAY, value)
    outcome, value, reason = orders.judge(START + 7 * DAY, 200, baseline=baseline, count=5)

    assert value == change
    assert (outcome, reason) == (
        ("pass", None)
        if words is None
        else ("fail", f"{change} is not between -20 and 20: 200 now, {words}")
    )


def test_fewer_measurements_than_asked_for_are_no_history(orders: Orders) -> None:
    orders.push(START, 100)
    orders.push(START + DAY, None)
    short = orders.judge(START + 2 * DAY, 100, baseline="avg", count=7)

    assert short == ("skipped", None, "1 of 7 measurements")


def test_a_percentage_is_of_what_was(orders: Orders) -> None:
    orders.push(START, 3)
    fell = orders.judge(START + DAY, 2, is_percent=True, unit="percent")

    assert fell[0] == "fail"
    assert fell[1] == pytest.approx(-100 / 3)
    assert fell[2] == "-33.33333333 % is not between -20 and 20: 2 now, 3 before"


def test_the_change_of_an_age_is_told_in_seconds(orders: Orders) -> None:
    orders.push(START, 3_600)
    older = orders.judge(START + DAY, 7_200, unit="seconds")

    assert older[2] == "3,600 s is not between -20 and 20: 7,200 s now, 3,600 s before"


def test_decimals_are_compared_as_people_read_them(orders: Orders) -> None:
    below = {"intervals": [{"low": 0.2, "has_low": False}], "text": "<= 0.2", "is_wanted": True}
    orders.push(START, 0.1)

    assert orders.judge(START + DAY, 0.3, fail=below) == ("pass", 0.2, None)


def test_a_percentage_of_nothing_is_skipped_and_never_passes(orders: Orders) -> None:
    orders.push(START, 0)
    same = orders.judge(START + DAY, 0, is_percent=True, unit="percent")
    grown = orders.judge(START + 2 * DAY, 5, is_percent=True, unit="percent")

    assert same == ("pass", 0, None)
    assert grown == (
        "skipped",
        None,
        "a change from 0 to 5 has no percentage, nothing to compare with",
    )


def test_warn_and_fail_are_judged_apart(orders: Orders) -> None:
    warn = {"intervals": [{"low": 5, "has_low": False}], "text": "> 5"}
    fail = {"intervals": [{"low": 50, "has_low": False}], "text": "> 50"}
    orders.push(START, 100)
    grown = orders.judge(START + DAY, 110, warn=warn, fail=fail)
    doubled = orders.judge(START + 2 * DAY, 220, warn=warn, fail=fail)

    assert grown == ("warn", 10, "10 is > 5: 110 now, 100 before")
    assert doubled == ("fail", 110, "110 is > 50: 220 now, 110 before")


def test_the_same_day_last_week_is_the_measurement_nearest_to_this_time(orders: Orders) -> None:
    for hour, value in ((0, 1), (5, 100), (12, 7), (25, 9)):
        orders.push(datetime(2026, 3, 2, tzinfo=timezone.utc) + timedelta(hours=hour), value)
    compared = orders.judge(START + 8 * DAY, 150, baseline="same day last week")
    missing = orders.judge(START + 9 * DAY + DAY, 150, baseline="same day last week")

    assert compared == ("fail", 50, "50 is not between -20 and 20: 150 now, 100 on 2026-03-02")
    assert missing == ("skipped", None, "no measurement on 2026-03-04 to compare with")


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ((2026, 3, 31), (2026, 2, 28)),
        ((2024, 3, 30), (2024, 2, 29)),
        ((2026, 1, 15), (2025, 12, 15)),
    ],
)
def test_the_same_day_last_month_ends_with_a_shorter_month(
    orders: Orders, today: tuple[int, int, int], then: tuple[int, int, int]
) -> None:
    orders.push(datetime(*then, tzinfo=timezone.utc), 100)
    compared = orders.judge(
        datetime(*today, tzinfo=timezone.utc), 100, baseline="same day last month"
    )

    assert compared == ("pass", 0, None)


def test_a_late_scan_is_judged_by_what_was_before_it_and_by_its_own_question(
    orders: Orders,
) -> None:
    orders.push(START, 100)
    orders.push(START + 5 * DAY, 1_000)
    newest = orders.push(START + 6 * DAY, 1_000)
    late = orders.judge(START + DAY, 90)

    assert late == ("pass", -10, None)
    assert orders.server.get(f"/api/v1/scans/{newest}/verdicts").json()["verdicts"] == []


@pytest.mark.parametrize("newest_key", ["d" * 32, None])
def test_a_late_scan_is_compared_with_the_history_of_its_own_metric(
    orders: Orders, newest_key: str | None
) -> None:
    orders.push(START, 100)
    orders.push(START + DAY / 2, 5_000, key="d" * 32)
    orders.push(START + 9 * DAY, 5_000, question(5_000), key=newest_key)
    late = orders.judge(START + DAY, 90)

    assert late == ("pass", -10, None)


def test_each_of_two_scans_for_one_time_is_judged_by_its_own_measurement(orders: Orders) -> None:
    orders.push(START, 100)
    first = orders.push(START + DAY, 300, question(300))
    second = orders.push(START + DAY, 105, question(105), run=1)

    assert orders.verdict(first)["value"] == 200
    assert orders.verdict(second)["value"] == 5


def test_a_repeated_push_and_a_repeated_evaluation_change_nothing(orders: Orders) -> None:
    orders.push(START, 100)
    scan_id = orders.push(START + DAY, 300, question(300))
    first = orders.verdict(scan_id)
    orders.push(START + DAY, 300, question(300))
    orders.push(START + DAY / 2, 299)

    assert first["outcome"] == "fail"
    assert orders.verdict(scan_id) == first
    assert len(orders.server.get("/api/v1/incidents").json()["items"]) == 1


def test_incidents_open_and_resolve_and_the_page_shows_change_and_threshold(
    orders: Orders,
) -> None:
    orders.push(START, 100)
    orders.judge(START + DAY, 300, is_percent=True, unit="percent")
    page = orders.server.get("/api/v1/checks").json()["items"][0]["id"]
    shown = orders.server.get(f"/checks/{page}").text
    opened = orders.server.get("/api/v1/incidents").json()["items"]
    orders.judge(START + 2 * DAY, 290, is_percent=True, unit="percent")
    resolved = orders.server.get("/api/v1/incidents").json()["items"]

    assert "200 %" in shown
    assert "between -20 and 20" in shown
    assert "200 % is not between -20 and 20: 300 now, 100 before" in shown
    assert [incident["state"] for incident in opened] == ["open"]
    assert [incident["state"] for incident in resolved] == ["resolved"]


def test_a_change_beyond_all_numbers_is_an_error(orders: Orders) -> None:
    orders.push(START, -1e308)
    beyond = orders.judge(START + DAY, 1e308)

    assert beyond == ("error", None, "the change is too large for a number")


def test_the_questions_of_older_clients_are_read(orders: Orders) -> None:
    old = {"kind": "anomaly", "sensitivity": "medium", "fail_on": [], "warn_on": []}
    scan_id = orders.push(START, 100, old)

    assert orders.verdict(scan_id)["reason"] == "learning 0/7"


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"kind": "change", "baseline": "previous"}, "/checks/0/evaluate/change/measured"),
        (question(1, count=0), "/checks/0/evaluate/change/count"),
        (question(1, baseline="median"), "/checks/0/evaluate/change/baseline"),
        (question(1, fail_on=[]), "/checks/0/evaluate/change/fail_on"),
        (question(10**400), "/checks/0/evaluate/measured"),
        ({"kind": "horoscope"}, "/checks/0/evaluate"),
    ],
)
def test_a_wrong_question_is_refused_where_it_is_wrong(
    server: RunningServer, asked: dict[str, Any], pointer: str, make_batch: Any
) -> None:
    batch = make_batch(outcome="skipped")
    batch["checks"][0]["evaluate"] = asked
    answer = server.ingest(batch)

    assert answer.status_code == 422
    assert answer.json()["pointer"] == pointer
