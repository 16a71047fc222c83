"""Trend and season together, fitted by robust regression on the whole recent history.

The one expert that needs a fit. It is refitted every `REFIT_EVERY` measurements, one scale at a
time, so that no single point pays for both.
"""

import warnings
from functools import lru_cache
from typing import Any, Final

import numpy as np

from seltzer_server.detection.mixture import Floats
from seltzer_server.detection.season import DAILY_FROM_S, DAY_S, HOUR_S, WEEK_DAYS, usual_step_s

REFIT_EVERY: Final = 8
FIT_CAP: Final = 160
"""Latest measurements that a fit sees: five months of days, a week of hours."""

_FIT_FROM: Final = 14
_DAY_HOURS: Final = 24
_ITERATIONS_MAX: Final = 60
_TOLERANCE: Final = 1e-3
_RIDGE: Final = 1e-3
"""Keeps phases that have few measurements near the others."""


def fit_trend(values: Floats, times: Floats) -> list[float]:
    """Fit a slope and one level per phase, with far values counted less.

    Args:
        values: Shape (n,), cleaned history on one scale, oldest first.
        times: Shape (n,), seconds since 1970.

    Returns:
        Reference time, slope per month, then one level per weekday (7) or hour of the day (24);
        empty when there is too little history or nothing to fit.

    Source: Huber 1964, as in scikit-learn's `HuberRegressor`; median per phase and level, which
        needs no fit, found fewer drops in noisy weekly series (docs/adr/0010).
    """
    values, times = values[-FIT_CAP:], times[-FIT_CAP:]
    phases = _DAY_HOURS if usual_step_s(times) < DAILY_FROM_S else WEEK_DAYS
    centre, size = float(np.median(values)), float(values.std())
    if values.size < max(_FIT_FROM, 2 * phases) or size <= 1e-9 * abs(centre):
        return []
    reference = float(times[-1])
    design = _design(times, reference, phases)
    fitted = _fit(design, (values - centre) / size)
    if fitted is None:
        return []
    return [reference, float(size * fitted[0]), *(float(centre + size * c) for c in fitted[1:])]


def forecast_trend(fit: list[float], now: float) -> float:
    """Read the fitted line at a time, NaN without a fit.

    Args:
        fit: From `fit_trend`.
        now: Seconds since 1970.
    """
    if not fit:
        return float("nan")
    reference, coefficients = fit[0], np.array(fit[1:])
    return float((_design(np.array([now]), reference, len(fit) - 2) @ coefficients)[0])


def lift_trend(fit: list[float], step: float) -> list[float]:
    """Move every level of a fit by `step`."""
    return [*fit[:2], *(level + step for level in fit[2:])]


def _design(times: Floats, reference: float, phases: int) -> Floats:
    months = (times - reference) / (30.0 * DAY_S)
    number = (times // DAY_S + 3 if phases == WEEK_DAYS else times // HOUR_S) % phases
    return np.column_stack((months, number[:, None] == np.arange(phases))).astype(np.float64)


def _fit(design: Floats, target: Floats) -> Floats | None:
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

    On two busy cores the spinning of the others cost 75 ms of processor time per fit instead of 15.
    """
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]  # none exist

    return ThreadpoolController()
