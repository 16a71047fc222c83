"""One dataset: its checks, metrics, schema over time, and incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import (
    CheckDef,
    Dataset,
    DataSource,
    Incident,
    SchemaChange,
    SchemaVersion,
    Series,
)
from seltzer_server.web.check_row import CheckRow, read_checks, select_checks
from seltzer_server.web.incident_row import IncidentRow, read_incidents, select_incidents
from seltzer_server.web.numbers import find_unit
from seltzer_server.web.outcomes import RANK
from seltzer_server.web.page import Page, PageRequest, not_found
from seltzer_server.web.recent import Cell, read_dataset_cells, read_recent_values

MAX_CHECKS: Final = 200
MAX_METRICS: Final = 60
MAX_VERSIONS: Final = 12
MAX_CHANGES: Final = 60
MAX_INCIDENTS: Final = 10


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric with its last values, oldest first, and the check that uses it, if any."""

    id: int
    label: str
    column: str | None
    unit: str
    check_id: int | None
    values: tuple[float | None, ...]

    @property
    def newest(self) -> float | None:
        """Give the newest measurement."""
        return self.values[-1] if self.values else None


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the newest schema."""

    name: str
    type: str
    nullable: bool | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference between two consecutive schema versions."""

    kind: str
    column: str
    before: str | None
    after: str | None
    breaking: bool

    @property
    def sign(self) -> str:
        """Give the sign that people know from diffs."""
        return {"column add": "+", "column delete": "−"}.get(self.kind, "~")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of the schema, with what changed since the version before."""

    hash: str
    first_seen: datetime
    last_seen: datetime
    columns: int
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """What the page of a dataset shows.

    Attributes:
        checks: Worst first, at most 200; `total_checks` counts all.
        columns: Of the newest schema version; empty where no scan read the schema.
        versions: Newest first.
        incidents: Newest first.
        recent: Worst outcome of each of the last scans, oldest first.
    """

    id: int
    name: str
    data_source: str
    owner: str | None
    first_seen: datetime
    last_seen: datetime
    counts: dict[str, int]
    recent: tuple[Cell, ...]
    checks: tuple[CheckRow, ...]
    metrics: tuple[MetricRow, ...]
    columns: tuple[ColumnRow, ...]
    versions: tuple[VersionRow, ...]
    incidents: tuple[IncidentRow, ...]

    @property
    def total_checks(self) -> int:
        """Give how many checks the dataset has."""
        return sum(self.counts.values())


def read_dataset(session: Session, asked: PageRequest) -> DatasetPage:
    """Read one dataset.

    Raises:
        ApiError: there is no such dataset.
    """
    found = session.execute(
        select(Dataset, DataSource.name)
        .join(DataSource, DataSource.id == Dataset.data_source_id)
        .where(Dataset.id == asked.row_id("dataset_id"))
    ).first()
    if found is None:
        raise not_found("dataset", asked.path["dataset_id"])
    dataset, data_source = found
    columns, versions = _read_schema(session, dataset.id)
    return DatasetPage(
        id=dataset.id,
        name=dataset.name,
        data_source=data_source,
        owner=dataset.owner,
        first_seen=dataset.first_seen,
        last_seen=dataset.last_seen,
        counts=_count_checks(session, dataset.id),
        recent=read_dataset_cells(session, [dataset.id]).get(dataset.id, ()),
        checks=_read_checks(session, dataset.id),
        metrics=_read_metrics(session, dataset.id),
        columns=columns,
        versions=versions,
        incidents=_read_incidents(session, dataset.id),
    )


def _count_checks(session: Session, dataset_id: int) -> dict[str, int]:
    query = (
        select(CheckDef.last_outcome, func.count())
        .where(CheckDef.dataset_id == dataset_id)
        .group_by(CheckDef.last_outcome)
    )
    return dict(session.execute(query).all())


def _read_checks(session: Session, dataset_id: int) -> tuple[CheckRow, ...]:
    rank = case(RANK, value=CheckDef.last_outcome, else_=len(RANK))
    query = select_checks().where(CheckDef.dataset_id == dataset_id)
    return read_checks(session, query.order_by(rank, CheckDef.name, CheckDef.id).limit(MAX_CHECKS))


def _read_metrics(session: Session, dataset_id: int) -> tuple[MetricRow, ...]:
    query = (
        select(Series, func.min(CheckDef.id), func.min(CheckDef.kind))
        .outerjoin(CheckDef, CheckDef.series_id == Series.id)
        .where(Series.dataset_id == dataset_id)
        .group_by(Series.id)
        .order_by(Series.label, Series.id)
        .limit(MAX_METRICS)
    )
    rows = session.execute(query).all()
    values = read_recent_values(session, [series.id for series, *_ in rows])
    return tuple(
        MetricRow(
            id=series.id,
            label=series.label,
            column=series.column,
            unit=find_unit(kind or "", series.label),
            check_id=check_id,
            values=values.get(series.id, ()),
        )
        for series, check_id, kind in rows
    )


def _read_schema(
    session: Session, dataset_id: int
) -> tuple[tuple[ColumnRow, ...], tuple[VersionRow, ...]]:
    query = (
        select(SchemaVersion)
        .where(SchemaVersion.dataset_id == dataset_id)
        .order_by(SchemaVersion.first_seen.desc(), SchemaVersion.id.desc())
        .limit(MAX_VERSIONS)
    )
    versions = session.scalars(query).all()
    changes = _read_changes(session, [version.id for version in versions])
    columns = versions[0].columns if versions else []
    return tuple(_column(column) for column in columns), tuple(
        VersionRow(
            hash=version.hash,
            first_seen=version.first_seen,
            last_seen=version.last_seen,
            columns=len(version.columns),
            changes=tuple(changes.get(version.id, ())),
        )
        for version in versions
    )


def _column(stored: dict[str, object]) -> ColumnRow:
    nullable = stored.get("nullable")
    return ColumnRow(
        name=str(stored.get("name", "")),
        type=str(stored.get("type", "")),
        nullable=nullable if isinstance(nullable, bool) else None,
    )


def _read_changes(session: Session, version_ids: Sequence[int]) -> dict[int, list[ChangeRow]]:
    query = (
        select(SchemaChange)
        .where(SchemaChange.to_id.in_(version_ids))
        .order_by(SchemaChange.id)
        .limit(MAX_CHANGES)
    )
    found: dict[int, list[ChangeRow]] = {}
    for change in session.scalars(query):
        row = ChangeRow(change.kind, change.column, change.before, change.after, change.breaking)
        found.setdefault(change.to_id, []).append(row)
    return found


def _read_incidents(session: Session, dataset_id: int) -> tuple[IncidentRow, ...]:
    query = select_incidents().where(Incident.dataset_id == dataset_id)
    return read_incidents(session, query.order_by(Incident.id.desc()).limit(MAX_INCIDENTS))


DATASET = Page("/datasets/{dataset_id}", "dataset.html", "datasets", read_dataset)
