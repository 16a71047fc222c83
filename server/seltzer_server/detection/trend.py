"""Trend and season together, fitted by robust regression on the whole recent history.

The one expert that needs a fit. It is refitted every `REFIT_EVERY` measurements, one scale at a
time, so that no single point pays for both.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from seltzer_server.detection.mixture import Floats
from seltzer_server.detection.season import DAILY_FROM_S, DAY_S, HOUR_S, WEEK_DAYS, usual_step_s

REFIT_EVERY: Final = 8
FIT_CAP: Final = 160
"""Latest measurements that a fit sees: five months of days, a week of hours."""

_FIT_FROM: Final = 14
_DAY_HOURS: Final = 24
_ROUNDS_MAX: Final = 200
_CONVERGED: Final = 1e-10
"""Largest change of a coefficient, in deviations of the series, at which a fit is done.

A search that stops earlier turns rounding errors into other forecasts: the same series in another
unit then had another band.
"""
_SCALE_MIN: Final = 1e-6
_HUBER: Final = 1.35
"""Spreads beyond which an error counts less: 95 % as exact as least squares on Gaussian errors."""
_RIDGE: Final = 1e-3
"""Keeps phases that have few measurements near the others."""

_Phases = NDArray[np.int64]


def fit_trend(values: Floats, times: Floats) -> list[float]:
    """Fit a slope and one level per phase, with far values counted less.

    Args:
        values: Shape (n,), cleaned history on one scale, oldest first.
        times: Shape (n,), seconds since 1970.

    Returns:
        Reference time, slope per month, then one level per weekday (7) or hour of the day (24);
        empty when there is too little history or nothing to fit.

    Source: Huber 1981, proposal 2 (slope, levels and spread together), the objective of
        scikit-learn's `HuberRegressor`; median per phase and level, which needs no fit, found
        fewer drops in noisy weekly series (docs/adr/0010).
    """
    values, times = values[-FIT_CAP:], times[-FIT_CAP:]
    phases = _DAY_HOURS if usual_step_s(times) < DAILY_FROM_S else WEEK_DAYS
    centre, size = float(np.median(values)), float(values.std())
    if values.size < max(_FIT_FROM, 2 * phases) or size <= 1e-9 * abs(centre):
        return []
    reference = float(times[-1])
    numbers = _phase_numbers(times, phases)
    slope, levels = _fit(_months(times, reference), numbers, (values - centre) / size, phases)
    return [reference, size * slope, *(float(centre + size * level) for level in levels)]


def forecast_trend(fit: list[float], now: float) -> float:
    """Read the fitted line at a time, NaN without a fit.

    Args:
        fit: From `fit_trend`.
        now: Seconds since 1970.
    """
    if not fit:
        return float("nan")
    reference, slope, levels = fit[0], fit[1], fit[2:]
    at = np.array([now])
    number = int(_phase_numbers(at, len(levels))[0])
    return slope * float(_months(at, reference)[0]) + levels[number]


def lift_trend(fit: list[float], step: float) -> list[float]:
    """Move every level of a fit by `step`."""
    return [*fit[:2], *(level + step for level in fit[2:])]


def _months(times: Floats, reference: float) -> Floats:
    return (times - reference) / (30.0 * DAY_S)


def _phase_numbers(times: Floats, phases: int) -> _Phases:
    numbers = times // DAY_S + 3 if phases == WEEK_DAYS else times // HOUR_S
    return (numbers % phases).astype(np.int64)


def _fit(months: Floats, numbers: _Phases, target: Floats, phases: int) -> tuple[float, Floats]:
    """Reweight least squares until slope, levels and spread of the errors agree."""
    weights, scale = np.ones(target.size), 1.0
    found = np.zeros(1 + phases)
    for _ in range(_ROUNDS_MAX):
        before = found
        found = _solve(months, numbers, target, weights, ridge=_RIDGE * scale, phases=phases)
        errors = np.abs(target - found[0] * months - found[1:][numbers])
        scale = max(_SCALE_MIN, float(np.sqrt((np.minimum(errors, _HUBER * scale) ** 2).mean())))
        weights = np.minimum(1.0, _HUBER * scale / np.maximum(errors, _SCALE_MIN))
        if float(np.abs(found - before).max()) < _CONVERGED:
            break
    return float(found[0]), found[1:]


def _solve(
    months: Floats,
    numbers: _Phases,
    target: Floats,
    weights: Floats,
    *,
    ridge: float,
    phases: int,
) -> Floats:
    """Solve weighted least squares: slope, then levels, which are taken out of one equation."""
    sums = [np.bincount(numbers, w, phases) for w in (weights, weights * months, weights * target)]
    mass, lean, pull = sums[0] + ridge, sums[1], sums[2]
    square = (weights * months**2).sum() + ridge - (lean**2 / mass).sum()
    slope = ((weights * months * target).sum() - (lean * pull / mass).sum()) / square
    return np.concatenate(([slope], (pull - slope * lean) / mass))
