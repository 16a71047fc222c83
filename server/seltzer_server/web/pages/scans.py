"""Scans, newest first, and failed checks over time."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from seltzer_server.store.tables import DataSource, Scan
from seltzer_server.web.page import Page, PageRequest
from seltzer_server.web.scan_row import ScanRow, read_scans, select_scans

CHART_SCANS: Final = 60
PAGE_SIZE: Final = 40
MAX_SOURCES: Final = 50


@dataclass(frozen=True, slots=True)
class ScansPage:
    """One page of scans.

    Attributes:
        data_source: The one that was asked for; empty for all.
        data_sources: Those that can be chosen.
        show: `all` outcomes in the chart, or `bad` ones only.
        chart: The scans up to the first listed one, oldest first.
        scans: Newest first.
        next: Value of `before` for the next page; None on the last one.
    """

    data_source: str
    data_sources: tuple[str, ...]
    show: str
    chart: tuple[ScanRow, ...]
    scans: tuple[ScanRow, ...]
    next: str | None


def read_scans_page(session: Session, asked: PageRequest) -> ScansPage:
    """Read one page of scans."""
    source = asked.text("source")
    names = select(DataSource.name).order_by(DataSource.name).limit(MAX_SOURCES)
    query = select_scans()
    if source:
        query = query.where(DataSource.name == source)
    before = asked.text("before")
    if before:
        last = session.scalar(select(Scan).where(Scan.public_id == before))
        if last is not None:
            query = query.where(tuple_(Scan.data_time, Scan.id) < (last.data_time, last.id))
    rows = read_scans(session, query.limit(max(CHART_SCANS, PAGE_SIZE + 1)))
    shown = rows[:PAGE_SIZE]
    return ScansPage(
        data_source=source,
        data_sources=tuple(session.scalars(names)),
        show=asked.choice("show", ("all", "bad")),
        chart=tuple(reversed(rows[:CHART_SCANS])),
        scans=shown,
        next=shown[-1].public_id if len(rows) > PAGE_SIZE else None,
    )


SCANS = Page("/scans", "scans.html", "scans", read_scans_page)
