"""Read series and their points, thinned out for a chart, with the band known at the time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.filters import contains
from seltzer_server.store.paging import AnyRow, AnySelect, Page, PageRequest, read_page
from seltzer_server.store.tables import Band, Dataset, DataSource, Point, Series

MAX_POINTS = 5_000


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """Which series: `q` in the label, `dataset` by id."""

    q: str | None = None
    data_source: str | None = None
    dataset: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """The history of one metric; `key` is the digest of the metric's identity."""

    id: int
    key: str
    label: str
    data_source: str
    dataset_id: int
    dataset: str
    column: str | None


@dataclass(frozen=True, slots=True)
class Window:
    """Which points, and how many at most.

    Attributes:
        start: First time, included.
        end: Last time, excluded.
        max_points: More are thinned out: per bucket the first, lowest, highest and last stay.
        sensitivity: Whose band; None takes the one that has bands.
    """

    start: datetime | None = None
    end: datetime | None = None
    max_points: int = 800
    sensitivity: Literal["low", "medium", "high"] | None = None


@dataclass(frozen=True, slots=True)
class BandRow:
    """The detector's verdict on a point, as it was known then; `state` says whether it learns."""

    lower: float | None
    expected: float | None
    upper: float | None
    score: float | None
    severity: str | None
    state: str
    model_version: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """One measurement; `rev` counts the deliveries for this time."""

    data_time: datetime
    value: float | None
    rev: int
    band: BandRow | None


@dataclass(frozen=True, slots=True)
class SeriesPoints:
    """Points of a series, oldest first; `total` counts them before thinning out."""

    series: SeriesRow
    sensitivity: str | None
    total: int
    points: tuple[PointRow, ...]


def list_series(session: Session, wanted: SeriesFilter, page: PageRequest) -> Page[SeriesRow]:
    """Give series by label."""
    statement = _select()
    if wanted.q:
        statement = statement.where(contains(wanted.q, Series.label))
    if wanted.data_source is not None:
        statement = statement.where(DataSource.name == wanted.data_source)
    if wanted.dataset is not None:
        statement = statement.where(Series.dataset_id == wanted.dataset)
    keys = [Series.label, Series.id]
    return read_page(session, statement, page, keys=keys, is_descending=False, make=_series)


def find_series(session: Session, series_id: int) -> SeriesRow | None:
    """Give one series."""
    row = session.execute(_select().where(Series.id == series_id)).first()
    return _series(row) if row is not None else None


def read_points(session: Session, series_id: int, window: Window) -> SeriesPoints | None:
    """Give the points of a series in a window; None when there is no such series."""
    series = find_series(session, series_id)
    if series is None:
        return None
    sensitivity = window.sensitivity or _used_sensitivity(session, series_id)
    statement = (
        select(Point.data_time, Point.value, Point.rev, Band)
        .join(
            Band,
            (Band.series_id == Point.series_id)
            & (Band.data_time == Point.data_time)
            & (Band.sensitivity == (sensitivity or "")),
            isouter=True,
        )
        .where(Point.series_id == series_id)
    )
    if window.start is not None:
        statement = statement.where(Point.data_time >= window.start)
    if window.end is not None:
        statement = statement.where(Point.data_time < window.end)
    points = [_point(row) for row in session.execute(statement.order_by(Point.data_time))]
    kept = thin_out(points, min(window.max_points, MAX_POINTS))
    return SeriesPoints(series, sensitivity, len(points), tuple(kept))


def thin_out(points: Sequence[PointRow], max_points: int) -> list[PointRow]:
    """Keep at most about `max_points` so that a chart of them shows the same extremes.

    Anomalies always stay: they are what people look for.
    """
    if len(points) <= max_points:
        return list(points)
    size = -(-len(points) * 4 // max(max_points, 4))
    kept: list[PointRow] = []
    for start in range(0, len(points), size):
        kept.extend(_extremes(points[start : start + size]))
    return kept


def _extremes(bucket: Sequence[PointRow]) -> list[PointRow]:
    measured = [i for i, point in enumerate(bucket) if point.value is not None]
    keep = {0, len(bucket) - 1}
    if measured:
        keep.add(min(measured, key=lambda i: bucket[i].value or 0.0))
        keep.add(max(measured, key=lambda i: bucket[i].value or 0.0))
    keep.update(
        i for i, point in enumerate(bucket) if point.band is not None and point.band.severity
    )
    return [bucket[i] for i in sorted(keep)]


def _used_sensitivity(session: Session, series_id: int) -> str | None:
    return session.scalars(
        select(Band.sensitivity)
        .where(Band.series_id == series_id)
        .order_by(Band.data_time.desc(), Band.sensitivity.desc())
        .limit(1)
    ).first()


def _select() -> AnySelect:
    return (
        select(Series, DataSource.name, Dataset.name)
        .join(DataSource, DataSource.id == Series.data_source_id)
        .join(Dataset, Dataset.id == Series.dataset_id)
    )


def _series(row: AnyRow) -> SeriesRow:
    series: Series = row[0]
    return SeriesRow(
        id=series.id,
        key=series.key,
        label=series.label,
        data_source=row[1],
        dataset_id=series.dataset_id,
        dataset=row[2],
        column=series.column,
    )


def _point(row: AnyRow) -> PointRow:
    band: Band | None = row[3]
    return PointRow(row[0], row[1], row[2], _band(band) if band is not None else None)


def _band(band: Band) -> BandRow:
    return BandRow(
        lower=band.lower,
        expected=band.expected,
        upper=band.upper,
        score=band.score,
        severity=band.severity,
        state=band.state,
        model_version=band.model_version,
    )
