"""Scans, their results, and the server's verdicts on them."""

from typing import Annotated

from fastapi import APIRouter, Query

from seltzer_server.api.auth import ReadKey, ScannerKey
from seltzer_server.api.openapi import PROBLEM_RESPONSES
from seltzer_server.api.params import (
    Listing,
    NameFilter,
    OutcomeFilter,
    PageParams,
    PublicId,
    Time,
    found,
    listing,
)
from seltzer_server.api.problems import RETRY_AFTER_S, ApiError
from seltzer_server.context import Context
from seltzer_server.store.read_checks import ScanResultRow, list_scan_results
from seltzer_server.store.read_scans import ScanFilter, ScanRow, find_scan, list_scans
from seltzer_specs.wire.ingest import ScanVerdicts

router = APIRouter(prefix="/scans", tags=["scans"], responses=PROBLEM_RESPONSES)


@router.get("")
def read_scans(
    context: Context,
    _key: ReadKey,
    page: PageParams,
    data_source: NameFilter = None,
    outcome: OutcomeFilter = None,
    start: Annotated[Time | None, Query(alias="from")] = None,
    end: Annotated[Time | None, Query(alias="to")] = None,
) -> Listing[ScanRow]:
    """Give scans, newest data first."""
    wanted = ScanFilter(data_source, outcome, start, end)
    with context.store.read() as session:
        return listing(list_scans(session, wanted, page))


@router.get("/{scan_id}")
def read_scan(context: Context, _key: ScannerKey, scan_id: PublicId) -> ScanRow:
    """Give one scan."""
    with context.store.read() as session:
        return found(find_scan(session, scan_id), "scan", scan_id)


@router.get("/{scan_id}/results")
def read_scan_results(
    context: Context,
    _key: ScannerKey,
    page: PageParams,
    scan_id: PublicId,
    outcome: OutcomeFilter = None,
) -> Listing[ScanResultRow]:
    """Give a scan's outcomes by check name."""
    with context.store.read() as session:
        found(find_scan(session, scan_id), "scan", scan_id)
        return listing(list_scan_results(session, scan_id, page, outcome=outcome))


@router.get("/{scan_id}/verdicts")
def read_verdicts(context: Context, _key: ScannerKey, scan_id: PublicId) -> ScanVerdicts:
    """Give the server's answers to the scan's questions; judges the scan when nobody has yet."""
    with context.store.read() as session:
        scan = found(find_scan(session, scan_id), "scan", scan_id)
    if scan.parts_received < scan.parts:
        missing = scan.parts - scan.parts_received
        detail = f'{missing} of {scan.parts} parts of scan "{scan_id}" are not stored yet'
        raise ApiError(409, "scan-incomplete", detail, headers={"Retry-After": RETRY_AFTER_S})
    return context.evaluator.evaluate(scan_id)
