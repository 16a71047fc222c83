"""Read incidents with their members and events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.filters import contains
from seltzer_server.store.paging import AnyRow, AnySelect, Page, PageRequest, read_page
from seltzer_server.store.tables import CheckDef, Dataset, Incident, IncidentEvent, IncidentMember


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents: `q` in the title, `dataset` by id."""

    q: str | None = None
    state: str | None = None
    severity: str | None = None
    dataset: int | None = None


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident; `version` counts its changes."""

    id: str
    title: str
    severity: str
    state: str
    version: int
    dataset_id: int | None
    dataset: str | None
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A check that belongs to an incident, and whether it is still bad."""

    check_id: int
    key: str
    name: str
    last_outcome: str
    is_active: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened to an incident."""

    seq: int
    at: datetime
    actor: str
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """An incident with all that belongs to it, events oldest first."""

    incident: IncidentRow
    members: tuple[MemberRow, ...]
    events: tuple[EventRow, ...]


def list_incidents(
    session: Session, wanted: IncidentFilter, page: PageRequest
) -> Page[IncidentRow]:
    """Give incidents, newest first."""
    statement = _select()
    if wanted.q:
        statement = statement.where(contains(wanted.q, Incident.title))
    if wanted.state is not None:
        statement = statement.where(Incident.state == wanted.state)
    if wanted.severity is not None:
        statement = statement.where(Incident.severity == wanted.severity)
    if wanted.dataset is not None:
        statement = statement.where(Incident.dataset_id == wanted.dataset)
    keys = [Incident.opened_at, Incident.id]
    return read_page(session, statement, page, keys=keys, is_descending=True, make=_incident)


def find_incident(session: Session, incident_id: str) -> IncidentDetail | None:
    """Give one incident by its public id."""
    row = session.execute(_select().where(Incident.public_id == incident_id)).first()
    if row is None:
        return None
    return IncidentDetail(_incident(row), _members(session, row[0].id), _events(session, row[0].id))


def _members(session: Session, incident_id: int) -> tuple[MemberRow, ...]:
    rows = session.execute(
        select(IncidentMember, CheckDef)
        .join(CheckDef, CheckDef.id == IncidentMember.check_id)
        .where(IncidentMember.incident_id == incident_id)
        .order_by(CheckDef.name, CheckDef.id)
    )
    return tuple(
        MemberRow(
            check.id, check.key, check.name, check.last_outcome, member.is_active, member.since
        )
        for member, check in rows
    )


def _events(session: Session, incident_id: int) -> tuple[EventRow, ...]:
    rows = session.scalars(
        select(IncidentEvent)
        .where(IncidentEvent.incident_id == incident_id)
        .order_by(IncidentEvent.seq)
    )
    return tuple(EventRow(row.seq, row.at, row.actor, row.kind, row.body) for row in rows)


def _select() -> AnySelect:
    return select(Incident, Dataset.name).join(
        Dataset, Dataset.id == Incident.dataset_id, isouter=True
    )


def _incident(row: AnyRow) -> IncidentRow:
    incident: Incident = row[0]
    return IncidentRow(
        id=incident.public_id,
        title=incident.title,
        severity=incident.severity,
        state=incident.state,
        version=incident.version,
        dataset_id=incident.dataset_id,
        dataset=row[1],
        opened_at=incident.opened_at,
        updated_at=incident.updated_at,
        resolved_at=incident.resolved_at,
    )
