"""One-step forecasts: each expert guesses the next value in its own simple way.

last: the latest value; recent, long, all: median of the latest 5, 21, all values;
drift: the latest value plus the usual step, longer after a gap;
phase, kind: median of the same weekday (hour of the week), of the same kind of day (hour of day);
season, kind season: today's level plus the usual distance of that phase from the level;
trend: trend and season fitted together (`trend.py`).
"""

from typing import Final

import numpy as np

from seltzer_server.detection.mixture import Floats
from seltzer_server.detection.season import Season, usual_step_s
from seltzer_server.detection.trend import forecast_trend

EXPERTS: Final = (
    "last",
    "recent",
    "long",
    "all",
    "drift",
    "phase",
    "kind",
    "season",
    "kind season",
    "trend",
)
_SAME_PHASES: Final = 6
_LONGEST_GAP: Final = 10.0


def ask_experts(
    values: Floats, times: Floats, now: float, *, seasons: list[Season], fit: list[float]
) -> Floats:
    """Guess the next value with every expert.

    Args:
        values: Shape (n,), cleaned history on one scale, oldest first, n >= 1.
        times: Shape (n,), seconds since 1970.
        now: Time of the next point.
        seasons: Seasons of `times` at `now`, none or two.
        fit: Latest fit of trend and season on this scale, empty for none.

    Returns:
        Shape (len(EXPERTS),), NaN where an expert has too little history.
    """
    fine, coarse = seasons or (None, None)
    return np.array(
        [
            values[-1],
            np.median(values[-5:]),
            np.median(values[-21:]),
            np.median(values),
            _drift(values, times, now),
            _same_phase(values, fine, count=_SAME_PHASES),
            _same_phase(values, coarse, count=2 * _SAME_PHASES),
            _level_and_season(values, fine),
            _level_and_season(values, coarse),
            forecast_trend(fit, now),
        ],
        dtype=np.float64,
    )


def _drift(values: Floats, times: Floats, now: float) -> float:
    if values.size < 4:
        return float("nan")
    step = usual_step_s(times)
    gap = min(_LONGEST_GAP, (now - float(times[-1])) / step) if step else 1.0
    return float(values[-1] + gap * np.median(np.diff(values[-22:])))


def _same_phase(values: Floats, season: Season | None, *, count: int) -> float:
    same = values[season.is_same][-count:] if season else values[:0]
    return float(np.median(same)) if same.size else float("nan")


def _level_and_season(values: Floats, season: Season | None) -> float:
    """Add the usual distance from the level of a whole season to today's level.

    A level is the mean of the last season, so it has no season itself and its lag behind a trend
    cancels out.
    """
    if season is None or values.size <= season.length:
        return float("nan")
    sums = np.concatenate(([0.0], np.cumsum(values)))
    levels = (sums[season.length :] - sums[: -season.length]) / season.length
    same = season.is_same[season.length :]
    distances = (values[season.length :] - levels[:-1])[same][-_SAME_PHASES:]
    return float(levels[-1] + np.median(distances)) if distances.size else float("nan")
