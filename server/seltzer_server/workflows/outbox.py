"""Deliver queued messages: at least once, in order per receiver and incident, never for ever.

States of a message: `waiting` and `paused` (its receiver asked for patience) until `next_at`;
`sending` until it is done or the lease ends; and for good `sent`, `dead` (`last_error` says why),
`unconfigured` (nothing can send to that receiver) or `dropped` (it had become pointless).
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import OutboxMessage, SlackMessage
from seltzer_server.workflows.messages import IncidentMessage
from seltzer_server.workflows.sending import (
    Failed,
    Outgoing,
    Paused,
    Rejected,
    Sender,
    SendResult,
    Sent,
    Thread,
)

UNFINISHED: Final = ("waiting", "paused", "sending")
LEASE: Final = timedelta(seconds=60)
"""How long one attempt may take before another process may make the next."""
BUDGET_S: Final = 20.0
"""No attempt starts later than this after `deliver_due` began, so that no lease is outlived."""
GIVE_UP_AFTER: Final = timedelta(hours=24)
MOST_ATTEMPTS: Final = 1_000
"""Ends what no other rule ends: an attempt that always takes the process down with it."""
LONGEST_BACKOFF_S: Final = 15 * 60
LONGEST_PAUSE: Final = timedelta(hours=1)
"""A pause that reaches further was written by a clock that has been set back since."""
_UNREADABLE: Final = "another version of Seltzer wrote this message; it cannot be read"


def deliver_due(
    store: Store,
    sender: Sender | None,
    *,
    now: datetime,
    rng: random.Random | None = None,
    elapsed_s: Callable[[], float] = time.monotonic,
) -> int:
    """Send what is due and give the number of messages sent.

    Each message is claimed in a short transaction of its own, sent outside of any, and marked in
    another. When the process dies between sending and marking, the message is sent once more.

    Args:
        store: Where the messages are; several processes may deliver from one.
        sender: None when nothing is configured: messages become `unconfigured`, and say so.
        now: Wall-clock time at the call.
        rng: Source of the jitter between attempts.
        elapsed_s: Clock that never goes back, seconds from any start.
    """
    jitter = rng or random.Random()  # noqa: S311  # spreads retries, no secret
    start = elapsed_s()
    sent = 0
    while (passed := elapsed_s() - start) <= BUDGET_S:
        moment = now + timedelta(seconds=passed)
        claimed = _claim_next(store, sender, moment)
        if claimed is None:
            break
        if claimed.outgoing is None or sender is None:
            continue
        result = sender.send(claimed.outgoing)
        after = now + timedelta(seconds=elapsed_s() - start)
        _finish(store, claimed.row_id, result, after, jitter)
        sent += isinstance(result, Sent)
    return sent


def describe_delivery(message: OutboxMessage) -> str:
    """Say in one line what became of a message."""
    if message.state == "sent":
        return "sent"
    if message.state in {"dead", "unconfigured", "dropped"}:
        return f"not sent: {message.last_error}"
    tries = f", {message.attempts} tries so far" if message.attempts else ""
    reason = f" ({message.last_error})" if message.last_error else ""
    return f"not sent yet{tries}{reason}"


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A row that was taken; `outgoing` is None when it ended without being sent."""

    row_id: int
    outgoing: Outgoing | None


def _claim_next(store: Store, sender: Sender | None, now: datetime) -> _Claimed | None:
    with store.read() as session:
        # Looking first keeps an idle server from ever taking SQLite's write lock.
        if session.scalars(_due_ids(now)).first() is None:
            return None
    with store.write() as session:
        row = session.scalars(
            select(OutboxMessage)
            # Asked again of the row once it is locked: another process may have been faster.
            .where(OutboxMessage.id.in_(_due_ids(now)), _is_ready(now))
            .with_for_update(skip_locked=True)
        ).first()
        return _claim(session, row, sender, now) if row is not None else None


def _claim(session: Session, row: OutboxMessage, sender: Sender | None, now: datetime) -> _Claimed:
    if sender is None or not sender.can_send(row.receiver):
        row.state, row.last_error = "unconfigured", _why_unconfigured(row.receiver)
        return _Claimed(row.id, None)
    thread = _find_thread(session, row)
    if row.kind == "resolved" and thread is None:
        row.state = "dropped"
        row.last_error = "the incident was over before it could be told here"
        return _Claimed(row.id, None)
    message = _read_payload(row)
    if message is None or row.attempts >= MOST_ATTEMPTS:
        row.state = "dead"
        row.last_error = f"given up after {row.attempts} tries" if message else _UNREADABLE
        return _Claimed(row.id, None)
    row.state, row.lease_until, row.attempts = "sending", now + LEASE, row.attempts + 1
    return _Claimed(row.id, Outgoing(row.key, row.receiver, message, thread))


def _read_payload(row: OutboxMessage) -> IncidentMessage | None:
    try:
        return IncidentMessage.model_validate(row.payload)
    except ValidationError:
        return None


def _why_unconfigured(receiver: str) -> str:
    if receiver.startswith("slack:"):
        return "Slack is not configured; set SELTZER_SLACK_TOKEN"
    return f'nothing can send to "{receiver}"; write slack:#channel'


def _find_thread(session: Session, row: OutboxMessage) -> Thread | None:
    if row.incident_id is None:
        return None
    found = session.get(SlackMessage, (row.incident_id, row.receiver))
    return Thread(found.channel_id, found.ts) if found is not None else None


def _finish(
    store: Store, row_id: int, result: SendResult, now: datetime, rng: random.Random
) -> None:
    with store.write() as session:
        row = session.get_one(OutboxMessage, row_id, with_for_update=True)
        row.lease_until = None
        if isinstance(result, Sent):
            row.state, row.sent_at, row.last_error = "sent", now, None
            _keep_thread(session, row, result.thread)
        elif isinstance(result, Rejected):
            row.state, row.last_error = "dead", result.text
        else:
            _put_off(row, result, now, rng)


def _put_off(
    row: OutboxMessage, result: Failed | Paused, now: datetime, rng: random.Random
) -> None:
    text = "rate limited" if isinstance(result, Paused) else result.text
    row.last_error = text
    if now - row.created_at >= GIVE_UP_AFTER:
        row.state, row.last_error = "dead", f"given up after 24 h: {text}"
    elif isinstance(result, Paused):
        row.state = "paused"
        row.next_at = now + min(timedelta(seconds=result.seconds), LONGEST_PAUSE)
    else:
        row.state = "waiting"
        row.next_at = now + timedelta(seconds=_backoff_s(row.attempts, rng))


def _backoff_s(attempts: int, rng: random.Random) -> float:
    """Give 1 s to 15 min, doubling, anywhere in the upper half so that retries spread out."""
    longest = min(LONGEST_BACKOFF_S, 2 ** min(attempts, 10))
    return rng.uniform(longest / 2, longest)


def _keep_thread(session: Session, row: OutboxMessage, thread: Thread) -> None:
    if row.incident_id is not None:
        session.merge(
            SlackMessage(
                incident_id=row.incident_id,
                channel=row.receiver,
                channel_id=thread.channel_id,
                ts=thread.ts,
            )
        )


def _due_ids(now: datetime) -> Select[int]:
    """Give the oldest message that may be sent now.

    Not due: what waits behind an earlier message of the same receiver and incident, and what is
    for a receiver that asked for patience.
    """
    earlier = aliased(OutboxMessage)
    is_behind = exists().where(
        earlier.receiver == OutboxMessage.receiver,
        earlier.incident_id.is_not_distinct_from(OutboxMessage.incident_id),
        earlier.id < OutboxMessage.id,
        earlier.state.in_(UNFINISHED),
    )
    paused = aliased(OutboxMessage)
    has_paused_receiver = exists().where(
        paused.receiver == OutboxMessage.receiver,
        paused.state == "paused",
        paused.next_at > now,
        paused.next_at <= now + LONGEST_PAUSE,
    )
    return (
        select(OutboxMessage.id)
        .where(_is_ready(now), ~is_behind, ~has_paused_receiver)
        .order_by(OutboxMessage.next_at, OutboxMessage.id)
        .limit(1)
    )


def _is_ready(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(
            OutboxMessage.state.in_(("waiting", "paused")),
            or_(
                OutboxMessage.attempts == 0,
                OutboxMessage.next_at <= now,
                OutboxMessage.next_at > now + LONGEST_PAUSE,
            ),
        ),
        and_(
            OutboxMessage.state == "sending",
            or_(OutboxMessage.lease_until <= now, OutboxMessage.lease_until > now + LEASE),
        ),
    )
