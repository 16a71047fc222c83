"""Read the one-glance state: checks by outcome, open incidents, the newest scan."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, Dataset, Incident, OutboxMessage, Scan


@dataclass(frozen=True, slots=True)
class HealthSummary:
    """Everything at one glance.

    Attributes:
        checks: Count of checks by the outcome of their newest result.
        last_scan_at: Data time of the newest scan; None before the first.
        waiting_messages: Notifications that are not delivered yet.
    """

    checks: dict[str, int]
    datasets: int
    open_incidents: int
    last_scan_at: datetime | None
    waiting_messages: int


def read_health(session: Session) -> HealthSummary:
    """Give the state of everything."""
    counted = session.execute(
        select(CheckDef.last_outcome, func.count()).group_by(CheckDef.last_outcome)
    )
    return HealthSummary(
        checks=dict(counted.all()),
        datasets=session.scalars(select(func.count()).select_from(Dataset)).one(),
        open_incidents=session.scalars(
            select(func.count()).select_from(Incident).where(Incident.state != "resolved")
        ).one(),
        last_scan_at=session.scalar(
            select(Scan.data_time).order_by(Scan.data_time.desc()).limit(1)
        ),
        waiting_messages=session.scalars(
            select(func.count())
            .select_from(OutboxMessage)
            .where(OutboxMessage.state.in_(("waiting", "paused", "sending")))
        ).one(),
    )
