"""Incidents, to read."""

from typing import Annotated

from fastapi import APIRouter, Query

from seltzer_server.api.auth import ReadKey
from seltzer_server.api.openapi import PROBLEM_RESPONSES
from seltzer_server.api.params import (
    Listing,
    PageParams,
    PublicId,
    RowIdFilter,
    SearchText,
    found,
    listing,
)
from seltzer_server.context import Context
from seltzer_server.store.read_incidents import (
    IncidentDetail,
    IncidentFilter,
    IncidentRow,
    find_incident,
    list_incidents,
)

router = APIRouter(prefix="/incidents", tags=["incidents"], responses=PROBLEM_RESPONSES)
Word = Annotated[str | None, Query(pattern=r"^[a-z_]{1,16}$")]


@router.get("")
def read_incidents(
    context: Context,
    _key: ReadKey,
    page: PageParams,
    q: SearchText = None,
    state: Word = None,
    severity: Word = None,
    dataset: RowIdFilter = None,
) -> Listing[IncidentRow]:
    """Give incidents, newest first."""
    with context.store.read() as session:
        return listing(list_incidents(session, IncidentFilter(q, state, severity, dataset), page))


@router.get("/{incident_id}")
def read_incident(context: Context, _key: ReadKey, incident_id: PublicId) -> IncidentDetail:
    """Give one incident with its checks and events."""
    with context.store.read() as session:
        return found(find_incident(session, incident_id), "incident", incident_id)
