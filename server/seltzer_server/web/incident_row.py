"""Incidents as the pages list them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import Dataset, DataSource, Incident
from seltzer_server.web.outcomes import SEVERITIES


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident."""

    public_id: str
    title: str
    severity: str
    state: str
    dataset_id: int | None
    dataset: str | None
    data_source: str | None
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether people still have to look."""
        return self.state != "resolved"


IncidentQuery: TypeAlias = "Select[Incident, str, str]"


def select_incidents() -> IncidentQuery:
    """Give the query of all incidents with the names of their datasets."""
    return (
        select(Incident, Dataset.name, DataSource.name)
        .outerjoin(Dataset, Dataset.id == Incident.dataset_id)
        .outerjoin(DataSource, DataSource.id == Dataset.data_source_id)
    )


def select_open_incidents() -> IncidentQuery:
    """Give the query of the open ones, the most severe first, then the newest."""
    places = {name: place for place, name in enumerate(SEVERITIES)}
    severity = case(places, value=Incident.severity, else_=len(places))
    return (
        select_incidents()
        .where(Incident.state != "resolved")
        .order_by(severity, Incident.opened_at.desc(), Incident.id.desc())
    )


def read_incidents(session: Session, query: IncidentQuery) -> tuple[IncidentRow, ...]:
    """Read incidents in the query's order."""
    return tuple(incident_row(*row) for row in session.execute(query))


def incident_row(incident: Incident, dataset: str | None, data_source: str | None) -> IncidentRow:
    """Give a stored incident as pages show it."""
    return IncidentRow(
        public_id=incident.public_id,
        title=incident.title,
        severity=incident.severity,
        state=incident.state,
        dataset_id=incident.dataset_id,
        dataset=dataset,
        data_source=data_source,
        opened_at=incident.opened_at,
        updated_at=incident.updated_at,
        resolved_at=incident.resolved_at,
    )
