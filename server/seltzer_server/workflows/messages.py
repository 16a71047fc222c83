"""What people are told about an incident, whatever it is sent by; queued, not sent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Incident, OutboxMessage
from seltzer_specs.canonical import sha256_hex

MessageKind: TypeAlias = Literal["opened", "joined", "reminded", "resolved"]
"""Events that people are told about; all others only stand in the timeline."""

LISTED = 30
"""Failing checks in a message at most; the incident's page has them all."""
_KEY_LENGTH = 256


class FailingCheck(BaseModel):
    """A check in a message; `reason` says why it is bad."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    outcome: str
    reason: str | None = None
    place: str | None = None


class IncidentMessage(BaseModel):
    """A message as a value, complete, so that it can be sent long after it was written.

    Attributes:
        text: What happened, one line.
        checks: The checks that it happened to, the first `LISTED` of them.
        listed_of: How many there are in all.
        failing: How many checks of the incident are bad now.
        since: Data time of the scan that told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: MessageKind
    incident: str
    title: str
    severity: str
    state: str
    owner: str | None = None
    text: str
    checks: tuple[FailingCheck, ...] = ()
    listed_of: int = 0
    failing: int
    since: datetime
    opened_at: datetime
    at: datetime
    scan: str | None = None
    git_sha: str | None = None


def queue_messages(
    session: Session,
    incident: Incident,
    seq: int,
    message: IncidentMessage,
    receivers: Iterable[str],
) -> None:
    """Write one message per receiver, to be sent after the commit."""
    session.add_all(
        OutboxMessage(
            key=_key(incident.public_id, seq, receiver),
            receiver=receiver,
            incident_id=incident.id,
            kind=message.kind,
            payload=message.model_dump(mode="json"),
            state="waiting",
            attempts=0,
            created_at=message.at,
            next_at=message.at,
        )
        for receiver in sorted(set(receivers))
    )
    session.flush()


def read_receivers(session: Session, incident_id: int) -> list[str]:
    """Give everybody who was told about an incident, or is going to be."""
    return list(
        session.scalars(
            select(OutboxMessage.receiver)
            .where(OutboxMessage.incident_id == incident_id)
            .distinct()
            .order_by(OutboxMessage.receiver)
        )
    )


def list_some(checks: Sequence[FailingCheck]) -> tuple[FailingCheck, ...]:
    """Give the checks that a message names: failures first, by name."""
    ranked = sorted(checks, key=lambda check: (check.outcome != "fail", check.name))
    return tuple(ranked[:LISTED])


def _key(incident: str, seq: int, receiver: str) -> str:
    key = f"{incident}:{seq}:{receiver}"
    return key if len(key) <= _KEY_LENGTH else f"{incident}:{seq}:sha256-{sha256_hex(receiver)}"
