"""Incidents: open ones by severity, resolved ones by time."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Incident
from seltzer_server.web.incident_row import (
    IncidentQuery,
    IncidentRow,
    read_incidents,
    select_incidents,
    select_open_incidents,
)
from seltzer_server.web.page import Page, PageRequest

PAGE_SIZE: Final = 50
MAX_OPEN: Final = 500


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """One page of incidents.

    Attributes:
        state: `open` or `resolved`.
        total_open: All open ones, listed or not.
        incidents: Open: the most severe first. Resolved: the newest first.
        next: Value of `before` for the next page; None on the last one.
    """

    state: str
    total_open: int
    incidents: tuple[IncidentRow, ...]
    next: str | None


def read_incidents_page(session: Session, asked: PageRequest) -> IncidentsPage:
    """Read one page of incidents."""
    state = asked.choice("state", ("open", "resolved"))
    is_open = Incident.state != "resolved"
    limit = MAX_OPEN if state == "open" else PAGE_SIZE
    query = select_open_incidents() if state == "open" else _resolved(session, asked.text("before"))
    rows = read_incidents(session, query.limit(limit + 1))
    is_more = state == "resolved" and len(rows) > limit
    return IncidentsPage(
        state=state,
        total_open=session.scalar(select(func.count(Incident.id)).where(is_open)) or 0,
        incidents=rows[:limit],
        next=rows[limit - 1].public_id if is_more else None,
    )


def _resolved(session: Session, before: str) -> IncidentQuery:
    query = select_incidents().where(Incident.state == "resolved")
    if before:
        last = session.scalar(select(Incident.id).where(Incident.public_id == before))
        if last is not None:
            query = query.where(Incident.id < last)
    return query.order_by(Incident.id.desc())


INCIDENTS = Page("/incidents", "incidents.html", "incidents", read_incidents_page)
