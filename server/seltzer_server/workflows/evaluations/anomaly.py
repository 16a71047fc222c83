"""Is the newest point of a metric unusual for its history?"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seltzer_server.detection import MODEL_VERSION, Verdict
from seltzer_server.detection import Point as Measurement
from seltzer_server.store.tables import Point
from seltzer_server.workflows.detector_memory import DetectorMemory
from seltzer_server.workflows.evaluations.answer import Answer, Asked, BandRow
from seltzer_server.workflows.number_text import describe_outside
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.evaluation import AnomalyEvaluation

WINDOW: Final = 350
"""Points replayed at least, where there are as many: two weeks of hours.

The window starts at a multiple of it, so that it does not move with every point and a remembered
detector state stays of use.
"""


@dataclass(frozen=True, slots=True)
class AnomalyQuestion:
    """Is this value unusual?

    Attributes:
        check_id: Row of the check.
        series_id: Row of the series.
        wanted: How to judge.
        history: Points before the scan, oldest first, as known now.
        point: What is judged; its value is not None.
    """

    check_id: int
    series_id: int
    wanted: AnomalyEvaluation
    history: tuple[Measurement, ...]
    point: Measurement

    def answer(self, memory: DetectorMemory) -> Answer:
        """Give the outcome by the band that is stored and shown."""
        wanted, value = self.wanted, self.point.value
        found = memory.judge(self.history, self.point, sensitivity=wanted.sensitivity)
        verdict = found if value is None else shape(found, value, wanted)
        lower, upper = verdict.lower, verdict.upper
        outcome: Outcome = "skipped"
        reason: str | None = verdict.state
        if value is not None and lower is not None and upper is not None:
            outcome = verdict.severity or "pass"
            reason = describe_outside(value, lower, upper) if verdict.severity else None
        return Answer(
            check_id=self.check_id,
            outcome="warn" if outcome == "fail" and wanted.warn_only else outcome,
            reason=reason,
            value=value,
            skip_code="no_history" if outcome == "skipped" else None,
            band=BandRow(self.series_id, wanted.band, verdict, MODEL_VERSION),
        )


def shape(verdict: Verdict, value: float, wanted: AnomalyEvaluation) -> Verdict:
    """Give the verdict with a band at least as wide, and only on the side, that the user wants."""
    lower, expected, upper = verdict.lower, verdict.expected, verdict.upper
    if lower is None or expected is None or upper is None:
        return verdict
    least = abs(expected) * (wanted.min_ratio or 0.0)
    lower, upper = min(lower, expected - least), max(upper, expected + least)
    is_bad = (value > upper and wanted.direction != "lower") or (
        value < lower and wanted.direction != "upper"
    )
    severity = verdict.severity
    if wanted.warn_ratio is not None:
        zone = (upper - lower) * wanted.warn_ratio
        severity = "warn" if lower - zone <= value <= upper + zone else "fail"
    return replace(
        verdict,
        is_anomaly=is_bad,
        severity=severity if is_bad else None,
        lower=lower,
        upper=upper,
    )


def load_anomaly(
    session: Session, asked: Asked, wanted: AnomalyEvaluation
) -> AnomalyQuestion | None:
    """Give the question; None where the scan has no value to judge, or it is judged already."""
    series_id, result = asked.result.series_id, asked.result
    if result.outcome != "skipped" or series_id is None:
        return None
    value = result.value
    if value is None:
        value = session.scalar(
            select(Point.value).where(
                Point.series_id == series_id, Point.data_time == asked.data_time
            )
        )
    if value is None:
        return None
    return AnomalyQuestion(
        check_id=asked.check.id,
        series_id=series_id,
        wanted=wanted,
        history=_history(session, series_id, asked.data_time, wanted.window),
        point=Measurement(asked.data_time, value),
    )


def _history(
    session: Session, series_id: int, until: datetime, window: int | None
) -> tuple[Measurement, ...]:
    before = (Point.series_id == series_id, Point.data_time < until)
    count = session.scalars(select(func.count()).select_from(Point).where(*before)).one()
    start = max(0, (count - WINDOW) // WINDOW * WINDOW)
    if window is not None:
        start = max(start, count - window)
    rows = session.execute(
        select(Point.data_time, Point.value).where(*before).order_by(Point.data_time).offset(start)
    )
    return tuple(Measurement(at, value) for at, value in rows)
