"""Home: whether the data is well, in one sentence, and what to look at first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import (
    CheckDef,
    Dataset,
    DataSource,
    Incident,
    SchemaChange,
)
from seltzer_server.web.check_row import CheckRow, read_checks, select_checks
from seltzer_server.web.incident_row import IncidentRow, read_incidents, select_open_incidents
from seltzer_server.web.outcomes import BAD
from seltzer_server.web.page import Page, PageRequest
from seltzer_server.web.recent import Cell, read_dataset_cells
from seltzer_server.web.scan_row import ScanRow, read_scans, select_scans

CURRENT_DAYS: Final = 35
"""A check that has not run for longer, monthly ones included, was removed or is asleep."""
SCANS_SHOWN: Final = 45
ROWS_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class DatasetHealth:
    """A dataset with checks that are not well."""

    id: int
    name: str
    data_source: str
    failed: int
    errored: int
    warned: int
    total: int
    recent: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RecentChange:
    """A difference between two schemas of a dataset."""

    dataset_id: int
    dataset: str
    data_time: datetime
    kind: str
    column: str
    before: str | None
    after: str | None
    breaking: bool


@dataclass(frozen=True, slots=True)
class HealthPage:
    """What the home page shows.

    Attributes:
        counts: Checks by their newest outcome.
        stale: Checks that are left out because they have not run for long.
        scans: Oldest first.
    """

    open_incidents: int
    counts: Mapping[str, int]
    stale: int
    last_scan: ScanRow | None
    scans: tuple[ScanRow, ...]
    incidents: tuple[IncidentRow, ...]
    datasets: tuple[DatasetHealth, ...]
    bad_checks: tuple[CheckRow, ...]
    schema_changes: tuple[RecentChange, ...]

    @property
    def total(self) -> int:
        """Give how many checks are current."""
        return sum(self.counts.values())


def read_health(session: Session, asked: PageRequest) -> HealthPage:
    """Read the state of everything."""
    since = asked.now - timedelta(days=CURRENT_DAYS)
    counts, stale = _count_checks(session, since)
    scans = read_scans(session, select_scans().limit(SCANS_SHOWN))
    is_bad = CheckDef.last_outcome.in_(BAD) & (CheckDef.last_data_time >= since)
    worst = select_checks().where(is_bad).order_by(_rank(), CheckDef.last_data_time.desc())
    is_open = Incident.state != "resolved"
    return HealthPage(
        open_incidents=session.scalar(select(func.count(Incident.id)).where(is_open)) or 0,
        counts=counts,
        stale=stale,
        last_scan=scans[0] if scans else None,
        scans=tuple(reversed(scans)),
        incidents=read_incidents(session, select_open_incidents().limit(ROWS_SHOWN)),
        datasets=_read_datasets(session, since),
        bad_checks=read_checks(session, worst.limit(ROWS_SHOWN)),
        schema_changes=_read_changes(session, since),
    )


def _count_checks(session: Session, since: datetime) -> tuple[dict[str, int], int]:
    is_current = case((CheckDef.last_data_time >= since, 1), else_=0)
    query = select(CheckDef.last_outcome, is_current, func.count()).group_by(
        CheckDef.last_outcome, is_current
    )
    counts: dict[str, int] = {}
    stale = 0
    for outcome, current, count in session.execute(query):
        if current:
            counts[outcome] = count
        else:
            stale += count
    return counts, stale


def _rank() -> ColumnElement[int]:
    places = {outcome: place for place, outcome in enumerate(BAD)}
    return case(places, value=CheckDef.last_outcome, else_=len(places))


def _read_datasets(session: Session, since: datetime) -> tuple[DatasetHealth, ...]:
    failed, errored, warned = (_count(word) for word in BAD)
    query = (
        select(Dataset.id, Dataset.name, DataSource.name, failed, errored, warned, func.count())
        .join(CheckDef, CheckDef.dataset_id == Dataset.id)
        .join(DataSource, DataSource.id == Dataset.data_source_id)
        .where(CheckDef.last_data_time >= since)
        .group_by(Dataset.id, Dataset.name, DataSource.name)
        .having(failed + errored + warned > 0)
        .order_by(failed.desc(), errored.desc(), warned.desc(), Dataset.name)
        .limit(ROWS_SHOWN)
    )
    rows = session.execute(query).all()
    cells = read_dataset_cells(session, [row[0] for row in rows])
    return tuple(DatasetHealth(*row, recent=cells.get(row[0], ())) for row in rows)


def _count(outcome: str) -> ColumnElement[int]:
    return func.sum(case((CheckDef.last_outcome == outcome, 1), else_=0))


def _read_changes(session: Session, since: datetime) -> tuple[RecentChange, ...]:
    query = (
        select(SchemaChange, Dataset.name)
        .join(Dataset, Dataset.id == SchemaChange.dataset_id)
        .where(SchemaChange.data_time >= since)
        .order_by(SchemaChange.id.desc())
        .limit(ROWS_SHOWN)
    )
    return tuple(
        RecentChange(
            dataset_id=change.dataset_id,
            dataset=name,
            data_time=change.data_time,
            kind=change.kind,
            column=change.column,
            before=change.before,
            after=change.after,
            breaking=change.breaking,
        )
        for change, name in session.execute(query)
    )


HEALTH = Page("/", "health.html", "health", read_health)
