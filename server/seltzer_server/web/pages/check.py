"""One check: what it asks, and its history with the expected band."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import (
    CheckDef,
    Dataset,
    DataSource,
    Incident,
    IncidentMember,
    Series,
)
from seltzer_server.web.history import (
    RANGES,
    HistoryPoint,
    find_lines,
    find_near_lines,
    find_sensitivity,
    read_history,
)
from seltzer_server.web.incident_row import IncidentRow, read_incidents, select_incidents
from seltzer_server.web.numbers import find_unit
from seltzer_server.web.page import Page, PageRequest, not_found
from seltzer_server.web.recent import Cell

MAX_INCIDENTS: Final = 10


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What the page of a check shows.

    Attributes:
        metric: Short text of the metric; None for a check without one.
        unit: Unit of all values: `number`, `percent` or `seconds`.
        lines: Numbers of the threshold, for the chart.
        sensitivity: Of an anomaly check; None for others.
        span: Chosen span of time.
        points: Oldest first.
        is_cut: Whether the span holds more points than are shown.
    """

    id: int
    key: str
    name: str
    kind: str
    metric: str | None
    unit: str
    data_source: str
    dataset_id: int | None
    dataset: str | None
    column: str | None
    threshold: str | None
    lines: tuple[float, ...]
    sensitivity: str | None
    severity: str | None
    owner: str | None
    tags: tuple[str, ...]
    notify: tuple[str, ...]
    monitor_id: str | None
    file: str | None
    line: int | None
    outcome: str
    data_time: datetime
    span: str
    points: tuple[HistoryPoint, ...]
    is_cut: bool
    incidents: tuple[IncidentRow, ...]

    @property
    def newest(self) -> HistoryPoint | None:
        """Give the newest result."""
        return self.points[-1] if self.points else None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Give the outcomes for the strip."""
        return tuple(Cell(point.data_time, point.outcome) for point in self.points)

    @property
    def has_values(self) -> bool:
        """Tell whether there is anything to draw."""
        return any(point.value is not None for point in self.points)

    @property
    def has_reasons(self) -> bool:
        """Tell whether any listed result says why it did not pass."""
        return any(point.reason for point in self.points)

    @property
    def near_lines(self) -> tuple[float, ...]:
        """Give the lines that fit the picture."""
        return find_near_lines(self.points, self.lines)

    @property
    def has_band(self) -> bool:
        """Tell whether a band was expected anywhere in the span."""
        return any(point.lower is not None for point in self.points)


def read_check(session: Session, asked: PageRequest) -> CheckPage:
    """Read one check.

    Raises:
        ApiError: there is no such check.
    """
    found = session.execute(
        select(CheckDef, DataSource.name, Dataset.name, Series.label)
        .join(DataSource, DataSource.id == CheckDef.data_source_id)
        .outerjoin(Dataset, Dataset.id == CheckDef.dataset_id)
        .outerjoin(Series, Series.id == CheckDef.series_id)
        .where(CheckDef.id == asked.row_id("check_id"))
    ).first()
    if found is None:
        raise not_found("check", asked.path["check_id"])
    check, data_source, dataset, label = found
    span = asked.choice("range", tuple(RANGES))
    points, is_cut = read_history(session, check, RANGES[span])
    is_anomaly = (check.evaluate or {}).get("kind") == "anomaly"
    return CheckPage(
        id=check.id,
        key=check.key,
        name=check.name,
        kind=check.kind,
        metric=label,
        unit=find_unit(check.kind, label or "", check.evaluate),
        data_source=data_source,
        dataset_id=check.dataset_id,
        dataset=dataset,
        column=check.column,
        threshold=check.threshold,
        lines=() if check.kind == "freshness" else find_lines(check.threshold),
        sensitivity=find_sensitivity(check) if is_anomaly else None,
        severity=check.severity,
        owner=check.owner,
        tags=tuple(map(str, check.tags)),
        notify=tuple(map(str, check.notify)),
        monitor_id=check.monitor_id,
        file=check.file,
        line=check.line,
        outcome=check.last_outcome,
        data_time=check.last_data_time,
        span=span,
        points=points,
        is_cut=is_cut,
        incidents=_read_incidents(session, check.id),
    )


def _read_incidents(session: Session, check_id: int) -> tuple[IncidentRow, ...]:
    ids = select(IncidentMember.incident_id).where(IncidentMember.check_id == check_id)
    query = select_incidents().where(Incident.id.in_(ids))
    return read_incidents(session, query.order_by(Incident.id.desc()).limit(MAX_INCIDENTS))


CHECK = Page("/checks/{check_id}", "check.html", "checks", read_check)
