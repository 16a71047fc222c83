"""Checks and the history of their outcomes."""

from fastapi import APIRouter

from seltzer_server.api.auth import ReadKey
from seltzer_server.api.openapi import PROBLEM_RESPONSES
from seltzer_server.api.params import (
    Listing,
    NameFilter,
    OutcomeFilter,
    PageParams,
    RowId,
    RowIdFilter,
    SearchText,
    found,
    listing,
)
from seltzer_server.context import Context
from seltzer_server.store.read_checks import (
    CheckFilter,
    CheckRow,
    ResultRow,
    find_check,
    list_checks,
    list_results,
)

router = APIRouter(prefix="/checks", tags=["checks"], responses=PROBLEM_RESPONSES)


@router.get("")
def read_checks(
    context: Context,
    _key: ReadKey,
    page: PageParams,
    q: SearchText = None,
    data_source: NameFilter = None,
    dataset: RowIdFilter = None,
    outcome: OutcomeFilter = None,
    monitor: NameFilter = None,
) -> Listing[CheckRow]:
    """Give checks by name."""
    wanted = CheckFilter(q, data_source, dataset, outcome, monitor)
    with context.store.read() as session:
        return listing(list_checks(session, wanted, page))


@router.get("/{check_id}")
def read_check(context: Context, _key: ReadKey, check_id: RowId) -> CheckRow:
    """Give one check."""
    with context.store.read() as session:
        return found(find_check(session, check_id), "check", check_id)


@router.get("/{check_id}/results")
def read_results(
    context: Context, _key: ReadKey, page: PageParams, check_id: RowId
) -> Listing[ResultRow]:
    """Give a check's outcomes, newest first."""
    with context.store.read() as session:
        found(find_check(session, check_id), "check", check_id)
        return listing(list_results(session, check_id, page))
