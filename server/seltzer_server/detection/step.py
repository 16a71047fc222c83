"""One point at a time: judge it by what came before, then learn from it."""

import math
from datetime import datetime, timezone
from typing import NamedTuple

import numpy as np

from seltzer_server.detection.band import find_band, judge, missing, unjudged
from seltzer_server.detection.baseline import Baseline, find_baseline
from seltzer_server.detection.learning import learn, learn_judged
from seltzer_server.detection.state import MEASUREMENTS_NEEDED, State, check_model
from seltzer_server.detection.verdict import TAILS, Tails, Verdict, find_tails

_LARGEST = 1e60
"""Magnitude beyond which values are learned as this, so that squares stay finite."""


class Point(NamedTuple):
    """One measurement.

    Attributes:
        at: Aware time; a naive one is read as UTC.
        value: Unit of the metric; None, NaN or infinite where a scan gave nothing usable.
    """

    at: datetime
    value: float | None


def step(state: State, point: Point, *, sensitivity: str = "medium") -> tuple[State, Verdict]:
    """Judge a point and learn from it.

    Pure: the same state and point give the same answer, and `state` is left as it was. What is
    learned does not depend on the sensitivity, so one state serves all three.

    Args:
        state: From `new_state()` or from the step before; may have been stored as JSON.
        point: Not older than the point before.
        sensitivity: `low`, `medium` or `high`.

    Returns:
        The state after the point, and the verdict made from the state before it.

    Raises:
        ValueError: unknown sensitivity, a state of another model version, or a point older than
            the latest one.
    """
    tails = find_tails(sensitivity)
    check_model(state)
    now = _seconds(point.at)
    if state["times"] and now < state["times"][-1]:
        raise ValueError(f'points come oldest first, got "{point.at}" after a later one')
    with np.errstate(over="ignore"):
        return _step(state, now, _usable(point.value), tails)


def _seconds(at: datetime) -> float:
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def _usable(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return min(max(float(value), -_LARGEST), _LARGEST)


def _step(state: State, now: float, value: float | None, tails: Tails) -> tuple[State, Verdict]:
    baseline = find_baseline(state, now)
    forecast = baseline.forecast
    if forecast is None or len(state["values"]) < MEASUREMENTS_NEEDED:
        return _learn_only(state, baseline, now, value)
    band = find_band(forecast, tails)
    if value is None:
        return state, missing(band)
    medium = TAILS["medium"]
    cleaning = band if tails == medium else find_band(forecast, medium)
    learned = learn_judged(state, baseline, cleaning, now=now, value=value)
    return learned, judge(forecast.mixture, band, value)


def _learn_only(
    state: State, baseline: Baseline, now: float, value: float | None
) -> tuple[State, Verdict]:
    if value is None:
        return state, missing()
    progress = f"learning {len(state['values'])}/{MEASUREMENTS_NEEDED}"
    return learn(state, baseline, now=now, value=value), unjudged(progress)
