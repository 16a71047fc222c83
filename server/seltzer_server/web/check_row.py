"""Checks as the pages list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, CheckResult, Dataset, DataSource, Series
from seltzer_server.web.numbers import find_unit
from seltzer_server.web.recent import Cell, read_check_cells


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check with its newest outcome and the outcomes before.

    Attributes:
        value: Newest value in `unit`; None where there is none.
        reason: Why the newest outcome is not `pass`, where known.
        recent: Last outcomes, oldest first.
    """

    id: int
    key: str
    name: str
    kind: str
    data_source: str
    dataset_id: int | None
    dataset: str | None
    column: str | None
    owner: str | None
    monitor_id: str | None
    threshold: str | None
    severity: str | None
    outcome: str
    data_time: datetime
    value: float | None
    unit: str
    reason: str | None
    recent: tuple[Cell, ...]


CheckQuery: TypeAlias = "Select[CheckDef, str, str, str]"


def select_checks() -> CheckQuery:
    """Give the query of all checks with their names around."""
    return (
        select(CheckDef, DataSource.name, Dataset.name, Series.label)
        .join(DataSource, DataSource.id == CheckDef.data_source_id)
        .outerjoin(Dataset, Dataset.id == CheckDef.dataset_id)
        .outerjoin(Series, Series.id == CheckDef.series_id)
    )


def read_checks(session: Session, query: CheckQuery) -> tuple[CheckRow, ...]:
    """Read checks in the query's order, with three queries whatever their number."""
    rows = session.execute(query).all()
    ids = [check.id for check, *_ in rows]
    results = _read_newest_results(session, ids)
    cells = read_check_cells(session, ids)
    return tuple(
        _check_row(check, (source, dataset, label), results.get(check.id), cells)
        for check, source, dataset, label in rows
    )


def _read_newest_results(session: Session, check_ids: Sequence[int]) -> dict[int, CheckResult]:
    """Read one result per check; of two scans about the same time, the one stored last."""
    if not check_ids:
        return {}
    query = (
        select(CheckResult)
        .join(CheckDef, CheckDef.id == CheckResult.check_id)
        .where(CheckDef.id.in_(check_ids), CheckResult.data_time == CheckDef.last_data_time)
        .order_by(CheckResult.scan_id)
    )
    return {result.check_id: result for result in session.scalars(query)}


def _check_row(
    check: CheckDef,
    names: tuple[str, str | None, str | None],
    result: CheckResult | None,
    cells: Mapping[int, tuple[Cell, ...]],
) -> CheckRow:
    source, dataset, label = names
    return CheckRow(
        id=check.id,
        key=check.key,
        name=check.name,
        kind=check.kind,
        data_source=source,
        dataset_id=check.dataset_id,
        dataset=dataset,
        column=check.column,
        owner=check.owner,
        monitor_id=check.monitor_id,
        threshold=check.threshold,
        severity=check.severity,
        outcome=check.last_outcome,
        data_time=check.last_data_time,
        value=result.value if result else None,
        unit=find_unit(check.kind, label or "", check.evaluate),
        reason=explain(result) if result else None,
        recent=cells.get(check.id, ()),
    )


def explain(result: CheckResult) -> str | None:
    """Say why an outcome is not `pass`: the stored reason, or the code in words."""
    if result.reason:
        return result.reason
    if result.error_code:
        state = f" (SQLSTATE {result.sqlstate})" if result.sqlstate else ""
        return f"could not be computed: {result.error_code.replace('_', ' ')}{state}"
    if result.skip_code:
        return SKIP_REASONS.get(result.skip_code, result.skip_code.replace("_", " "))
    return None


SKIP_REASONS = {
    "empty": "nothing to evaluate: no rows",
    "no_history": "not enough history yet",
    "not_pushed": "needs the server's history, which was not reached",
    "unsupported": "not supported on this data source",
}
