"""Series: the history of a metric, thinned out for a chart."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from seltzer_server.api.auth import ReadKey
from seltzer_server.api.openapi import PROBLEM_RESPONSES
from seltzer_server.api.params import (
    Listing,
    NameFilter,
    PageParams,
    RowId,
    RowIdFilter,
    SearchText,
    Time,
    found,
    listing,
)
from seltzer_server.context import Context
from seltzer_server.store.read_series import (
    MAX_POINTS,
    SeriesFilter,
    SeriesPoints,
    SeriesRow,
    Window,
    find_series,
    list_series,
    read_points,
)

router = APIRouter(prefix="/series", tags=["series"], responses=PROBLEM_RESPONSES)


@router.get("")
def read_all_series(
    context: Context,
    _key: ReadKey,
    page: PageParams,
    q: SearchText = None,
    data_source: NameFilter = None,
    dataset: RowIdFilter = None,
) -> Listing[SeriesRow]:
    """Give series by label."""
    with context.store.read() as session:
        return listing(list_series(session, SeriesFilter(q, data_source, dataset), page))


@router.get("/{series_id}")
def read_one_series(context: Context, _key: ReadKey, series_id: RowId) -> SeriesRow:
    """Give one series."""
    with context.store.read() as session:
        return found(find_series(session, series_id), "series", series_id)


@router.get("/{series_id}/points")
def read_series_points(
    context: Context,
    _key: ReadKey,
    series_id: RowId,
    start: Annotated[Time | None, Query(alias="from")] = None,
    end: Annotated[Time | None, Query(alias="to")] = None,
    max_points: Annotated[int, Query(ge=4, le=MAX_POINTS)] = 800,
    sensitivity: Literal["low", "medium", "high"] | None = None,
) -> SeriesPoints:
    """Give points, oldest first, with the band that was expected then."""
    window = Window(start, end, max_points, sensitivity)
    with context.store.read() as session:
        return found(read_points(session, series_id, window), "series", series_id)
