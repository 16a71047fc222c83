"""The last outcomes of checks, at a cost that does not grow with the history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session, aliased

from seltzer_server.store.tables import CheckDef, CheckResult, Point, Series, Utc
from seltzer_server.web.outcomes import worst

STRIP_LENGTH: Final = 30
EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
MAX_ROWS: Final = 40_000
"""A dataset with thousands of checks gets a shorter strip, not a slow page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One outcome of a check, or the worst of a dataset's in one scan."""

    data_time: datetime
    outcome: str


def read_check_cells(session: Session, check_ids: Sequence[int]) -> dict[int, tuple[Cell, ...]]:
    """Read the last outcomes of each check, oldest first."""
    if not check_ids:
        return {}
    cells: dict[int, list[Cell]] = defaultdict(list)
    for row in session.execute(_recent_results(CheckDef.id.in_(check_ids))):
        cells[row.check_id].append(Cell(row.data_time, row.outcome))
    return {check_id: tuple(reversed(found[:STRIP_LENGTH])) for check_id, found in cells.items()}


def read_dataset_cells(session: Session, dataset_ids: Sequence[int]) -> dict[int, tuple[Cell, ...]]:
    """Read the worst outcome of each dataset in each of its last scans, oldest first."""
    if not dataset_ids:
        return {}
    found: dict[int, dict[datetime, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(_recent_results(CheckDef.dataset_id.in_(dataset_ids))):
        found[row.dataset_id or 0][row.data_time].append(row.outcome)
    return {dataset_id: _worst_by_time(times) for dataset_id, times in found.items()}


def read_recent_values(
    session: Session, series_ids: Iterable[int]
) -> dict[int, tuple[float | None, ...]]:
    """Read the last values of each series, oldest first."""
    wanted = list(series_ids)
    if not wanted:
        return {}
    older = aliased(Point)
    since = _nth_newest(
        select(older.data_time)
        .where(older.series_id == Series.id)
        .order_by(older.data_time.desc())
        .correlate(Series)
    )
    query = (
        select(Point.series_id, Point.value)
        .join(Series, Series.id == Point.series_id)
        .where(Series.id.in_(wanted), Point.data_time >= since)
        .order_by(Point.series_id, Point.data_time)
        .limit(MAX_ROWS)
    )
    values: dict[int, list[float | None]] = defaultdict(list)
    for series_id, value in session.execute(query):
        values[series_id].append(value)
    return {series_id: tuple(found) for series_id, found in values.items()}


def _recent_results(which: ColumnElement[bool]) -> Select[int, int | None, datetime, str]:
    older = aliased(CheckResult)
    since = _nth_newest(
        select(older.data_time)
        .where(older.check_id == CheckDef.id)
        .order_by(older.data_time.desc())
        .correlate(CheckDef)
    )
    return (
        select(
            CheckResult.check_id, CheckDef.dataset_id, CheckResult.data_time, CheckResult.outcome
        )
        .join(CheckDef, CheckDef.id == CheckResult.check_id)
        .where(which, CheckResult.data_time >= since)
        .order_by(CheckResult.data_time.desc())
        .limit(MAX_ROWS)
    )


def _nth_newest(times: Select[datetime]) -> ColumnElement[datetime]:
    """Give the time of the oldest row in the strip: one seek in an index per check or series."""
    nth = times.offset(STRIP_LENGTH - 1).limit(1).scalar_subquery()
    return func.coalesce(nth, literal(EPOCH, Utc()))


def _worst_by_time(times: Mapping[datetime, Sequence[str]]) -> tuple[Cell, ...]:
    newest = sorted(times, reverse=True)[:STRIP_LENGTH]
    return tuple(Cell(at, worst(times[at]) or "skipped") for at in reversed(newest))
