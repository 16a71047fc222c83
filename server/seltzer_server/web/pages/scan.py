"""One scan: what each of its checks found, the worst first."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import (
    CheckDef,
    CheckResult,
    Dataset,
    DataSource,
    IngestedBatch,
    Scan,
    Series,
)
from seltzer_server.web.check_row import explain
from seltzer_server.web.numbers import find_unit
from seltzer_server.web.outcomes import RANK, WORST_FIRST
from seltzer_server.web.page import Page, PageRequest, not_found
from seltzer_server.web.scan_row import ScanRow, scan_row

MAX_RESULTS: Final = 500


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What one check found in the scan."""

    check_id: int
    name: str
    kind: str
    dataset_id: int | None
    dataset: str | None
    threshold: str | None
    outcome: str
    value: float | None
    unit: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class ScanPage:
    """What the page of a scan shows.

    Attributes:
        outcome: The outcome that was asked for; `all` for any.
        results: Worst first, at most 500.
        batches: SHA-256 of the stored deliveries.
    """

    scan: ScanRow
    outcome: str
    results: tuple[ScanResult, ...]
    is_cut: bool
    batches: tuple[str, ...]


def read_scan(session: Session, asked: PageRequest) -> ScanPage:
    """Read one scan.

    Raises:
        ApiError: there is no such scan.
    """
    name = asked.path["scan_id"]
    found = session.execute(
        select(Scan, DataSource.name)
        .join(DataSource, DataSource.id == Scan.data_source_id)
        .where(Scan.public_id == name)
    ).first()
    if found is None:
        raise not_found("scan", name)
    scan, data_source = found
    outcome = asked.choice("outcome", ("all", *WORST_FIRST))
    results = _read_results(session, scan.id, outcome)
    batches = (
        select(IngestedBatch.sha256)
        .where(IngestedBatch.scan_id == scan.id)
        .order_by(IngestedBatch.part)
        .limit(20)
    )
    return ScanPage(
        scan=scan_row(scan, data_source),
        outcome=outcome,
        results=results[:MAX_RESULTS],
        is_cut=len(results) > MAX_RESULTS,
        batches=tuple(session.scalars(batches)),
    )


def _read_results(session: Session, scan_id: int, outcome: str) -> tuple[ScanResult, ...]:
    rank = case(RANK, value=CheckResult.outcome, else_=len(RANK))
    query = (
        select(CheckResult, CheckDef, Dataset.name, Series.label)
        .join(CheckDef, CheckDef.id == CheckResult.check_id)
        .outerjoin(Dataset, Dataset.id == CheckDef.dataset_id)
        .outerjoin(Series, Series.id == CheckDef.series_id)
        .where(CheckResult.scan_id == scan_id)
        .order_by(rank, Dataset.name, CheckDef.name, CheckDef.id)
        .limit(MAX_RESULTS + 1)
    )
    if outcome != "all":
        query = query.where(CheckResult.outcome == outcome)
    return tuple(
        ScanResult(
            check_id=check.id,
            name=check.name,
            kind=check.kind,
            dataset_id=check.dataset_id,
            dataset=dataset,
            threshold=check.threshold,
            outcome=result.outcome,
            value=result.value,
            unit=find_unit(check.kind, label or "", check.evaluate),
            reason=explain(result),
        )
        for result, check, dataset, label in session.execute(query)
    )


SCAN = Page("/scans/{scan_id}", "scan.html", "scans", read_scan)
