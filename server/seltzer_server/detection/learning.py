"""What a judged point leaves behind: errors, evidence, caution and level shifts."""

import math
from typing import Final

import numpy as np

from seltzer_server.detection.band import Band
from seltzer_server.detection.baseline import IS_LOG, Baseline
from seltzer_server.detection.history import read_history
from seltzer_server.detection.mixture import Floats, log_density
from seltzer_server.detection.state import HISTORY_CAP, RESIDUAL_CAP, State
from seltzer_server.detection.trend import REFIT_EVERY, fit_trend, lift_trend

ADOPT_AFTER: Final = 3
"""Consecutive anomalies on one side after which the level has shifted."""

_OFFSET_SHARE: Final = 0.05
_MEMORY: Final = 0.97
_TEMPER: Final = 0.5
_SURPRISE_MAX: Final = 6.0
_DEGREES: Final = 4
_CAUTION_STEP: Final = 0.15
_CAUTION_GROWTH: Final = 1.5
_CAUTION_MEMORY: Final = 0.98
_CAUTION_MAX: Final = 3.0


def learn(state: State, baseline: Baseline, *, now: float, value: float) -> State:
    """Add a point to the baseline.

    Args:
        state: Before the point.
        baseline: Forecasts for the point, made from `state`.
        now: Time of the point, seconds since 1970.
        value: Finite, unit of the metric.
    """
    target = _on_both_scales(state, value)
    errors = target - baseline.centres
    return {
        **_remember(state, now=now, value=value, raw=value),
        "residuals": [
            [*known, float(error)][-RESIDUAL_CAP:] if math.isfinite(error) else known
            for known, error in zip(state["residuals"], errors, strict=True)
        ],
        "evidence": _weigh(state, baseline, errors, target),
    }


def learn_judged(
    state: State, baseline: Baseline, band: Band, *, now: float, value: float
) -> State:
    """Add a point that was judged: an anomaly counts as what was expected instead.

    Were it learned as the edge of its band, two of them in a history of 15 would double the band,
    and the next would be missed.

    Args:
        state: Before the point.
        baseline: Forecasts for the point, made from `state`.
        band: Expected band at medium sensitivity, so that one state serves all sensitivities.
        now: Time of the point, seconds since 1970.
        value: Finite, unit of the metric.
    """
    side = int(value > band.upper) - int(value < band.lower)
    is_same_side = side != 0 and side == state["side"]
    if side:
        learned = _remember(state, now=now, value=_stand_in(baseline, band), raw=value)
    else:
        learned = learn(state, baseline, now=now, value=value)
    learned["caution"] = _next_caution(state, is_new_alert=side != 0 and not is_same_side)
    learned["side"] = side
    earlier = state["excursion"] if is_same_side else []
    learned["excursion"] = [*earlier, value] if side else []
    if len(learned["excursion"]) < ADOPT_AFTER:
        return learned
    return _adopt(learned, expected=band.expected)


def _remember(state: State, *, now: float, value: float, raw: float) -> State:
    """Add a point to the history alone; `value` stands in for what was measured, `raw`."""
    learned: State = {
        **state,
        "times": [*state["times"], now][-HISTORY_CAP:],
        "values": [*state["values"], value][-HISTORY_CAP:],
        "raw": [*state["raw"], raw][-HISTORY_CAP:],
        "offset": state["offset"] or _OFFSET_SHARE * abs(value),
        "seen": state["seen"] + 1,
    }
    learned["fits"] = _refit(learned)
    return learned


def _stand_in(baseline: Baseline, band: Band) -> float:
    """Give what an anomaly counts as: the expected value, whole where the series is."""
    is_count = baseline.forecast is not None and baseline.forecast.is_count
    return float(round(band.expected)) if is_count else band.expected


def _on_both_scales(state: State, value: float) -> Floats:
    shifted = value + state["offset"]
    has_log = state["offset"] > 0 and shifted > 0
    return np.where(IS_LOG, math.log(shifted) if has_log else math.nan, value)


def _weigh(state: State, baseline: Baseline, errors: Floats, target: Floats) -> list[float]:
    """Discount the evidence and add the log likelihood of the point, relative to the best."""
    evidence = np.array(state["evidence"])
    is_known = np.isfinite(errors) & np.isfinite(baseline.spreads)
    if is_known.any():
        spreads = baseline.spreads[is_known]
        distances = np.clip(errors[is_known] / spreads, -_SURPRISE_MAX, _SURPRISE_MAX)
        jacobian = np.where(IS_LOG, target, 0.0)[is_known]
        likelihood = log_density(distances, degrees=_DEGREES) - np.log(spreads) - jacobian
        relative = likelihood - likelihood.max()
        evidence[is_known] = _MEMORY * evidence[is_known] + _TEMPER * relative
    return [float(number) for number in evidence]


def _refit(state: State) -> list[list[float]]:
    """Refit trend and season when it is a scale's turn."""
    turns = (0, REFIT_EVERY // 2)
    scales = read_history(state).scales() if state["seen"] % REFIT_EVERY in turns else (None, None)
    return [
        fit_trend(values, np.array(state["times"]))
        if values is not None and state["seen"] % REFIT_EVERY == turn
        else fit
        for fit, values, turn in zip(state["fits"], scales, turns, strict=True)
    ]


def _next_caution(state: State, *, is_new_alert: bool) -> float:
    """Widen the band a little after one alert and much after many, and narrow it slowly.

    An anomaly teaches the forecasts nothing, so this alone follows a series that became restless:
    of one that varies 20 times as much as before, every point would be an alert for ever.
    """
    caution = state["caution"]
    if is_new_alert:
        return min(_CAUTION_MAX, _CAUTION_GROWTH * caution + _CAUTION_STEP)
    return _CAUTION_MEMORY * caution


def _adopt(state: State, *, expected: float) -> State:
    """Take the excursion for the new level: its raw values count, older ones are lifted to it."""
    raw = state["excursion"]
    since = state["times"][-len(raw)]
    level = float(np.median(raw))
    log_step = _log_step(state, expected, level)
    steps = (level - expected, log_step)
    kept = [shift for shift in state["shifts"] if shift[0] > state["times"][0]]
    return {
        **state,
        "values": [*state["values"][: -len(raw)], *raw],
        "excursion": [],
        "side": 0,
        "shifts": [*kept, [since, log_step, level - expected]],
        "fits": [lift_trend(fit, by) for fit, by in zip(state["fits"], steps, strict=True)],
    }


def _log_step(state: State, old: float, new: float) -> float:
    offset = state["offset"]
    has_log = offset > 0 and old + offset > 0 and new + offset > 0
    return math.log((new + offset) / (old + offset)) if has_log else 0.0
