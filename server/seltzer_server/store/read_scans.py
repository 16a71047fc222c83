"""Read scans with their counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.paging import AnyRow, AnySelect, Page, PageRequest, read_page
from seltzer_server.store.tables import DataSource, Scan


@dataclass(frozen=True, slots=True)
class ScanFilter:
    """Which scans: `outcome` of the scan, `start` to `end` (excluded) by data time."""

    data_source: str | None = None
    outcome: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One run of checks on one data source.

    Attributes:
        id: Made by the scanner.
        evaluated_at: When the server gave its verdicts; None while it has not.
        counts: Checks by outcome.
    """

    id: str
    data_source: str
    definition: str
    data_time: datetime
    started_at: datetime
    ended_at: datetime
    received_at: datetime
    evaluated_at: datetime | None
    outcome: str
    counts: dict[str, int]
    git_sha: str | None
    client: str
    parts: int
    parts_received: int


def list_scans(session: Session, wanted: ScanFilter, page: PageRequest) -> Page[ScanRow]:
    """Give scans, newest data first."""
    statement = _select()
    if wanted.data_source is not None:
        statement = statement.where(DataSource.name == wanted.data_source)
    if wanted.outcome is not None:
        statement = statement.where(Scan.outcome == wanted.outcome)
    if wanted.start is not None:
        statement = statement.where(Scan.data_time >= wanted.start)
    if wanted.end is not None:
        statement = statement.where(Scan.data_time < wanted.end)
    keys = [Scan.data_time, Scan.id]
    return read_page(session, statement, page, keys=keys, is_descending=True, make=_scan)


def find_scan(session: Session, scan_id: str) -> ScanRow | None:
    """Give one scan by its public id."""
    row = session.execute(_select().where(Scan.public_id == scan_id)).first()
    return _scan(row) if row is not None else None


def find_unevaluated(session: Session, limit: int) -> tuple[str, ...]:
    """Give scans whose parts are all stored and that the server has not judged, oldest first."""
    return tuple(
        session.scalars(
            select(Scan.public_id)
            .where(Scan.evaluated_at.is_(None), Scan.parts_received >= Scan.parts)
            .order_by(Scan.data_time, Scan.id)
            .limit(limit)
        )
    )


def _select() -> AnySelect:
    return select(Scan, DataSource.name).join(DataSource, DataSource.id == Scan.data_source_id)


def _scan(row: AnyRow) -> ScanRow:
    scan: Scan = row[0]
    return ScanRow(
        id=scan.public_id,
        data_source=row[1],
        definition=scan.definition,
        data_time=scan.data_time,
        started_at=scan.started_at,
        ended_at=scan.ended_at,
        received_at=scan.received_at,
        evaluated_at=scan.evaluated_at,
        outcome=scan.outcome,
        counts={
            "pass": scan.passed,
            "warn": scan.warned,
            "fail": scan.failed,
            "error": scan.errored,
            "skipped": scan.skipped,
        },
        git_sha=scan.git_sha,
        client=scan.client,
        parts=scan.parts,
        parts_received=scan.parts_received,
    )
