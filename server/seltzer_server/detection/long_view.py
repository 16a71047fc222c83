"""The long view: what the whole history, without any forecast, thinks of a value.

It holds back forecasts that are too sure of themselves, which real series taught us they are.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from seltzer_server.detection.history import History
from seltzer_server.detection.mixture import Floats
from seltzer_server.detection.season import (
    DAILY_FROM_S,
    DAY_S,
    HOUR_S,
    WEEK_DAYS,
    usual_step_s,
)

_SHARE_DAILY: Final = 0.5
_SHARE_OFTEN: Final = 0.85
_FULL_SHARE_AT: Final = 60
_WEEKDAYS_FROM: Final = 21
_DAY_HOURS: Final = 24
_HOURS_FROM: Final = 3 * _DAY_HOURS
_SEASON_FROM: Final = 0.7
"""Part of the deviation that may be left within the hours of the day, or there is no such season.

With less to gain the means of 24 hours are mostly noise.
"""
_SPREAD_MIN: Final = 1e-12


@dataclass(frozen=True, slots=True)
class LongView:
    """One wide component.

    Attributes:
        centre: Unit of the metric.
        spread: Positive, unit of the metric.
        share: Weight beside the forecasts, from 0 to less than 1.
    """

    centre: float
    spread: float
    share: float


def find_long_view(history: History, now: float, *, expected: float) -> LongView:
    """Summarise a history of at least one value for the point at `now` (seconds since 1970).

    The view is at least wide enough to think `expected`, what the forecasts say, quite possible:
    were both sure of different values, no value at all would be likely.
    """
    if usual_step_s(history.times) >= DAILY_FROM_S:
        values, share = history.values, _SHARE_DAILY
        centre, spread = _by_weekday(values, history.times, now)
    else:
        # Series several times a day burst now and again. A view of the cleaned values alone, from
        # which every burst is cut, is alarmed by each of them (docs/adr/0010).
        values, share = history.raw, _SHARE_OFTEN
        centre, spread = _by_hour(values, history.times, now)
    if values.min() == values.max():
        share = 0.0  # a constant has no spread to speak of
    smallest = max(1e-9 * abs(centre), _SPREAD_MIN, abs(expected - centre))
    return LongView(centre, max(spread, smallest), share * min(1.0, values.size / _FULL_SHARE_AT))


def _by_weekday(values: Floats, times: Floats, now: float) -> tuple[float, float]:
    """Give the mean of the same weekday and the deviation around all weekdays' means."""
    if values.size < _WEEKDAYS_FROM:
        return float(values.mean()), float(values.std())
    days = (np.rint((now - times) / DAY_S) % WEEK_DAYS).astype(np.int64)
    counts = np.bincount(days, minlength=WEEK_DAYS)
    sums = np.bincount(days, weights=values, minlength=WEEK_DAYS)
    means = sums / np.maximum(counts, 1)
    squares = float(((values - means[days]) ** 2).sum())
    spread = float(np.sqrt(squares / max(1, days.size - int((counts > 0).sum()))))
    return float(means[0] if counts[0] > 0 else values.mean()), spread


def _by_hour(values: Floats, times: Floats, now: float) -> tuple[float, float]:
    """Give mean and deviation for the hour of the day, or overall without a daily season."""
    centre, spread = float(values.mean()), float(values.std())
    if values.size < _HOURS_FROM:
        return centre, spread
    hours = (np.rint((now - times) / HOUR_S) % _DAY_HOURS).astype(np.int64)
    counts = np.bincount(hours, minlength=_DAY_HOURS)
    sums = np.bincount(hours, weights=values, minlength=_DAY_HOURS)
    means = (sums + centre) / (counts + 1)
    squares = float(((values - means[hours]) ** 2).sum())
    within = float(np.sqrt(squares / (values.size - _DAY_HOURS)))
    return (float(means[0]), within) if within < _SEASON_FROM * spread else (centre, spread)
