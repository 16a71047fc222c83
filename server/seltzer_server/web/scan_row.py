"""Scans as the pages list them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import DataSource, Scan


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One scan with its counts.

    Attributes:
        data_time: The time that its measurements speak of.
        is_evaluated: Whether the server has judged what needs history.
        is_complete: Whether all parts of the delivery have arrived.
    """

    public_id: str
    data_source: str
    definition: str
    data_time: datetime
    started_at: datetime
    ended_at: datetime
    received_at: datetime
    outcome: str
    git_sha: str | None
    client: str
    passed: int
    warned: int
    failed: int
    errored: int
    skipped: int
    is_evaluated: bool
    is_complete: bool

    @property
    def duration(self) -> timedelta:
        """Give how long the scan ran."""
        return self.ended_at - self.started_at

    @property
    def total(self) -> int:
        """Give how many checks it had."""
        return self.passed + self.warned + self.failed + self.errored + self.skipped

    def count(self, outcome: str) -> int:
        """Give how many checks had an outcome."""
        counts = {
            "pass": self.passed,
            "warn": self.warned,
            "fail": self.failed,
            "error": self.errored,
            "skipped": self.skipped,
        }
        return counts.get(outcome, 0)


def select_scans() -> Select[Scan, str]:
    """Give the query of all scans with the names of their data sources, newest first."""
    return (
        select(Scan, DataSource.name)
        .join(DataSource, DataSource.id == Scan.data_source_id)
        .order_by(Scan.data_time.desc(), Scan.id.desc())
    )


def read_scans(session: Session, query: Select[Scan, str]) -> tuple[ScanRow, ...]:
    """Read scans in the query's order."""
    return tuple(scan_row(scan, name) for scan, name in session.execute(query))


def scan_row(scan: Scan, data_source: str) -> ScanRow:
    """Give a stored scan as pages show it."""
    return ScanRow(
        public_id=scan.public_id,
        data_source=data_source,
        definition=scan.definition,
        data_time=scan.data_time,
        started_at=scan.started_at,
        ended_at=scan.ended_at,
        received_at=scan.received_at,
        outcome=scan.outcome,
        git_sha=scan.git_sha,
        client=scan.client,
        passed=scan.passed,
        warned=scan.warned,
        failed=scan.failed,
        errored=scan.errored,
        skipped=scan.skipped,
        is_evaluated=scan.evaluated_at is not None,
        is_complete=scan.parts_received >= scan.parts,
    )
