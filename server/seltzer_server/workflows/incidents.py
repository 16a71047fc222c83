"""Open, extend and resolve incidents by what a scan found."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from seltzer_server.store.tables import Incident, Scan
from seltzer_server.workflows.check_state import CheckState, read_states
from seltzer_server.workflows.incident_log import append_event, open_incident
from seltzer_server.workflows.incident_queries import (
    find_active_members,
    find_last_event,
    find_memberships,
    find_open,
    lock_incident,
)
from seltzer_server.workflows.incident_state import Event, EventKind, worst
from seltzer_server.workflows.incident_text import (
    describe_bad,
    describe_check,
    describe_good,
    make_title,
)
from seltzer_server.workflows.messages import (
    IncidentMessage,
    MessageKind,
    list_some,
    queue_messages,
    read_receivers,
)
from seltzer_server.workflows.scan_checks import (
    Group,
    ScanCheck,
    gather_storm,
    group_checks,
    load_scan_checks,
    storm_fingerprint,
)

ACTOR: Final = "seltzer"
REMIND_AFTER: Final = timedelta(hours=24)
TOLD: Final = ("opened", "joined", "reminded")
"""Kinds of event that people were told about while an incident was open."""
BAD: Final = frozenset({"fail", "error"})


def apply_scan(
    session: Session, scan: Scan, *, now: datetime, default_notify: Sequence[str] = ()
) -> None:
    """Bring incidents up to date with a scan whose outcomes are final.

    Whether a check is bad follows from all its results by data time, so a late scan neither opens
    nor resolves what newer scans have decided. To be called in the transaction that stores the
    outcomes, with the data source locked.

    Args:
        session: In a write transaction.
        scan: Its results are final.
        now: Time of the events.
        default_notify: Receivers for checks that name none.
    """
    checks = load_scan_checks(session, scan)
    memberships = find_memberships(session, checks)
    touched = {i for i, check in checks.items() if i in memberships or check.outcome in BAD}
    states = read_states(session, touched, scan_id=scan.id, now=now)
    run = _ScanRun(session, scan, now, tuple(default_notify))
    fresh = [checks[i] for i in touched if states[i] != "good" and i not in memberships]
    told = run.open_or_join(fresh, states)
    members: dict[int, list[ScanCheck]] = {}
    for check_id in touched & memberships.keys():
        members.setdefault(memberships[check_id], []).append(checks[check_id])
    for incident_id, of_incident in sorted(members.items()):
        incident = lock_incident(session, incident_id)
        run.recover(incident, [check for check in of_incident if states[check.id] == "good"])
        if incident_id not in told:
            run.repeat(incident, [check for check in of_incident if states[check.id] != "good"])


class _ScanRun:
    """One scan being applied: what its steps share."""

    def __init__(
        self, session: Session, scan: Scan, now: datetime, default_notify: tuple[str, ...]
    ) -> None:
        self._session = session
        self._scan = scan
        self._now = now
        self._default_notify = default_notify

    def open_or_join(
        self, checks: Iterable[ScanCheck], states: Mapping[int, CheckState]
    ) -> Collection[int]:
        """Put checks that became bad into incidents; give the ids of those."""
        groups = group_checks(checks)
        if not groups:
            return ()
        names = {group.fingerprint for group in groups}
        names.add(storm_fingerprint(groups[0].checks[0].data_source))
        known = find_open(self._session, names)
        return {
            self._open_or_join(group, known.get(group.fingerprint), states)
            for group in gather_storm(groups, known)
        }

    def _open_or_join(
        self, group: Group, incident: Incident | None, states: Mapping[int, CheckState]
    ) -> int:
        receivers = {r for check in group.checks for r in check.notify or self._default_notify}
        if incident is not None:
            receivers.update(read_receivers(self._session, incident.id))
        body = self._body(
            text=describe_bad(group.checks),
            bad=group.checks,
            severity=worst(check.severity_of(states[check.id]) for check in group.checks),
            receivers=sorted(receivers),
        )
        if incident is None:
            new = group.as_incident(make_title(group))
            incident, event = open_incident(self._session, new, body, actor=ACTOR, at=self._now)
            self._tell(incident, event, "opened", group.checks)
        else:
            event = self._append(incident, "joined", body)
            self._tell(incident, event, "joined", group.checks)
        return incident.id

    def recover(self, incident: Incident, good: Sequence[ScanCheck]) -> None:
        """Note members that are good again; the last one resolves the incident."""
        if not good:
            return
        left = find_active_members(self._session, incident.id) - {check.id for check in good}
        text = describe_good(len(good), len(left))
        if left:
            self._append(incident, "recovered", self._body(text=text, ok=good))
            return
        receivers = read_receivers(self._session, incident.id)
        body = self._body(text=text, ok=good, receivers=receivers)
        self._tell(incident, self._append(incident, "resolved", body), "resolved", ())

    def repeat(self, incident: Incident, bad: Sequence[ScanCheck]) -> None:
        """Note members that are bad once more, and remind people once a day."""
        repeats = [check for check in bad if check.outcome in BAD]
        if not repeats:
            return
        text = f"still bad: {describe_bad(repeats)}"
        told = find_last_event(self._session, incident.id, TOLD)
        if told is not None and self._now - told.at >= REMIND_AFTER:
            receivers = read_receivers(self._session, incident.id)
            body = self._body(text=text, receivers=receivers)
            self._tell(incident, self._append(incident, "reminded", body), "reminded", repeats)
            return
        newest = find_last_event(self._session, incident.id)
        # Parts of one scan are applied one after the other, and are one repeat.
        if newest is None or newest.body.get("scan") != self._scan.public_id:
            self._append(incident, "repeated", self._body(text=text))

    def _append(self, incident: Incident, kind: EventKind, body: Mapping[str, Any]) -> Event:
        return append_event(self._session, incident, kind, body, actor=ACTOR, at=self._now)

    def _body(
        self,
        *,
        text: str,
        bad: Sequence[ScanCheck] = (),
        ok: Sequence[ScanCheck] = (),
        severity: str | None = None,
        receivers: Sequence[str] | None = None,
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "scan": self._scan.public_id,
            "since": self._scan.data_time.isoformat(),
            "text": text,
        }
        if bad:
            body["bad"] = sorted(check.id for check in bad)
        if ok:
            body["ok"] = sorted(check.id for check in ok)
        if severity is not None:
            body["severity"] = severity
        if receivers is not None:
            body["receivers"] = list(receivers)
        return body

    def _tell(
        self, incident: Incident, event: Event, kind: MessageKind, checks: Sequence[ScanCheck]
    ) -> None:
        message = IncidentMessage(
            kind=kind,
            incident=incident.public_id,
            title=incident.title,
            severity=incident.severity,
            state=incident.state,
            owner=next((check.owner for check in checks if check.owner), None),
            text=event.body["text"],
            checks=list_some([describe_check(check) for check in checks]),
            listed_of=len(checks),
            failing=len(find_active_members(self._session, incident.id)),
            since=self._scan.data_time,
            opened_at=incident.opened_at,
            at=event.at,
            scan=self._scan.public_id,
            git_sha=self._scan.git_sha,
        )
        queue_messages(self._session, incident, event.seq, message, event.body["receivers"])
