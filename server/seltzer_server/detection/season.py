"""Season phases read from timestamps, so that gaps and odd spacing never shift a season."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from seltzer_server.detection.mixture import Floats

HOUR_S: Final = 3_600.0
DAY_S: Final = 86_400.0
WEEK_DAYS: Final = 7
WEEK_HOURS: Final = 168
DAILY_FROM_S: Final = 0.75 * DAY_S
"""Usual spacing from which a series counts as daily."""
_DAILY_UNTIL_S: Final = 3.5 * DAY_S
_RECENT_STEPS: Final = 40


@dataclass(frozen=True, slots=True)
class Season:
    """Which earlier points share a phase with the next one.

    Attributes:
        is_same: Shape (n,), True where an earlier point has the phase of the next one.
        length: Usual number of measurements per season.
    """

    is_same: NDArray[np.bool_]
    length: int


def usual_step_s(times: Floats) -> float:
    """Give the median spacing of the latest measurements in seconds, 0.0 when there is none.

    Args:
        times: Shape (n,), seconds since 1970, oldest first.
    """
    steps = np.diff(times[-_RECENT_STEPS:])
    steps = steps[steps > 0]
    return float(np.median(steps)) if steps.size else 0.0


def find_seasons(times: Floats, now: float) -> list[Season]:
    """Find the seasons that the spacing can show, finest first.

    Daily data have the weekday and the kind of day (working day or weekend); data several times a
    day have the hour of the week and the hour of the day; rarer data have none. Phases count
    whole steps back from `now`, so a scan at 23:59 instead of 00:01 keeps its weekday.

    Args:
        times: Shape (n,), seconds since 1970, oldest first.
        now: Time of the next point, seconds since 1970.
    """
    step = usual_step_s(times)
    if step == 0.0 or step > _DAILY_UNTIL_S:
        return []
    if step >= DAILY_FROM_S:
        return _day_seasons(times, now)
    hours = np.rint((now - times) / HOUR_S)
    per_day = max(2, round(DAY_S / step))
    return [
        Season(hours % WEEK_HOURS == 0, WEEK_DAYS * per_day),
        Season(hours % 24 == 0, per_day),
    ]


def _day_seasons(times: Floats, now: float) -> list[Season]:
    days = np.rint((now - times) / DAY_S)
    today = (int(now // DAY_S) + 3) % WEEK_DAYS  # 1970-01-01 was a Thursday, Monday is 0
    weekdays = (today - days) % WEEK_DAYS
    is_same_kind = (weekdays >= 5) == (today >= 5)
    return [Season(days % WEEK_DAYS == 0, WEEK_DAYS), Season(is_same_kind, WEEK_DAYS)]
