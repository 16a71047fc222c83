"""The history of one check: values, outcomes and the band that was expected then."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Band, CheckDef, CheckResult, Scan
from seltzer_server.web.check_row import explain
from seltzer_specs.wire.evaluation import AnomalyEvaluation, read_evaluation

RANGES: Final = {
    "30d": timedelta(days=30),
    "7d": timedelta(days=7),
    "90d": timedelta(days=90),
    "1y": timedelta(days=366),
}
"""Spans that can be chosen, the default first."""
MAX_POINTS: Final = 800
DEFAULT_SENSITIVITY: Final = "medium"

_NUMBER: Final = re.compile(r"(?<![\w.])[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])")
MAX_LINES: Final = 4
MAX_STRETCH: Final = 4.0
"""A threshold may make the picture this many times as high as the values need."""


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """One result of a check.

    Attributes:
        lower: Lower edge of the expected band, as it was known then; None without one.
        expected: Middle of the band.
        upper: Upper edge of the band.
        score: How unusual the value was.
        state: What the detector said of itself, for example `learning 5/7`.
    """

    data_time: datetime
    scan_id: str
    outcome: str
    value: float | None
    reason: str | None
    lower: float | None
    expected: float | None
    upper: float | None
    score: float | None
    state: str | None


def read_history(
    session: Session, check: CheckDef, span: timedelta
) -> tuple[tuple[HistoryPoint, ...], bool]:
    """Read a check's results, oldest first, and whether older ones of the span were left out.

    Args:
        session: Open session.
        check: The check.
        span: Counted back from the check's newest result, so that an old history can be seen.
    """
    query = (
        select(CheckResult, Scan.public_id, Band)
        .join(Scan, Scan.id == CheckResult.scan_id)
        .outerjoin(
            Band,
            and_(
                Band.series_id == CheckResult.series_id,
                Band.data_time == CheckResult.data_time,
                Band.sensitivity == find_band(check),
            ),
        )
        .where(CheckResult.check_id == check.id)
        .where(CheckResult.data_time >= check.last_data_time - span)
        .order_by(CheckResult.data_time.desc(), CheckResult.scan_id.desc())
        .limit(MAX_POINTS + 1)
    )
    rows = session.execute(query).all()
    points = [_point(result, scan_id, band) for result, scan_id, band in rows[:MAX_POINTS]]
    return tuple(reversed(points)), len(rows) > MAX_POINTS


def find_sensitivity(check: CheckDef) -> str:
    """Tell how sensitive an anomaly check is."""
    return str((check.evaluate or {}).get("sensitivity") or DEFAULT_SENSITIVITY)


def find_band(check: CheckDef) -> str:
    """Tell which of a series' bands a check was judged by."""
    asked = read_evaluation(check.evaluate) if check.evaluate else None
    return asked.band if isinstance(asked, AnomalyEvaluation) else DEFAULT_SENSITIVITY


def find_lines(threshold: str | None) -> tuple[float, ...]:
    """Give the numbers of a threshold such as `< 5%` or `between 1 and 10`, for the chart.

    Which side of a line is bad stays in the text; a threshold with words of time has no lines.
    """
    if not threshold or re.search(r"\d\s*[smhdw]\b", threshold):
        return ()
    text = threshold.replace(",", "").replace("%", " ")
    found = {float(number.replace("_", "")) for number in _NUMBER.findall(text)}
    return tuple(sorted(found))[:MAX_LINES]


def find_near_lines(points: Sequence[HistoryPoint], lines: Sequence[float]) -> tuple[float, ...]:
    """Give the lines that can be drawn without pressing the values into one flat line."""
    edges = [
        edge
        for point in points
        for edge in (point.value, point.lower, point.upper)
        if edge is not None
    ]
    if not edges:
        return ()
    low, high = min(edges), max(edges)
    room = (high - low) * (MAX_STRETCH - 1) or abs(high) or 1.0
    return tuple(line for line in lines if low - room <= line <= high + room)


def _point(result: CheckResult, scan_id: str, band: Band | None) -> HistoryPoint:
    return HistoryPoint(
        data_time=result.data_time,
        scan_id=scan_id,
        outcome=result.outcome,
        value=result.value,
        reason=explain(result),
        lower=band.lower if band else None,
        expected=band.expected if band else None,
        upper=band.upper if band else None,
        score=band.score if band else None,
        state=band.state if band else None,
    )
