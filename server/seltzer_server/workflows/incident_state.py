"""What an incident is after its events. Pure: the table row is a cache of this fold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from seltzer_specs.errors import SeltzerError

EventKind: TypeAlias = Literal[
    "opened", "joined", "repeated", "reminded", "recovered", "acknowledged", "resolved"
]
Severity: TypeAlias = Literal["minor", "major", "critical"]

SEVERITIES: Final[tuple[Severity, ...]] = ("minor", "major", "critical")
"""From least to worst."""


class IncidentStateError(SeltzerError):
    """An event that cannot follow on the ones before it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        seq: From 1, without gaps.
        body: `bad` and `ok` list ids of checks that became bad and good, `since` is the data
            time of that, `title` and `severity` are set where they change; `scan`, `text` and
            `receivers` are for people.
    """

    seq: int
    at: datetime
    actor: str
    kind: EventKind
    body: Mapping[str, Any]  # JSON


@dataclass(frozen=True, slots=True)
class Member:
    """A check in an incident; `since` is the data time at which it became bad or good."""

    is_active: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class IncidentState:
    """An incident at one moment.

    Attributes:
        state: `open`, `acknowledged` or `resolved`.
        version: Count of events; a change names the version it saw.
        members: By id of the check.
    """

    title: str
    severity: Severity
    state: str
    version: int
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    members: Mapping[int, Member] = field(default_factory=dict[int, Member])


def fold(events: Iterable[Event]) -> IncidentState:
    """Give the incident after all its events, oldest first.

    Raises:
        IncidentStateError: the events are not a history of one incident.
    """
    state: IncidentState | None = None
    for event in events:
        state = advance(state, event)
    if state is None:
        raise IncidentStateError("an incident without events is none")
    return state


def advance(state: IncidentState | None, event: Event) -> IncidentState:
    """Give the incident after one more event.

    Args:
        state: None before the first event.
        event: Has to follow on the state's version.

    Raises:
        IncidentStateError: it does not, or the incident is resolved already.
    """
    if state is None:
        state = _opened(event)
    elif event.seq != state.version + 1 or event.kind == "opened":
        raise IncidentStateError(
            f"event {event.seq} ({event.kind}) cannot follow on version {state.version}"
        )
    elif state.state == "resolved":
        raise IncidentStateError(f"the incident is resolved; {event.kind} comes too late")
    return replace(
        state,
        state=_next_state(state.state, event.kind),
        severity=worst([state.severity, event.body.get("severity")]),
        version=event.seq,
        updated_at=event.at,
        resolved_at=event.at if event.kind == "resolved" else None,
        members={**state.members, **find_members(event)},
    )


def find_members(event: Event) -> dict[int, Member]:
    """Give the checks that an event changes."""
    since = event.body.get("since")
    if since is None:
        return {}
    at = datetime.fromisoformat(since)
    return {check_id: Member(True, at) for check_id in event.body.get("bad", ())} | {
        check_id: Member(False, at) for check_id in event.body.get("ok", ())
    }


def worst(severities: Iterable[str | None]) -> Severity:
    """Give the worst severity; `minor` when there is none."""
    given = set(severities)
    for severity in reversed(SEVERITIES):
        if severity in given:
            return severity
    return SEVERITIES[0]


def _opened(event: Event) -> IncidentState:
    if event.seq != 1 or event.kind != "opened":
        raise IncidentStateError(f"an incident starts with being opened, got {event.kind}")
    return IncidentState(
        title=event.body["title"],
        severity="minor",
        state="open",
        version=0,
        opened_at=event.at,
        updated_at=event.at,
    )


def _next_state(state: str, kind: EventKind) -> str:
    if kind in {"acknowledged", "resolved"}:
        return kind
    return state
