"""How far is a measurement from what it was?"""

import calendar
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Context, Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Point
from seltzer_server.workflows.detector_memory import DetectorMemory
from seltzer_server.workflows.evaluations.answer import Answer, Asked
from seltzer_server.workflows.number_text import render_number
from seltzer_specs.thresholds import Thresholds
from seltzer_specs.wire.evaluation import ChangeEvaluation, WireRegion, to_decimal

EXACT: Final = Context(prec=34)
"""As many digits as the scanner divides with."""
DAY: Final = timedelta(days=1)
_DIGITS: Final = 10
_UNITS: Final = {"percent": " %", "seconds": " s"}
_WORDS: Final = {"avg": "on average of", "min": "as the least of", "max": "as the most of"}


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """Is the change of this measurement within bounds?

    Attributes:
        wanted: The measurement, what to compare it with, and the bounds.
        history: Measurements to compare with, as known now; too few where history is short.
        day: Day to compare with, where it is one.
    """

    check_id: int
    wanted: ChangeEvaluation
    history: tuple[float, ...]
    day: date | None = None

    def answer(self, memory: DetectorMemory) -> Answer:  # noqa: ARG002  # of every question
        """Give the outcome, computed in decimals and compared unrounded."""
        if len(self.history) < self.wanted.count:
            return self._skipped(self._too_few())
        now = to_decimal(float(self.wanted.measured))
        before = summarize(self.wanted.baseline, [to_decimal(value) for value in self.history])
        change = find_change(now, before, is_percent=self.wanted.is_percent)
        if change is None:
            reason = f"a change from 0 to {_render(now)} has no percentage, nothing to compare with"
            return self._skipped(reason)
        if not math.isfinite(float(change)):
            reason = "the change is too large for a number"
            return Answer(self.check_id, "error", reason, error_code="not_computed")
        return self._judged(now, before, change)

    def _judged(self, now: Decimal, before: Decimal, change: Decimal) -> Answer:
        outcome = thresholds_of(self.wanted).judge(change)
        bad = self.wanted.fail if outcome == "fail" else self.wanted.warn
        reason = None
        if outcome != "pass" and bad is not None:
            reason = (
                f"{self._describe(change, bad)}: {self._measured(now)} now, "
                f"{self._measured(before)} {self._describe_baseline()}"
            )
        return Answer(self.check_id, outcome, reason, value=float(change))

    def _describe(self, change: Decimal, bad: WireRegion) -> str:
        unit = _UNITS.get(self.wanted.unit, "")
        return f"{_render(change)}{unit} is {'not ' if bad.is_wanted else ''}{bad.text}"

    def _measured(self, value: Decimal) -> str:
        return _render(value) + (" s" if self.wanted.unit == "seconds" else "")

    def _describe_baseline(self) -> str:
        if self.day is not None:
            return f"on {self.day.isoformat()}"
        words = _WORDS.get(self.wanted.baseline)
        return "before" if words is None else f"{words} the last {self.wanted.count}"

    def _too_few(self) -> str:
        if self.day is not None:
            return f"no measurement on {self.day.isoformat()} to compare with"
        if self.wanted.count == 1:
            return "first measurement, nothing to compare"
        return f"{len(self.history)} of {self.wanted.count} measurements"

    def _skipped(self, reason: str) -> Answer:
        return Answer(self.check_id, "skipped", reason, skip_code="no_history")


def thresholds_of(wanted: ChangeEvaluation) -> Thresholds:
    """Give the bounds of a change."""
    fail, warn = wanted.fail, wanted.warn
    return Thresholds(
        fail.to_region() if fail is not None else None,
        warn.to_region() if warn is not None else None,
        wanted.unit,
    )


def summarize(baseline: str, history: Sequence[Decimal]) -> Decimal:
    """Give the one number that history comes to; it is not empty."""
    if baseline == "min":
        return min(history)
    if baseline == "max":
        return max(history)
    total = Decimal(0)
    for value in history:
        total = EXACT.add(total, value)
    return EXACT.divide(total, Decimal(len(history)))


def find_change(now: Decimal, before: Decimal, *, is_percent: bool) -> Decimal | None:
    """Give now - before, or that in percent of before; None for a percent of nothing."""
    change = EXACT.subtract(now, before)
    if not is_percent:
        return change
    if before == 0:
        return Decimal(0) if now == 0 else None
    return EXACT.divide(EXACT.multiply(change, Decimal(100)), before)


def find_day(baseline: str, at: datetime) -> date | None:
    """Give the day in UTC that is compared with; the end of a shorter month for its late days."""
    today = at.astimezone(timezone.utc).date()
    if baseline == "same day last week":
        return today - 7 * DAY
    if baseline == "same day last month":
        year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
        return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    return None


def load_change(session: Session, asked: Asked, wanted: ChangeEvaluation) -> ChangeQuestion | None:
    """Give the question; None where it is answered already."""
    series_id, at = asked.result.series_id, asked.data_time
    if asked.result.outcome != "skipped" or series_id is None:
        return None
    day = find_day(wanted.baseline, at)
    if day is None:
        history = _last(session, series_id, at, wanted.count)
    else:
        history = _of_day(session, series_id, at, day)
    return ChangeQuestion(asked.check.id, wanted, history, day)


def _last(session: Session, series_id: int, until: datetime, count: int) -> tuple[float, ...]:
    """Give the last measurements before a time; a scan without a value is none."""
    found = session.scalars(
        select(Point.value)
        .where(Point.series_id == series_id, Point.data_time < until, Point.value.is_not(None))
        .order_by(Point.data_time.desc())
        .limit(count)
    )
    return tuple(value for value in found if value is not None)


def _of_day(session: Session, series_id: int, at: datetime, day: date) -> tuple[float, ...]:
    """Give the measurement of a day that was taken nearest to the same time of day."""
    start = datetime.combine(day, time(), timezone.utc)
    same_time = datetime.combine(day, at.astimezone(timezone.utc).timetz())
    rows = session.execute(
        select(Point.data_time, Point.value).where(
            Point.series_id == series_id,
            Point.data_time >= start,
            Point.data_time < start + DAY,
            Point.value.is_not(None),
        )
    )
    found = sorted(rows, key=lambda row: (abs(row[0] - same_time), row[0]))
    return tuple(value for _, value in found[:1] if value is not None)


def _render(value: Decimal) -> str:
    return render_number(float(value), digits=_DIGITS)
