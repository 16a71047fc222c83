"""Read datasets with the state of their checks, and their schema."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from seltzer_server.store.filters import contains
from seltzer_server.store.paging import AnyRow, AnySelect, Page, PageRequest, read_page
from seltzer_server.store.tables import (
    CheckDef,
    Dataset,
    DataSource,
    Incident,
    SchemaChange,
    SchemaVersion,
)

WORST_FIRST = ("fail", "error", "warn", "skipped", "pass")


@dataclass(frozen=True, slots=True)
class DatasetFilter:
    """Which datasets: `q` in the name, `outcome` of at least one check's newest result."""

    q: str | None = None
    data_source: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A dataset with the newest outcomes of its checks.

    Attributes:
        outcome: The worst of them; None without checks.
        checks: Count of checks by outcome.
        open_incidents: Count of incidents that are not resolved.
    """

    id: int
    data_source: str
    name: str
    owner: str | None
    first_seen: datetime
    last_seen: datetime
    outcome: str | None
    checks: dict[str, int]
    open_incidents: int


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of a schema version."""

    name: str
    type: str
    nullable: bool | None
    position: int


@dataclass(frozen=True, slots=True)
class SchemaRow:
    """A schema version and the span of scans in which it was seen."""

    id: int
    first_seen: datetime
    last_seen: datetime
    columns: tuple[ColumnRow, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class SchemaChangeRow:
    """One difference between two consecutive schema versions."""

    id: int
    data_time: datetime
    kind: str
    column: str
    before: str | None
    after: str | None
    breaking: bool


def list_datasets(session: Session, wanted: DatasetFilter, page: PageRequest) -> Page[DatasetRow]:
    """Give datasets by name."""
    statement = _select()
    if wanted.q:
        statement = statement.where(contains(wanted.q, Dataset.name))
    if wanted.data_source is not None:
        statement = statement.where(DataSource.name == wanted.data_source)
    if wanted.outcome is not None:
        bad = exists().where(
            CheckDef.dataset_id == Dataset.id, CheckDef.last_outcome == wanted.outcome
        )
        statement = statement.where(bad)
    found = read_page(
        session,
        statement,
        page,
        keys=[Dataset.name, Dataset.id],
        is_descending=False,
        make=lambda row: row,
    )
    return Page(_with_state(session, found.items), found.next)


def find_dataset(session: Session, dataset_id: int) -> DatasetRow | None:
    """Give one dataset."""
    row = session.execute(_select().where(Dataset.id == dataset_id)).first()
    return _with_state(session, (row,))[0] if row is not None else None


def latest_schema(session: Session, dataset_id: int) -> SchemaRow | None:
    """Give the newest known columns of a dataset."""
    version = session.scalars(
        select(SchemaVersion)
        .where(SchemaVersion.dataset_id == dataset_id)
        .order_by(SchemaVersion.first_seen.desc(), SchemaVersion.id.desc())
        .limit(1)
    ).first()
    if version is None:
        return None
    columns = tuple(ColumnRow(**column) for column in version.columns)
    return SchemaRow(version.id, version.first_seen, version.last_seen, columns)


def list_schema_changes(
    session: Session, dataset_id: int, page: PageRequest
) -> Page[SchemaChangeRow]:
    """Give a dataset's schema changes, newest first."""
    return read_page(
        session,
        select(SchemaChange).where(SchemaChange.dataset_id == dataset_id),
        page,
        keys=[SchemaChange.data_time, SchemaChange.id],
        is_descending=True,
        make=lambda row: _schema_change(row[0]),
    )


def _select() -> AnySelect:
    return select(Dataset, DataSource.name).join(
        DataSource, DataSource.id == Dataset.data_source_id
    )


def _with_state(session: Session, rows: Iterable[AnyRow]) -> tuple[DatasetRow, ...]:
    """Add the state of the checks; two queries for the whole page."""
    rows = tuple(rows)
    ids = [row[0].id for row in rows]
    checks: dict[int, dict[str, int]] = {dataset_id: {} for dataset_id in ids}
    counted = session.execute(
        select(CheckDef.dataset_id, CheckDef.last_outcome, func.count())
        .where(CheckDef.dataset_id.in_(ids))
        .group_by(CheckDef.dataset_id, CheckDef.last_outcome)
    )
    for dataset_id, outcome, count in counted:
        if dataset_id is not None:
            checks[dataset_id][outcome] = count
    incidents = dict(
        session.execute(
            select(Incident.dataset_id, func.count())
            .where(Incident.dataset_id.in_(ids), Incident.state != "resolved")
            .group_by(Incident.dataset_id)
        ).all()
    )
    return tuple(
        _dataset(row[0], row[1], checks[row[0].id], incidents.get(row[0].id, 0)) for row in rows
    )


def _dataset(dataset: Dataset, source: str, checks: dict[str, int], incidents: int) -> DatasetRow:
    return DatasetRow(
        id=dataset.id,
        data_source=source,
        name=dataset.name,
        owner=dataset.owner,
        first_seen=dataset.first_seen,
        last_seen=dataset.last_seen,
        outcome=next((outcome for outcome in WORST_FIRST if checks.get(outcome)), None),
        checks=checks,
        open_incidents=incidents,
    )


def _schema_change(change: SchemaChange) -> SchemaChangeRow:
    return SchemaChangeRow(
        id=change.id,
        data_time=change.data_time,
        kind=change.kind,
        column=change.column,
        before=change.before,
        after=change.after,
        breaking=change.breaking,
    )
