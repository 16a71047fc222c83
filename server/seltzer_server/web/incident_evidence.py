"""What explains an incident: the history of its clearest check, and what changed near its start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, SchemaChange
from seltzer_server.web.check_row import CheckRow
from seltzer_server.web.history import (
    RANGES,
    HistoryPoint,
    find_lines,
    find_near_lines,
    read_history,
)

NEAR: Final = timedelta(days=2)
MAX_CHANGES: Final = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """The history of one check of the incident.

    Attributes:
        lines: Numbers of the threshold that fit the picture.
        points: Oldest first, with at least one value.
    """

    check_id: int
    name: str
    unit: str
    threshold: str | None
    lines: tuple[float, ...]
    points: tuple[HistoryPoint, ...]


@dataclass(frozen=True, slots=True)
class NearbyChange:
    """A change of the dataset's schema about the time when the incident began."""

    data_time: datetime
    kind: str
    column: str
    breaking: bool


def read_evidence(session: Session, checks: Sequence[CheckRow]) -> Evidence | None:
    """Read the history of the check that shows most; None where no check has a number.

    Args:
        session: Open session.
        checks: Of the incident, those that still are bad first.
    """
    shown = min(checks, key=_rank_picture, default=None)
    check = session.get(CheckDef, shown.id) if shown is not None else None
    if shown is None or check is None:
        return None
    points, _ = read_history(session, check, RANGES["30d"])
    if all(point.value is None for point in points):
        return None
    return Evidence(
        check_id=shown.id,
        name=shown.name,
        unit=shown.unit,
        threshold=shown.threshold,
        lines=find_near_lines(points, find_lines(shown.threshold)),
        points=points,
    )


def read_nearby_changes(
    session: Session, dataset_id: int | None, start: datetime
) -> tuple[NearbyChange, ...]:
    """Read how the dataset's schema changed up to two days before or after `start`."""
    query = (
        select(SchemaChange)
        .where(SchemaChange.dataset_id == dataset_id)
        .where(SchemaChange.data_time.between(start - NEAR, start + NEAR))
        .order_by(SchemaChange.id.desc())
        .limit(MAX_CHANGES)
    )
    return tuple(
        NearbyChange(change.data_time, change.kind, change.column, change.breaking)
        for change in session.scalars(query)
    )


def _rank_picture(check: CheckRow) -> tuple[bool, bool, bool]:
    """Prefer a number over none, what still is bad, and a band over a line."""
    return check.value is None, check.outcome == "pass", check.kind != "anomaly"
