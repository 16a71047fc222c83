"""All datasets, by name, with their health at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, case, func, select, tuple_
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, Dataset, DataSource, Incident, Point, Series
from seltzer_server.web.page import Page, PageRequest
from seltzer_server.web.recent import Cell, read_dataset_cells, read_recent_values

PAGE_SIZE: Final = 40
VOLUME_LABEL: Final = "row_count"


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """One dataset.

    Attributes:
        recent: Worst outcome of each of the last scans, oldest first.
        volume: Last row counts, oldest first; empty where none is measured.
    """

    id: int
    name: str
    data_source: str
    owner: str | None
    last_seen: datetime
    checks: int
    failing: int
    open_incidents: int
    recent: tuple[Cell, ...]
    volume: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class DatasetsPage:
    """One page of datasets.

    Attributes:
        search: Part of a name that was asked for.
        health: `all` or `failing`.
        next: Value of `after` for the next page; None on the last one.
    """

    search: str
    health: str
    datasets: tuple[DatasetRow, ...]
    total: int
    next: int | None


def read_datasets(session: Session, asked: PageRequest) -> DatasetsPage:
    """Read one page of datasets."""
    search = asked.text("q")
    health = asked.choice("health", ("all", "failing"))
    query = _select(search, health)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.execute(_page_of(session, query, asked.number("after"))).all()
    shown = rows[:PAGE_SIZE]
    return DatasetsPage(
        search=search,
        health=health,
        datasets=_read_rows(session, [(dataset, name) for dataset, name in shown]),
        total=total,
        next=shown[-1][0].id if len(rows) > PAGE_SIZE else None,
    )


def _select(search: str, health: str) -> Select[Dataset, str]:
    query = select(Dataset, DataSource.name).join(
        DataSource, DataSource.id == Dataset.data_source_id
    )
    if search:
        query = query.where(Dataset.name.icontains(search, autoescape=True))
    if health == "failing":
        is_failing = CheckDef.last_outcome.in_(("fail", "error"))
        failing = select(CheckDef.dataset_id).where(is_failing, CheckDef.dataset_id.is_not(None))
        query = query.where(Dataset.id.in_(failing))
    return query


def _page_of(
    session: Session, query: Select[Dataset, str], after: int | None
) -> Select[Dataset, str]:
    last = session.get(Dataset, after) if after is not None else None
    if last is not None:
        query = query.where(tuple_(Dataset.name, Dataset.id) > (last.name, last.id))
    return query.order_by(Dataset.name, Dataset.id).limit(PAGE_SIZE + 1)


def _read_rows(session: Session, found: Sequence[tuple[Dataset, str]]) -> tuple[DatasetRow, ...]:
    ids = [dataset.id for dataset, _ in found]
    checks = _count_checks(session, ids)
    incidents = _count_incidents(session, ids)
    cells = read_dataset_cells(session, ids)
    volumes = _read_volumes(session, ids)
    return tuple(
        DatasetRow(
            id=dataset.id,
            name=dataset.name,
            data_source=data_source,
            owner=dataset.owner,
            last_seen=dataset.last_seen,
            checks=checks.get(dataset.id, (0, 0))[0],
            failing=checks.get(dataset.id, (0, 0))[1],
            open_incidents=incidents.get(dataset.id, 0),
            recent=cells.get(dataset.id, ()),
            volume=volumes.get(dataset.id, ()),
        )
        for dataset, data_source in found
    )


def _count_checks(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    is_failing = case((CheckDef.last_outcome.in_(("fail", "error")), 1), else_=0)
    query = (
        select(CheckDef.dataset_id, func.count(), func.sum(is_failing))
        .where(CheckDef.dataset_id.in_(ids))
        .group_by(CheckDef.dataset_id)
    )
    return {row[0] or 0: (row[1], row[2]) for row in session.execute(query)}


def _count_incidents(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Incident.dataset_id, func.count())
        .where(Incident.dataset_id.in_(ids), Incident.state != "resolved")
        .group_by(Incident.dataset_id)
    )
    return {dataset_id or 0: count for dataset_id, count in session.execute(query)}


def _read_volumes(session: Session, ids: Sequence[int]) -> dict[int, tuple[float | None, ...]]:
    """Read the row counts of whole datasets.

    A dataset has one series per filter; none of them can count more rows than the whole.
    """
    newest = (
        select(Point.value)
        .where(Point.series_id == Series.id)
        .order_by(Point.data_time.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(Series.dataset_id, Series.id, func.coalesce(newest, -1.0)).where(
        Series.dataset_id.in_(ids), Series.label == VOLUME_LABEL
    )
    counts = sorted(session.execute(query).all(), key=lambda row: (row[2], -row[1]))
    series = {dataset_id: series_id for dataset_id, series_id, _ in counts}
    values = read_recent_values(session, series.values())
    return {dataset_id: values.get(series_id, ()) for dataset_id, series_id in series.items()}


DATASETS = Page("/datasets", "datasets.html", "datasets", read_datasets)
