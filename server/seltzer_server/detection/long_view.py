"""The long view: what the whole history, without any forecast, thinks of a value.

It holds back forecasts that are too sure of themselves, which real series taught us they are.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from seltzer_server.detection.history import History
from seltzer_server.detection.mixture import Floats
from seltzer_server.detection.season import DAILY_FROM_S, DAY_S, WEEK_DAYS, usual_step_s

_SHARE_DAILY: Final = 0.5
_SHARE_HOURLY: Final = 0.6
_FULL_SHARE_AT: Final = 60
_WEEKDAYS_FROM: Final = 21
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
    values = history.values
    is_daily = usual_step_s(history.times) >= DAILY_FROM_S
    if is_daily and values.size >= _WEEKDAYS_FROM:
        centre, spread = _by_weekday(history, now)
    else:
        centre, spread = float(values.mean()), float(values.std())
    smallest = max(1e-9 * abs(centre), _SPREAD_MIN, abs(expected - centre))
    return LongView(centre, max(spread, smallest), _find_share(values, is_daily=is_daily))


def _find_share(values: Floats, *, is_daily: bool) -> float:
    """Give the long view its say as history grows; a constant has none to give.

    Real series several times a day have heavier tails than their forecasts believe, so there the
    long view counts for more.
    """
    if values.min() == values.max():
        return 0.0
    share = _SHARE_DAILY if is_daily else _SHARE_HOURLY
    return share * min(1.0, values.size / _FULL_SHARE_AT)


def _by_weekday(history: History, now: float) -> tuple[float, float]:
    """Give the mean of the same weekday and the deviation around all weekdays' means."""
    days = (np.rint((now - history.times) / DAY_S) % WEEK_DAYS).astype(np.int64)
    counts = np.bincount(days, minlength=WEEK_DAYS)
    sums = np.bincount(days, weights=history.values, minlength=WEEK_DAYS)
    means = sums / np.maximum(counts, 1)
    squares = float(((history.values - means[days]) ** 2).sum())
    spread = float(np.sqrt(squares / max(1, days.size - int((counts > 0).sum()))))
    has_today = counts[0] > 0
    return float(means[0] if has_today else history.values.mean()), spread
