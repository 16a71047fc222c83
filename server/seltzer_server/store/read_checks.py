"""Read checks and the history of their outcomes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.filters import contains
from seltzer_server.store.paging import AnyRow, AnySelect, Page, PageRequest, read_page
from seltzer_server.store.tables import CheckDef, CheckResult, Dataset, DataSource, Scan


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which checks: `q` in name or key, `outcome` of the newest result, `dataset` by id."""

    q: str | None = None
    data_source: str | None = None
    dataset: int | None = None
    outcome: str | None = None
    monitor: str | None = None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check as its newest scan described it; `key` is its identity in the specs."""

    id: int
    key: str
    name: str
    kind: str
    data_source: str
    dataset_id: int | None
    dataset: str | None
    column: str | None
    series_id: int | None
    threshold: str | None
    severity: str | None
    owner: str | None
    tags: tuple[str, ...]
    notify: tuple[str, ...]
    monitor_id: str | None
    file: str | None
    line: int | None
    is_evaluated_by_server: bool
    last_outcome: str
    last_data_time: datetime


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One outcome of one check in one scan."""

    check_id: int
    scan_id: str
    data_time: datetime
    outcome: str
    value: float | None
    error_code: str | None
    skip_code: str | None
    sqlstate: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ScanResultRow:
    """One outcome in a scan, with the check it is of."""

    key: str
    name: str
    kind: str
    dataset: str | None
    result: ResultRow


def list_checks(session: Session, wanted: CheckFilter, page: PageRequest) -> Page[CheckRow]:
    """Give checks by name."""
    statement = _select()
    if wanted.q:
        statement = statement.where(contains(wanted.q, CheckDef.name, CheckDef.key))
    if wanted.data_source is not None:
        statement = statement.where(DataSource.name == wanted.data_source)
    if wanted.dataset is not None:
        statement = statement.where(CheckDef.dataset_id == wanted.dataset)
    if wanted.outcome is not None:
        statement = statement.where(CheckDef.last_outcome == wanted.outcome)
    if wanted.monitor is not None:
        statement = statement.where(CheckDef.monitor_id == wanted.monitor)
    keys = [CheckDef.name, CheckDef.id]
    return read_page(session, statement, page, keys=keys, is_descending=False, make=_check)


def find_check(session: Session, check_id: int) -> CheckRow | None:
    """Give one check."""
    row = session.execute(_select().where(CheckDef.id == check_id)).first()
    return _check(row) if row is not None else None


def list_results(session: Session, check_id: int, page: PageRequest) -> Page[ResultRow]:
    """Give a check's outcomes, newest first."""
    return read_page(
        session,
        select(CheckResult, Scan.public_id)
        .join(Scan, Scan.id == CheckResult.scan_id)
        .where(CheckResult.check_id == check_id),
        page,
        keys=[CheckResult.data_time, CheckResult.scan_id],
        is_descending=True,
        make=lambda row: _result(row[0], row[1]),
    )


def list_scan_results(
    session: Session, scan_id: str, page: PageRequest, *, outcome: str | None = None
) -> Page[ScanResultRow]:
    """Give the outcomes of a scan by check name."""
    statement = (
        select(CheckResult, Scan.public_id, CheckDef, Dataset.name)
        .join(Scan, Scan.id == CheckResult.scan_id)
        .join(CheckDef, CheckDef.id == CheckResult.check_id)
        .join(Dataset, Dataset.id == CheckDef.dataset_id, isouter=True)
        .where(Scan.public_id == scan_id)
    )
    if outcome is not None:
        statement = statement.where(CheckResult.outcome == outcome)
    keys = [CheckDef.name, CheckDef.id]
    return read_page(session, statement, page, keys=keys, is_descending=False, make=_scan_result)


def _select() -> AnySelect:
    return (
        select(CheckDef, DataSource.name, Dataset.name)
        .join(DataSource, DataSource.id == CheckDef.data_source_id)
        .join(Dataset, Dataset.id == CheckDef.dataset_id, isouter=True)
    )


def _check(row: AnyRow) -> CheckRow:
    check: CheckDef = row[0]
    return CheckRow(
        id=check.id,
        key=check.key,
        name=check.name,
        kind=check.kind,
        data_source=row[1],
        dataset_id=check.dataset_id,
        dataset=row[2],
        column=check.column,
        series_id=check.series_id,
        threshold=check.threshold,
        severity=check.severity,
        owner=check.owner,
        tags=tuple(check.tags),
        notify=tuple(check.notify),
        monitor_id=check.monitor_id,
        file=check.file,
        line=check.line,
        is_evaluated_by_server=check.evaluate is not None,
        last_outcome=check.last_outcome,
        last_data_time=check.last_data_time,
    )


def _scan_result(row: AnyRow) -> ScanResultRow:
    check: CheckDef = row[2]
    result = _result(row[0], row[1])
    return ScanResultRow(check.key, check.name, check.kind, row[3], result)


def _result(result: CheckResult, scan_id: str) -> ResultRow:
    return ResultRow(
        check_id=result.check_id,
        scan_id=scan_id,
        data_time=result.data_time,
        outcome=result.outcome,
        value=result.value,
        error_code=result.error_code,
        skip_code=result.skip_code,
        sqlstate=result.sqlstate,
        reason=result.reason,
    )
