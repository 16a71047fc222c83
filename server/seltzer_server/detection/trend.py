"""Trend and season together, fitted by robust regression on the whole recent history.

The one expert that needs a fit. It is refitted every `REFIT_EVERY` measurements, one scale at a
time, so that no single point pays for both.
"""

import warnings
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from seltzer_server.detection.mixture import Floats
from seltzer_server.detection.season import DAILY_FROM_S, DAY_S, HOUR_S, WEEK_DAYS, usual_step_s

REFIT_EVERY: Final = 16
FIT_CAP: Final = 160
"""Latest measurements that a fit sees: five months of days, a week of hours."""

_FIT_FROM: Final = 14
_DAY_HOURS: Final = 24
_ITERATIONS_MAX: Final = 1_000
_TOLERANCE: Final = 1e-5
_DIGITS: Final = 6
"""Digits, in deviations of the series, that a fit sees.

The search stops within 5e-5 of the optimum, and where exactly depends on the last bits of its
input. Those depend on the unit: unrounded, the same series in another unit had another band.
"""
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

    Source: Huber 1981, proposal 2 (slope, levels and spread together), as in scikit-learn's
        `HuberRegressor`; median per phase and level, which needs no fit, found fewer drops in
        noisy weekly series (docs/adr/0010).
    """
    values, times = values[-FIT_CAP:], times[-FIT_CAP:]
    phases = _DAY_HOURS if usual_step_s(times) < DAILY_FROM_S else WEEK_DAYS
    centre, size = float(np.median(values)), float(values.std())
    if values.size < max(_FIT_FROM, 2 * phases) or size <= 1e-9 * abs(centre):
        return []
    reference = float(times[-1])
    target = np.round((values - centre) / size, _DIGITS)
    found = _fit(_design(times, reference, phases), target)
    if found is None:
        return []
    return [reference, float(size * found[0]), *(float(centre + size * c) for c in found[1:])]


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


def _design(times: Floats, reference: float, phases: int) -> Floats:
    is_phase = _phase_numbers(times, phases)[:, None] == np.arange(phases)
    return np.column_stack((_months(times, reference), is_phase)).astype(np.float64)


def _fit(design: Floats, target: Floats) -> Floats | None:
    """Give the coefficients, None where the search broke down."""
    # Imported here: it takes a second, and short histories never need it.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import HuberRegressor

    # scikit-learn has no types, hence Any.
    model: Any = HuberRegressor(
        alpha=_RIDGE, fit_intercept=False, max_iter=_ITERATIONS_MAX, tol=_TOLERANCE
    )
    with warnings.catch_warnings(), _blas().limit(limits=1):
        # A fit stopped early is still a forecast; the evidence decides what it is worth.
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            model.fit(design, target)
        except ValueError:  # scikit-learn's word for a search that broke down
            return None
    found = np.asarray(model.coef_, dtype=np.float64)
    return found if bool(np.isfinite(found).all()) else None


@lru_cache(maxsize=1)
def _blas() -> Any:
    """Give the switch that keeps a fit on one thread.

    On two busy cores a second thread made a fit of a week of hours cost 60 ms instead of 10.
    """
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]  # none exist

    return ThreadpoolController()
