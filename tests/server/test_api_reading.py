"""Reading lists in pages, and what is in them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from seltzer_server.store.read_series import BandRow, PointRow, thin_out
from seltzer_server.store.tables import Band, Series

MakeBatch = Callable[..., dict[str, Any]]


@pytest.fixture
def filled(server: Any, make_batch: MakeBatch, now: Any) -> Any:
    """A server with seven days of scans of one check; the last one passes."""
    for day in range(7):
        batch = make_batch(
            day + 1,
            value=0 if day == 6 else 10 + day,
            data_time=now + timedelta(days=day),
            outcome="pass" if day == 6 else "fail",
        )
        batch["datasets"].append({"name": f"table {day}"})
        batch["scan"]["outcome"] = "pass" if day == 6 else "fail"
        assert server.ingest(batch).status_code == 201
    return server


def read_all(server: Any, path: str, **filters: Any) -> list[dict[str, Any]]:
    """Give the items of all pages, two per page."""
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        params = {**filters, "limit": 2, **({"cursor": cursor} if cursor else {})}
        answer = server.get(path, scope="read", params=params)
        assert answer.status_code == 200, answer.text
        items.extend(answer.json()["items"])
        cursor = answer.json()["next"]
        if cursor is None:
            return items


def test_pages_follow_each_other_without_gap_or_repeat(filled: Any) -> None:
    names = [row["name"] for row in read_all(filled, "/api/v1/datasets")]
    times = [row["data_time"] for row in read_all(filled, "/api/v1/scans")]

    assert names == ["orders", *(f"table {day}" for day in range(7))]
    assert times == sorted(times, reverse=True)
    assert len(times) == 7


def test_a_new_row_does_not_shift_a_page(filled: Any, make_batch: MakeBatch, now: Any) -> None:
    first = filled.get("/api/v1/scans", params={"limit": 3}).json()
    filled.ingest(make_batch(99, data_time=now + timedelta(days=30)))
    second = filled.get("/api/v1/scans", params={"limit": 3, "cursor": first["next"]}).json()

    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}
    assert second["items"][0]["data_time"] < first["items"][-1]["data_time"]


@pytest.mark.parametrize(
    ("path", "filters", "count"),
    [
        ("datasets", {"q": "TABLE"}, 7),
        ("datasets", {"q": "%"}, 0),
        ("datasets", {"q": "_"}, 0),
        ("datasets", {"outcome": "pass"}, 1),
        ("datasets", {"outcome": "fail"}, 0),
        ("datasets", {"data_source": "other"}, 0),
        ("checks", {"q": "known"}, 1),
        ("checks", {"outcome": "pass", "data_source": "shop"}, 1),
        ("checks", {"outcome": "error"}, 0),
        ("checks", {"dataset": 987654321}, 0),
        ("checks", {"monitor": "mon_777777"}, 0),
        ("scans", {"outcome": "pass"}, 1),
        ("scans", {"from": "2026-11-22T06:00:00Z", "to": "2026-11-24T06:00:00Z"}, 2),
        ("series", {"q": "missing"}, 1),
        ("series", {"q": "other"}, 0),
    ],
)
def test_filters(filled: Any, path: str, filters: dict[str, Any], count: int) -> None:
    assert len(read_all(filled, f"/api/v1/{path}", **filters)) == count


def test_a_dataset_shows_the_newest_outcomes_of_its_checks(filled: Any) -> None:
    row = read_all(filled, "/api/v1/datasets", q="orders")[0]

    assert (row["outcome"], row["checks"], row["owner"]) == ("pass", {"pass": 1}, "team-shop")
    assert row["first_seen"] == "2026-11-20T06:00:00Z"
    assert row["last_seen"] == "2026-11-26T06:00:00Z"
    assert filled.get(f"/api/v1/datasets/{row['id']}").json() == row


def test_a_check_leads_to_its_history_and_series(filled: Any) -> None:
    check = read_all(filled, "/api/v1/checks")[0]
    results = read_all(filled, f"/api/v1/checks/{check['id']}/results")
    points = filled.get(f"/api/v1/series/{check['series_id']}/points").json()

    assert filled.get(f"/api/v1/checks/{check['id']}").json() == check
    assert (check["key"], check["line"]) == ("orders-email-known", 4)
    assert [result["value"] for result in results] == [0, 15, 14, 13, 12, 11, 10]
    assert [point["value"] for point in points["points"]] == [10, 11, 12, 13, 14, 15, 0]
    assert (points["total"], points["series"]["label"]) == (7, "missing_count(email)")


def test_a_scan_lists_its_results(filled: Any) -> None:
    rows = read_all(filled, f"/api/v1/scans/{7:032x}/results")

    assert [(row["key"], row["result"]["outcome"]) for row in rows] == [
        ("orders-email-known", "pass")
    ]
    assert read_all(filled, f"/api/v1/scans/{7:032x}/results", outcome="fail") == []


def test_points_come_with_the_band_that_was_known_then(filled: Any, now: Any) -> None:
    with filled.store.write() as session:
        series_id = session.scalars(select(Series.id)).one()
        session.add(
            Band(
                series_id=series_id,
                data_time=now,
                sensitivity="high",
                lower=1.0,
                expected=2.0,
                upper=3.0,
                score=8.5,
                severity="fail",
                state="active",
                model_version="mixture/4",
            )
        )
    window = {"from": "2026-11-20T06:00:00Z", "to": "2026-11-22T06:00:00Z"}
    answer = filled.get(f"/api/v1/series/{series_id}/points", params=window).json()

    assert answer["sensitivity"] == "high"
    assert [point["band"] is None for point in answer["points"]] == [False, True]
    assert answer["points"][0]["band"]["upper"] == 3.0


def test_a_thinned_series_keeps_extremes_and_anomalies(now: Any) -> None:
    odd = BandRow(0, 1, 2, 9, "fail", "active", "m")
    points = [
        PointRow(now + timedelta(hours=i), float(i % 10), 1, odd if i == 555 else None)
        for i in range(2_000)
    ]
    points[777] = PointRow(points[777].data_time, 99.0, 1, None)
    kept = thin_out(points, 100)

    assert len(kept) <= 110
    assert {points[0], points[-1], points[555], points[777]} <= set(kept)
    assert [p.data_time for p in kept] == sorted(p.data_time for p in kept)
    assert thin_out(points[:100], 100) == points[:100]
