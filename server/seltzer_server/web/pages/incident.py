"""One incident: what is wrong, what happened so far, and who was told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import (
    CheckDef,
    Incident,
    IncidentEvent,
    IncidentMember,
    OutboxMessage,
)
from seltzer_server.web.check_row import CheckRow, read_checks, select_checks
from seltzer_server.web.incident_evidence import (
    Evidence,
    NearbyChange,
    read_evidence,
    read_nearby_changes,
)
from seltzer_server.web.incident_row import IncidentRow, incident_row, select_incidents
from seltzer_server.web.page import Page, PageRequest, not_found

MAX_EVENTS: Final = 100
MAX_MEMBERS: Final = 100
MAX_DELIVERIES: Final = 50


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A check of the incident, and whether it still is bad."""

    check: CheckRow
    is_active: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class EventRow:
    """One thing that happened, and who was told about it."""

    seq: int
    at: datetime
    actor: str
    kind: str
    text: str | None
    scan_id: str | None
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message about the incident."""

    receiver: str
    kind: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime
    sent_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """What the page of an incident shows.

    Attributes:
        members: Still bad ones first.
        start: When the first of them became bad, in the time of the data.
        evidence: History of the check that shows most; None where none has a number.
        changes: Of the dataset's schema, about `start`.
        events: Newest first.
        deliveries: Newest first.
    """

    incident: IncidentRow
    members: tuple[MemberRow, ...]
    start: datetime
    evidence: Evidence | None
    changes: tuple[NearbyChange, ...]
    events: tuple[EventRow, ...]
    deliveries: tuple[DeliveryRow, ...]

    @property
    def active(self) -> int:
        """Give how many of the listed checks still are bad."""
        return sum(member.is_active for member in self.members)

    @property
    def told(self) -> tuple[str, ...]:
        """Give the receivers that at least one message has reached."""
        return _receivers(self.deliveries, is_sent=True)

    @property
    def untold(self) -> tuple[str, ...]:
        """Give the receivers that no message has reached so far."""
        reached = self.told
        waiting = _receivers(self.deliveries, is_sent=False)
        return tuple(receiver for receiver in waiting if receiver not in reached)


def read_incident(session: Session, asked: PageRequest) -> IncidentPage:
    """Read one incident.

    Raises:
        ApiError: there is no such incident.
    """
    name = asked.path["incident_id"]
    query = select_incidents().where(Incident.public_id == name)
    found = session.execute(query).first()
    if found is None:
        raise not_found("incident", name)
    incident_id = found[0].id
    members = _read_members(session, incident_id)
    start = min((member.since for member in members), default=found[0].opened_at)
    return IncidentPage(
        incident=incident_row(*found),
        members=members,
        start=start,
        evidence=read_evidence(session, [member.check for member in members]),
        changes=read_nearby_changes(session, found[0].dataset_id, start),
        events=_read_events(session, incident_id),
        deliveries=_read_deliveries(session, incident_id),
    )


def _read_members(session: Session, incident_id: int) -> tuple[MemberRow, ...]:
    query = (
        select(IncidentMember)
        .where(IncidentMember.incident_id == incident_id)
        .order_by(IncidentMember.is_active.desc(), IncidentMember.check_id)
        .limit(MAX_MEMBERS)
    )
    members = session.scalars(query).all()
    ids = [member.check_id for member in members]
    checks = {
        check.id: check
        for check in read_checks(session, select_checks().where(CheckDef.id.in_(ids)))
    }
    return tuple(
        MemberRow(checks[member.check_id], member.is_active, member.since) for member in members
    )


def _read_events(session: Session, incident_id: int) -> tuple[EventRow, ...]:
    query = (
        select(IncidentEvent)
        .where(IncidentEvent.incident_id == incident_id)
        .order_by(IncidentEvent.seq.desc())
        .limit(MAX_EVENTS)
    )
    return tuple(_event_row(event) for event in session.scalars(query))


def _event_row(event: IncidentEvent) -> EventRow:
    body = event.body
    receivers: list[Any] = body.get("receivers") or []
    return EventRow(
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        kind=event.kind,
        text=_text(body.get("text")),
        scan_id=_text(body.get("scan")),
        receivers=tuple(map(str, receivers)),
    )


def _text(value: object) -> str | None:
    return str(value) if value else None


def _receivers(deliveries: tuple[DeliveryRow, ...], *, is_sent: bool) -> tuple[str, ...]:
    found = {each.receiver: None for each in deliveries if (each.sent_at is not None) == is_sent}
    return tuple(found)


def _read_deliveries(session: Session, incident_id: int) -> tuple[DeliveryRow, ...]:
    query = (
        select(OutboxMessage)
        .where(OutboxMessage.incident_id == incident_id)
        .order_by(OutboxMessage.id.desc())
        .limit(MAX_DELIVERIES)
    )
    return tuple(
        DeliveryRow(
            receiver=message.receiver,
            kind=message.kind,
            state=message.state,
            attempts=message.attempts,
            created_at=message.created_at,
            next_at=message.next_at,
            sent_at=message.sent_at,
            last_error=message.last_error,
        )
        for message in session.scalars(query)
    )


INCIDENT = Page("/incidents/{incident_id}", "incident.html", "incidents", read_incident)
