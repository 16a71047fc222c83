"""Write an incident's events and keep its row and members in step, by compare-and-set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from seltzer_server.ids import new_ulid
from seltzer_server.store.tables import Incident, IncidentEvent, IncidentMember
from seltzer_server.store.upsert import insert_into
from seltzer_server.workflows.check_state import chunks
from seltzer_server.workflows.incident_state import (
    Event,
    EventKind,
    IncidentState,
    advance,
    find_members,
    fold,
    worst,
)
from seltzer_specs.errors import SeltzerError


class StaleIncidentError(SeltzerError):
    """The incident changed since it was read."""


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What an incident is about.

    Attributes:
        fingerprint: Names the group; two open incidents never share one.
        dataset_id: None where it is about a whole data source.
    """

    fingerprint: str
    dataset_id: int | None
    title: str


def open_incident(
    session: Session, new: NewIncident, body: Mapping[str, Any], *, actor: str, at: datetime
) -> tuple[Incident, Event]:
    """Store an incident with its first event."""
    event = Event(1, at, actor, "opened", {**body, "title": new.title})
    state = advance(None, event)
    incident = Incident(
        public_id=f"inc_{new_ulid(at)}",
        fingerprint=new.fingerprint,
        dataset_id=new.dataset_id,
        **_columns(state),
    )
    session.add(incident)
    session.flush()
    _store_event(session, incident.id, event)
    return incident, event


def append_event(
    session: Session,
    incident: Incident,
    kind: EventKind,
    body: Mapping[str, Any],
    *,
    actor: str,
    at: datetime,
) -> Event:
    """Store what happened to an incident next; `incident` is brought up to date.

    Raises:
        StaleIncidentError: somebody else stored an event since `incident` was read.
        IncidentStateError: the incident is resolved already.
    """
    event = Event(incident.version + 1, at, actor, kind, body)
    state = advance(_header(incident), event)
    changed = session.scalars(
        update(Incident)
        .where(Incident.id == incident.id, Incident.version == incident.version)
        .values(**_columns(state))
        .returning(Incident.id)
        .execution_options(synchronize_session=False)
    ).first()
    if changed is None:
        raise StaleIncidentError(
            f"incident {incident.public_id} changed since version {incident.version}; read it again"
        )
    _store_event(session, incident.id, event)
    session.refresh(incident)
    return event


def read_state(session: Session, incident_id: int) -> IncidentState:
    """Give an incident as its events tell it."""
    rows = session.scalars(
        select(IncidentEvent)
        .where(IncidentEvent.incident_id == incident_id)
        .order_by(IncidentEvent.seq)
    )
    return fold(Event(row.seq, row.at, row.actor, _as_kind(row.kind), row.body) for row in rows)


def _header(incident: Incident) -> IncidentState:
    """Give the row as a state; members are left out, because `advance` only adds to them."""
    return IncidentState(
        title=incident.title,
        severity=worst([incident.severity]),
        state=incident.state,
        version=incident.version,
        opened_at=incident.opened_at,
        updated_at=incident.updated_at,
        resolved_at=incident.resolved_at,
    )


def _columns(state: IncidentState) -> dict[str, Any]:
    return {
        "title": state.title,
        "severity": state.severity,
        "state": state.state,
        "version": state.version,
        "opened_at": state.opened_at,
        "updated_at": state.updated_at,
        "resolved_at": state.resolved_at,
    }


def _store_event(session: Session, incident_id: int, event: Event) -> None:
    session.add(
        IncidentEvent(
            incident_id=incident_id,
            seq=event.seq,
            at=event.at,
            actor=event.actor,
            kind=event.kind,
            body=dict(event.body),
        )
    )
    session.flush()
    members = [
        {
            "incident_id": incident_id,
            "check_id": check_id,
            "is_active": member.is_active,
            "since": member.since,
        }
        for check_id, member in sorted(find_members(event).items())
    ]
    insert = insert_into(session, IncidentMember)
    upsert = insert.on_conflict_do_update(
        index_elements=["incident_id", "check_id"],
        set_={"is_active": insert.excluded.is_active, "since": insert.excluded.since},
    )
    for chunk in chunks(members):
        session.execute(upsert, chunk)


def _as_kind(text: str) -> EventKind:
    kinds: tuple[EventKind, ...] = (
        "opened",
        "joined",
        "repeated",
        "reminded",
        "recovered",
        "acknowledged",
        "resolved",
    )
    for kind in kinds:
        if kind == text:
            return kind
    raise SeltzerError(f'the store holds an unknown kind of event "{text}"')
