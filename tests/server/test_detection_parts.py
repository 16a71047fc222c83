"""Parts of the anomaly detector: tails, quantiles, seasons, the fit, the cap of the state."""

import json
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_server.detection import MODEL_VERSION, Point, new_state, step
from seltzer_server.detection.baseline import robust_spreads
from seltzer_server.detection.history import History
from seltzer_server.detection.long_view import find_long_view
from seltzer_server.detection.mixture import Mixture, unit_quantile, upper_tail
from seltzer_server.detection.season import DAY_S, HOUR_S, find_seasons
from seltzer_server.detection.state import HISTORY_CAP, RESIDUAL_CAP
from seltzer_server.detection.trend import fit_trend, forecast_trend, lift_trend

MONDAY_S = datetime(2025, 1, 6, tzinfo=timezone.utc).timestamp()


def bursting_growth(points: int, step_s: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    values = rng.normal(size=points) + 0.01 * np.arange(points)
    values[::11] += 8.0
    return values, MONDAY_S + step_s * np.arange(float(points))


def mixture(degrees: int = 8) -> Mixture:
    return Mixture(
        weights=np.array([0.7, 0.3]),
        centres=np.array([10.0, np.log(20.0)]),
        spreads=np.array([2.0, 0.3]),
        is_log=np.array([False, True]),
        offset=1.0,
        degrees=degrees,
        wide_centre=12.0,
        wide_spread=6.0,
        wide_share=0.5,
        floor=0.0,
        ceiling=100.0,
    )


@pytest.mark.parametrize(
    ("degrees", "distance", "tail"),
    [
        # scipy.stats.t.sf
        (4, 2.776445105, 0.025),
        (4, 13.03367172, 1e-4),
        (8, 2.306004135, 0.025),
        (8, 6.441999876, 1e-4),
        (8, 0.0, 0.5),
        (4, -2.776445105, 0.975),
    ],
)
def test_tails_are_those_of_the_tables(degrees: int, distance: float, tail: float) -> None:
    assert upper_tail(np.array([distance]), degrees=degrees)[0] == pytest.approx(tail, rel=1e-6)


def test_a_far_tail_keeps_its_digits() -> None:
    far = upper_tail(np.array([1e6, 1e7]), degrees=4)

    assert far[0] / far[1] == pytest.approx(1e4, rel=1e-6)


@given(probability=st.floats(1e-5, 1 - 1e-5))
def test_unit_quantiles_invert_the_tail(probability: float) -> None:
    found = unit_quantile(probability, 8)

    assert 1 - upper_tail(np.array([found]), degrees=8)[0] == pytest.approx(probability, rel=1e-6)


@pytest.mark.parametrize("degrees", [4, 8])
def test_quantiles_are_where_the_tails_say(degrees: int) -> None:
    law = mixture(degrees)
    low, high = law.quantiles(np.array([0.02, 0.98]))

    assert law.lower_tail(float(low)) == pytest.approx(0.02, rel=1e-4)
    assert law.upper_tail(float(high)) == pytest.approx(0.02, rel=1e-4)


def test_values_outside_the_support_are_all_but_impossible() -> None:
    law = mixture()

    assert law.lower_tail(-0.5) < 1e-14
    assert law.upper_tail(100.5) < 1e-14
    assert law.quantiles(np.array([1e-5]))[0] == 0.0


def test_robust_spreads_ignore_one_far_error() -> None:
    errors = [float(e) for e in np.random.default_rng(1).normal(0, 2, RESIDUAL_CAP)]
    spreads, counts = robust_spreads([errors, [*errors[:-1], 1e6], []])

    assert counts.tolist() == [RESIDUAL_CAP, RESIDUAL_CAP, 0]
    assert spreads[0] == pytest.approx(2.0, rel=0.3)
    assert spreads[1] == pytest.approx(spreads[0], rel=0.3)
    assert spreads[2] == 0.0


def test_daily_phases_are_weekdays_and_kinds_of_day() -> None:
    times = MONDAY_S + DAY_S * np.arange(14.0)  # two weeks, Monday first
    weekday, kind = find_seasons(times, now=MONDAY_S + 19 * DAY_S)  # a Saturday

    assert np.flatnonzero(weekday.is_same).tolist() == [5, 12]
    assert np.flatnonzero(kind.is_same).tolist() == [5, 6, 12, 13]


def test_hourly_phases_are_hours_of_week_and_day() -> None:
    times = MONDAY_S + HOUR_S * np.arange(200.0)
    week, day = find_seasons(times, now=MONDAY_S + 200 * HOUR_S)

    assert np.flatnonzero(week.is_same).tolist() == [32]
    assert np.flatnonzero(day.is_same)[-2:].tolist() == [152, 176]
    assert (week.length, day.length) == (168, 24)


def test_weekly_data_have_no_season() -> None:
    assert find_seasons(MONDAY_S + 7 * DAY_S * np.arange(20.0), MONDAY_S + 140 * DAY_S) == []


def test_the_fit_finds_trend_and_season_through_outliers() -> None:
    number = np.arange(70.0)
    season = np.where(number % 7 >= 5, 50.0, 100.0)
    noise = np.random.default_rng(1).normal(0, 1, 70)
    values, times = season + 0.5 * number + noise, MONDAY_S + DAY_S * number
    values[[10, 33, 61]] = 900.0

    fit = fit_trend(values, times)

    monday, saturday = (forecast_trend(fit, MONDAY_S + day * DAY_S) for day in (70, 75))
    assert monday == pytest.approx(135.0, abs=3.0)
    assert saturday == pytest.approx(87.5, abs=3.0)
    assert forecast_trend(lift_trend(fit, 10.0), MONDAY_S + 70 * DAY_S) == pytest.approx(
        monday + 10.0
    )


@pytest.mark.parametrize("values", [np.full(60, 7.0), np.arange(5.0)])
def test_nothing_to_fit_gives_no_forecast(values: np.ndarray) -> None:
    fit = fit_trend(values, MONDAY_S + DAY_S * np.arange(float(values.size)))

    assert fit == []
    assert np.isnan(forecast_trend(fit, MONDAY_S))


def test_the_state_stays_capped() -> None:
    state, now = new_state(), datetime(2025, 1, 6, tzinfo=timezone.utc)
    draws = [float(v) for v in np.random.default_rng(1).normal(100, 5, HISTORY_CAP + 30)]
    filled = HISTORY_CAP - 40
    state["times"] = [(now + timedelta(days=i)).timestamp() for i in range(filled)]
    state["values"] = draws[:filled]
    for i, value in enumerate(draws[filled:], start=filled):
        state, _ = step(state, Point(now + timedelta(days=i), value))

    assert len(state["values"]) == len(state["times"]) == HISTORY_CAP
    assert max(len(errors) for errors in state["residuals"]) == RESIDUAL_CAP
    assert len(json.dumps(state)) < 70_000


def test_a_state_of_another_model_is_refused() -> None:
    state = new_state()
    state["model"] = "mixture/0"

    with pytest.raises(ValueError, match=f'state wants model "{MODEL_VERSION}", got "mixture/0"'):
        step(state, Point(datetime(2025, 1, 6, tzinfo=timezone.utc), 1.0))


@pytest.mark.parametrize(("points", "step_s"), [(60, DAY_S), (160, HOUR_S)])
@pytest.mark.parametrize("factor", [0.001, 0.37, 5e6])
def test_the_fit_is_the_same_in_every_unit(points: int, step_s: float, factor: float) -> None:
    values, times = bursting_growth(points, step_s)

    plain, scaled = fit_trend(values, times), fit_trend(factor * values, times)

    assert scaled[1:] == pytest.approx([factor * number for number in plain[1:]], rel=1e-12)


def test_a_fit_that_is_stopped_early_is_still_a_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seltzer_server.detection.trend._ITERATIONS_MAX", 1)
    values, times = bursting_growth(60, DAY_S)

    assert len(fit_trend(values, times)) == 9


def test_a_fit_that_breaks_down_gives_no_forecast() -> None:
    values, times = bursting_growth(60, DAY_S)
    values[5] = np.nan

    assert fit_trend(values, times) == []


def test_bursts_widen_the_long_view_of_hours_but_not_of_days() -> None:
    def spread_with(step_s: float, burst: float) -> float:
        rng = np.random.default_rng(2)
        times = MONDAY_S + step_s * np.arange(100.0)
        values = 100 + rng.normal(size=100)
        raw = np.where(np.arange(100) % 40 == 39, burst, values)
        history = History(times, values, raw, values, None)
        return find_long_view(history, times[-1] + step_s, expected=100.0).spread

    assert spread_with(HOUR_S, 200.0) > 5 * spread_with(HOUR_S, 100.0)
    assert spread_with(DAY_S, 200.0) == spread_with(DAY_S, 100.0)
