"""From state to predictive distribution: forecasts, their spreads and their weights."""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from seltzer_server.detection.experts import EXPERTS, ask_experts
from seltzer_server.detection.history import History, read_history
from seltzer_server.detection.long_view import LongView, find_long_view
from seltzer_server.detection.mixture import Floats, Mixture
from seltzer_server.detection.season import find_seasons
from seltzer_server.detection.state import RESIDUAL_CAP, State

IS_LOG: Final[NDArray[np.bool_]] = np.repeat([False, True], len(EXPERTS))
"""Marks the parts on the logarithmic scale: all experts on one scale, then all on the other."""

_CLIP_SPREADS: Final = 3.0
_MAD_TO_SIGMA: Final = 1.4826
_SPREAD_MIN: Final = 1e-12
_RELATIVE_SPREAD_MIN: Final = 5e-4
_COUNT_SPREAD_MIN: Final = 0.25
_RESIDUALS_NEEDED: Final = 3
_DEGREES: Final = 8
_TRUST_COUNT: Final = 6
_WEIGHT_MIN: Final = 1e-4
_RECOVERY_POINTS: Final = 14
_RECOVERY_WEIGHT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Forecast:
    """The experts' common opinion of the next point.

    Attributes:
        mixture: Their distribution, with the long view.
        expected: Median without the long view, unit of the metric.
        is_count: True where every known value is a whole number.
    """

    mixture: Mixture
    expected: float
    is_count: bool


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the past says about the next point.

    Attributes:
        centres: Shape (2 * experts,), forecasts on the linear, then on the logarithmic scale;
            NaN where an expert has none.
        spreads: Shape (2 * experts,), NaN where too few errors are known.
        forecast: None while no expert has a spread.
    """

    centres: Floats
    spreads: Floats
    forecast: Forecast | None


def find_baseline(state: State, now: float) -> Baseline:
    """Predict the point at `now` (seconds since 1970) from everything before it."""
    history = read_history(state)
    centres = _find_centres(state, history, now)
    is_count = bool(np.all(history.values == np.rint(history.values)))
    spreads = _find_spreads(state, centres, is_count=is_count)
    mixture = _mix(state, history, centres, spreads)
    if mixture is None:
        return Baseline(centres, spreads, None)
    expected = mixture.median()
    view = find_long_view(history, now, expected=expected)
    caution = math.exp(state["caution"])
    return Baseline(
        centres,
        spreads,
        Forecast(_with_long_view(mixture, view, caution=caution), expected, is_count),
    )


def _find_centres(state: State, history: History, now: float) -> Floats:
    seasons = find_seasons(history.times, now)
    unknown = np.full(len(EXPERTS), np.nan)
    parts = [
        ask_experts(values, history.times, now, seasons=seasons, fit=fit)
        if values is not None
        else unknown
        for values, fit in zip(history.scales(), state["fits"], strict=True)
    ]
    return np.concatenate(parts)


def _find_spreads(state: State, centres: Floats, *, is_count: bool) -> Floats:
    spreads, counts = robust_spreads(state["residuals"])
    widened = spreads * math.exp(state["caution"]) * (1.0 + 1.0 / np.maximum(counts, 1))
    floored = np.maximum(widened, _smallest_spreads(state, centres, is_count=is_count))
    return np.where(counts >= _RESIDUALS_NEEDED, floored, np.nan)


def _smallest_spreads(state: State, centres: Floats, *, is_count: bool) -> Floats:
    """Keep constants from having no spread at all: 0.05 % of the level, a quarter of a count."""
    logs = np.exp(np.clip(centres, -100.0, 100.0))
    sizes = np.maximum(np.where(IS_LOG, logs, np.abs(centres) + state["offset"]), _SPREAD_MIN)
    smallest = np.maximum(_RELATIVE_SPREAD_MIN * sizes, _SPREAD_MIN)
    if is_count:
        smallest = np.maximum(smallest, _COUNT_SPREAD_MIN)
    return np.where(IS_LOG, smallest / sizes, smallest)


def robust_spreads(residuals: list[list[float]]) -> tuple[Floats, NDArray[np.int64]]:
    """Measure the spread of each expert's errors, far ones cut to three spreads.

    Args:
        residuals: One list per part, each at most `RESIDUAL_CAP` long.

    Returns:
        Spreads and counts, both of shape (parts,); the spread of an empty list is 0.
    """
    table = np.full((len(residuals), RESIDUAL_CAP), np.inf)
    for row, errors in zip(table, residuals, strict=True):
        row[: len(errors)] = errors
    table = np.sort(np.abs(table), axis=1)
    counts = np.sum(np.isfinite(table), axis=1)
    limits = _CLIP_SPREADS * _MAD_TO_SIGMA * _sorted_medians(table, counts)
    cut = np.where(np.isfinite(table), np.minimum(table, limits[:, None]), 0.0)
    return np.sqrt((cut**2).sum(axis=1) / np.maximum(counts, 1)), counts


def _sorted_medians(table: Floats, counts: NDArray[np.int64]) -> Floats:
    """Give each row's median of its first `counts` entries, 0 where there are none."""
    rows, last = np.arange(counts.size), np.maximum(counts - 1, 0)
    lower, upper = table[rows, last // 2], table[rows, np.minimum(counts // 2, last)]
    return np.where(counts > 0, 0.5 * (lower + upper), 0.0)


def _mix(state: State, history: History, centres: Floats, spreads: Floats) -> Mixture | None:
    is_known = np.isfinite(centres) & np.isfinite(spreads)
    if not is_known.any():
        return None
    evidence = np.where(is_known, np.array(state["evidence"]), -np.inf)
    weights = np.exp(evidence - evidence.max()) * _trust(state)
    keep = weights > _WEIGHT_MIN * weights.sum()
    mixture = Mixture(
        weights=weights[keep] / weights[keep].sum(),
        centres=centres[keep],
        spreads=spreads[keep],
        is_log=IS_LOG[keep],
        offset=state["offset"],
        degrees=_DEGREES,
        floor=0.0 if history.values.min() >= 0 else -np.inf,
        ceiling=_find_ceiling(history.values),
    )
    return _with_old_level(mixture, state["shifts"][-1]) if _is_shift_new(state) else mixture


def _trust(state: State) -> Floats:
    """Believe experts with few known errors less: their spreads are guesses, mostly too wide."""
    counts = np.array([len(errors) for errors in state["residuals"]])
    trust: Floats = (counts / (counts + _TRUST_COUNT)) ** 2
    return trust


def _with_long_view(mixture: Mixture, view: LongView, *, caution: float) -> Mixture:
    return replace(
        mixture,
        wide_centre=view.centre,
        wide_spread=caution * view.spread,
        wide_share=view.share,
    )


def _is_shift_new(state: State) -> bool:
    recent = state["times"][-_RECOVERY_POINTS - 1 :]
    return bool(state["shifts"]) and recent[0] < state["shifts"][-1][0]


def _with_old_level(mixture: Mixture, shift: list[float]) -> Mixture:
    """Keep the level before an adopted shift possible, so that the recovery is no alert."""
    old = mixture.centres - np.where(mixture.is_log, shift[1], shift[2])
    weights = (1.0 - _RECOVERY_WEIGHT) * mixture.weights, _RECOVERY_WEIGHT * mixture.weights
    return replace(
        mixture,
        weights=np.concatenate(weights),
        centres=np.concatenate((mixture.centres, old)),
        spreads=np.tile(mixture.spreads, 2),
        is_log=np.tile(mixture.is_log, 2),
    )


def _find_ceiling(values: Floats) -> float:
    """Take a series that rests at 100 (or 1) with fractions below it for a share."""
    top = float(values.max())
    is_share = top in (1.0, 100.0) and values.min() >= 0 and np.sum(values == top) >= 2
    has_fractions = bool(np.any(values != np.rint(values)))
    return top if is_share and has_fractions else np.inf
