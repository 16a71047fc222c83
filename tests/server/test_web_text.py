"""Numbers, times and pictures as people read them."""

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from seltzer_server.web.history import HistoryPoint, find_lines, find_near_lines
from seltzer_server.web.numbers import find_unit, render_axis, render_bound, render_value
from seltzer_server.web.outcomes import worst
from seltzer_server.web.recent import Cell
from seltzer_server.web.svg.axis import find_ticks
from seltzer_server.web.svg.band_chart import draw_band_chart
from seltzer_server.web.svg.share import draw_share
from seltzer_server.web.svg.sparkline import draw_sparkline
from seltzer_server.web.svg.strip import draw_strip
from seltzer_server.web.times import render_ago, render_duration

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=timezone.utc)
FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "just now"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (240, "4 min ago"),
        (7_200, "2 h ago"),
        (3 * 86_400, "3 d ago"),
        (90 * 86_400, "3 mo ago"),
        (800 * 86_400, "2 y ago"),
        (-7_200, "in 2 h"),
    ],
)
def test_times_are_told_as_distances(seconds: int, text: str) -> None:
    assert render_ago(NOW - timedelta(seconds=seconds), NOW) == text


def test_durations_keep_the_unit_that_matters() -> None:
    texts = [render_duration(timedelta(seconds=s)) for s in (0.042, 0.42, 12, 192, 7_380)]

    assert texts == ["42 ms", "0.4 s", "12.0 s", "3 min 12 s", "2 h 3 min"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "number", "—"),
        (float("nan"), "number", "—"),
        (float("inf"), "number", "∞"),
        (2912.0, "number", "2,912"),
        (0.123456, "percent", "0.1235 %"),
        (4.0, "percent", "4 %"),
        (10466.24, "number", "10,466.2"),
        (7_300.0, "seconds", "2 h"),
        (-90.0, "seconds", "-1 min"),
    ],
)
def test_values_have_their_unit(value: float | None, unit: str, text: str) -> None:
    assert render_value(value, unit) == text


@given(value=FINITE, unit=st.sampled_from(["number", "percent", "seconds"]))
def test_any_stored_number_can_be_shown(value: float, unit: str) -> None:
    assert 0 < len(render_value(value, unit)) < 40


def test_the_unit_follows_kind_and_metric() -> None:
    assert find_unit("metric", "missing_percent(email)") == "percent"
    assert find_unit("metric", "max(percent)") == "number"
    assert find_unit("freshness", "freshness(paid_at)") == "seconds"
    assert find_unit("anomaly", "freshness(paid_at)") == "seconds"
    assert find_unit("change", "freshness(paid_at)", {"unit": "percent"}) == "percent"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (None, ()),
        ("> 0", (0.0,)),
        ("< 1.5%", (1.5,)),
        ("between 1,000 and 2_000", (1000.0, 2000.0)),
        ("warn > 5, fail > 10", (5.0, 10.0)),
        ("not between -3 and 4", (-3.0, 4.0)),
        ("< 6h", ()),
        ("< 1d6h", ()),
        ("column2 exists", ()),
    ],
)
def test_thresholds_become_lines(text: str | None, lines: tuple[float, ...]) -> None:
    assert find_lines(text) == lines


def test_edges_of_a_band_are_no_more_exact_than_an_estimate() -> None:
    assert render_bound(9_552.61) == "9,553"
    assert render_bound(162.34) == "162.3"
    assert render_bound(None) == "—"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12_400, "number", "12.4k"),
        (0.5, "percent", "0.5 %"),
        (0.0, "seconds", "0 s"),
        (300, "seconds", "5 min"),
        (7_200, "seconds", "2 h"),
    ],
)
def test_an_axis_is_labelled_in_its_unit(value: float, unit: str, text: str) -> None:
    assert render_axis(value, unit) == text


def test_seconds_are_divided_as_clocks_are() -> None:
    assert find_ticks(0, 1_380, count=4, is_time=True) == [0, 600, 1_200, 1_800]
    assert find_ticks(0, 5 * 86_400, count=4, is_time=True)[1] == 2 * 86_400


def test_a_far_threshold_does_not_flatten_the_values() -> None:
    history = [_point(place, value) for place, value in enumerate((9_900.0, 10_100.0, 10_000.0))]

    assert find_near_lines(history, (0.0, 9_800.0, 10_500.0, 99_999.0)) == (9_800.0, 10_500.0)
    assert find_near_lines([_point(0, None)], (0.0,)) == ()


@given(
    low=FINITE, high=FINITE, count=st.integers(1, 8), kind=st.sampled_from(["", "whole", "time"])
)
def test_ticks_enclose_the_values(low: float, high: float, count: int, kind: str) -> None:
    low, high = sorted((low, high))
    ticks = find_ticks(low, high, count=count, is_whole=kind == "whole", is_time=kind == "time")

    tolerance = (ticks[1] - ticks[0]) * 1e-6
    assert ticks[0] <= low + tolerance
    assert ticks[-1] >= high - tolerance
    assert ticks[0] < ticks[-1]
    assert 2 <= len(ticks) <= 2 * count + 4


def test_fail_is_worse_than_error_and_skipped_is_nothing() -> None:
    assert worst(("pass", "error", "fail", "warn")) == "fail"
    assert worst(("skipped", "pass")) == "pass"
    assert worst(()) is None


def test_a_strip_says_in_words_what_it_shows() -> None:
    cells = [Cell(NOW, outcome) for outcome in ("pass", "pass", "warn", "fail")]
    picture = draw_strip(cells)

    assert 'aria-label="last 4: 1 fail, 1 warn, 2 pass; newest fail"' in picture
    assert picture.count("<rect") == 30
    assert picture.count('class="cell none"') == 26


def test_a_missing_value_is_a_gap() -> None:
    picture = draw_sparkline([1.0, 2.0, None, 3.0, 4.0])

    assert picture.count("<polyline") == 2
    assert "no values yet" in draw_sparkline([None, None])


def test_one_failure_among_thousands_is_seen() -> None:
    picture = draw_share({"pass": 99_999, "fail": 1})

    assert 'class="bar fail"' in picture
    assert 'width="8.01"' in picture


@given(
    values=st.lists(st.one_of(st.none(), FINITE), min_size=1, max_size=12),
    lines=st.lists(FINITE, max_size=3),
)
def test_any_history_can_be_drawn(values: list[float | None], lines: list[float]) -> None:
    history = [
        replace(
            _point(place, value),
            outcome=("pass", "fail", "warn", "error")[place % 4],
            lower=None if value is None else value - 1,
            upper=None if value is None else value + 1,
        )
        for place, value in enumerate(values)
    ]
    picture = draw_band_chart(history, lines=lines)

    assert isinstance(picture, Markup)
    assert "nan" not in picture
    assert "inf" not in picture


def test_outcomes_have_shapes_of_their_own_and_a_gap_breaks_the_line() -> None:
    values = (1.0, 2.0, None, 3.0, 4.0)
    outcomes = ("pass", "fail", "error", "warn", "error")
    history = [
        replace(_point(place, value), outcome=outcome)
        for place, (value, outcome) in enumerate(zip(values, outcomes, strict=True))
    ]
    picture = draw_band_chart(history)

    assert picture.count('class="value-line"') == 2
    corners = {word: len(_corners(picture, word)) for word in ("fail", "warn", "error")}
    assert corners == {"fail": 4, "warn": 3, "error": 4}


def _corners(picture: str, outcome: str) -> list[str]:
    found = re.search(rf'class="mark {outcome}" points="([^"]+)"', picture)
    assert found is not None
    return found.group(1).split()


def _point(place: int, value: float | None) -> HistoryPoint:
    return HistoryPoint(
        data_time=NOW + timedelta(hours=place),
        scan_id="0" * 32,
        outcome="pass",
        value=value,
        reason=None,
        lower=None,
        expected=None,
        upper=None,
        score=None,
        state=None,
    )
