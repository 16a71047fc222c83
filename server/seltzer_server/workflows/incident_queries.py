"""What incidents need to know of what is stored."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Incident, IncidentEvent, IncidentMember
from seltzer_server.workflows.check_state import chunks

RESOLVED = "resolved"


def find_memberships(session: Session, check_ids: Iterable[int]) -> dict[int, int]:
    """Give the open incident of each check that is a bad member of one."""
    found: dict[int, int] = {}
    for chunk in chunks(sorted(check_ids)):
        rows = session.execute(
            select(IncidentMember.check_id, Incident.id)
            .join(Incident, Incident.id == IncidentMember.incident_id)
            .where(
                IncidentMember.check_id.in_(chunk),
                IncidentMember.is_active.is_(True),
                Incident.state != RESOLVED,
            )
        )
        found.update(rows.all())
    return found


def find_open(session: Session, fingerprints: Collection[str]) -> dict[str, Incident]:
    """Give the open incidents of groups, locked."""
    found: dict[str, Incident] = {}
    for chunk in chunks(sorted(fingerprints)):
        rows = session.scalars(
            select(Incident)
            .where(Incident.fingerprint.in_(chunk), Incident.state != RESOLVED)
            .order_by(Incident.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found |= {incident.fingerprint: incident for incident in rows}
    return found


def lock_incident(session: Session, incident_id: int) -> Incident:
    """Give an incident as it is now, locked until the commit."""
    return session.scalars(
        select(Incident)
        .where(Incident.id == incident_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def find_active_members(session: Session, incident_id: int) -> set[int]:
    """Give the checks of an incident that are still bad."""
    return set(
        session.scalars(
            select(IncidentMember.check_id).where(
                IncidentMember.incident_id == incident_id, IncidentMember.is_active.is_(True)
            )
        )
    )


def find_last_event(
    session: Session, incident_id: int, kinds: Sequence[str] = ()
) -> IncidentEvent | None:
    """Give the newest event, of some kinds or of any."""
    statement = select(IncidentEvent).where(IncidentEvent.incident_id == incident_id)
    if kinds:
        statement = statement.where(IncidentEvent.kind.in_(kinds))
    return session.scalars(statement.order_by(IncidentEvent.seq.desc()).limit(1)).first()
