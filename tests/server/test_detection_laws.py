"""Laws of the anomaly detector over any series."""

import copy
import json
import math
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seltzer_server.detection import Point, State, Verdict, detect_series, new_state, step

START = datetime(2025, 3, 1, tzinfo=timezone.utc)
SENSITIVITIES = ("low", "medium", "high")

VALUES = st.one_of(
    st.floats(-1e9, 1e9, allow_nan=False),
    st.integers(0, 50).map(float),
    st.sampled_from([0.0, 100.0, 1e15, -5.0, 1e-9]),
)
HOLES = st.sampled_from([None, math.nan])
STEPS = st.sampled_from([0, 1, 60, 1_440, 1_440, 1_440, 10_080])


@st.composite
def histories(draw: st.DrawFn) -> list[Point]:
    """Draw a series with odd spacing, holes and extremes, long enough to become active."""
    values = draw(st.lists(st.one_of(VALUES, VALUES, VALUES, HOLES), min_size=12, max_size=30))
    at, points = START, []
    for value in values:
        points.append(Point(at, value))
        at += timedelta(minutes=draw(STEPS))
    return points


@st.composite
def near_normal(draw: st.DrawFn) -> list[float]:
    """Draw fractional values around a level without ties, with now and then one far away."""
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    values = 1.0137 + generator.normal(0, 0.1, draw(st.integers(20, 30)))
    for index in draw(st.sets(st.integers(0, values.size - 1), max_size=4)):
        values[index] *= 4.217
    return [float(v) for v in values]


def run(points: list[Point], sensitivity: str = "medium") -> list[Verdict]:
    times, values = [p.at for p in points], [p.value for p in points]
    return detect_series(times, values, start=0, sensitivity=sensitivity)


def fold(points: list[Point]) -> tuple[State, list[Verdict]]:
    state, verdicts = new_state(), []
    for point in points:
        state, verdict = step(state, point)
        verdicts.append(verdict)
    return state, verdicts


@settings(deadline=None, max_examples=20)
@given(points=histories(), data=st.data())
def test_the_future_never_changes_a_verdict(points: list[Point], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(points)))
    other = [Point(p.at, data.draw(st.one_of(VALUES, HOLES))) for p in points[cut:]]

    assert run([*points[:cut], *other])[:cut] == run(points)[:cut]


@settings(deadline=None, max_examples=20)
@given(points=histories(), value=VALUES)
def test_a_band_never_knows_the_value_it_judges(points: list[Point], value: float) -> None:
    first = run(points)[-1]
    second = run([*points[:-1], Point(points[-1].at, value)])[-1]

    assert (first.lower, first.expected, first.upper) == (
        second.lower,
        second.expected,
        second.upper,
    )


@settings(deadline=None, max_examples=15)
@given(points=histories(), sensitivity=st.sampled_from(SENSITIVITIES))
def test_outside_the_band_is_exactly_an_anomaly(points: list[Point], sensitivity: str) -> None:
    for point, verdict in zip(points, run(points, sensitivity), strict=True):
        is_judged = verdict.state == "active"
        assert verdict.is_anomaly == (verdict.severity is not None)
        assert math.isfinite(verdict.score)
        assert verdict.score >= 0
        if verdict.lower is None or verdict.expected is None or verdict.upper is None:
            assert not is_judged
            continue
        assert verdict.lower <= verdict.expected <= verdict.upper
        if is_judged and point.value is not None:
            is_outside = not verdict.lower <= point.value <= verdict.upper
            assert verdict.is_anomaly == is_outside


@settings(deadline=None, max_examples=20)
@given(points=histories())
def test_a_missing_value_is_never_an_anomaly(points: list[Point]) -> None:
    for point, verdict in zip(points, run(points), strict=True):
        if point.value is None or math.isnan(point.value):
            assert (verdict.is_anomaly, verdict.state) == (False, "no data")
        else:
            assert verdict.state != "no data"


@settings(deadline=None, max_examples=15)
@given(points=histories(), data=st.data())
def test_a_state_stored_as_json_goes_on_as_if_it_never_was(
    points: list[Point], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(points)))
    state, verdicts = fold(points[:cut])
    stored = json.loads(json.dumps(state, allow_nan=False))
    assert stored == state

    for point in points[cut:]:
        stored, verdict = step(stored, point)
        verdicts.append(verdict)

    assert verdicts == run(points)
    assert stored == fold(points)[0]


@settings(deadline=None, max_examples=15)
@given(points=histories())
def test_a_step_leaves_the_state_it_was_given(points: list[Point]) -> None:
    state, _ = fold(points[:-1])
    before = copy.deepcopy(state)
    first = step(state, points[-1])

    assert state == before
    assert step(state, points[-1]) == first


@settings(deadline=None, max_examples=20)
@given(points=histories())
def test_one_state_serves_every_sensitivity(points: list[Point]) -> None:
    state, _ = fold(points[:-1])
    learned = [step(state, points[-1], sensitivity=s)[0] for s in SENSITIVITIES]

    assert learned[0] == learned[1] == learned[2]


@settings(deadline=None, max_examples=15)
@given(values=near_normal(), factor=st.sampled_from([0.001, 0.37, 12.0, 5e6]))
def test_another_unit_scales_the_band_and_keeps_the_verdict(
    values: list[float], factor: float
) -> None:
    times = [START + timedelta(days=i) for i in range(len(values))]
    plain = detect_series(times, values, start=0)
    scaled = detect_series(times, [factor * v for v in values], start=0)

    for one, other in zip(plain, scaled, strict=True):
        assert other.state == one.state
        assert other.score == pytest.approx(one.score, rel=1e-6, abs=1e-9)
        if one.lower is not None and one.upper is not None:
            assert other.lower == pytest.approx(factor * one.lower, rel=1e-6, abs=1e-9 * factor)
            assert other.upper == pytest.approx(factor * one.upper, rel=1e-6, abs=1e-9 * factor)


@settings(deadline=None, max_examples=20)
@given(values=near_normal(), sign=st.sampled_from([-1.0, 1.0]))
def test_the_further_out_the_higher_the_score(values: list[float], sign: float) -> None:
    times = [START + timedelta(days=i) for i in range(len(values))]
    state, _ = fold([Point(at, v) for at, v in zip(times, values, strict=True)])
    at = times[-1] + timedelta(days=1)
    middle = step(state, Point(at, 1.0))[1].expected
    assert middle is not None

    distances = [0.1 * middle, 0.5 * middle, 0.9 * middle]
    scores = [step(state, Point(at, middle + sign * d))[1].score for d in distances]

    assert scores == sorted(scores)
    assert scores[-1] > scores[0]
