"""Monitors: what watches which dataset, and whether Git and cloud agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, Monitor
from seltzer_server.web.check_row import CheckRow, read_checks, select_checks
from seltzer_server.web.page import Page, PageRequest

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class MonitorRow:
    """One monitor.

    Attributes:
        agreement: `agreed`, `edited in the cloud` since the last agreement, or `not in Git`.
        check: Its newest check; None before it ran.
    """

    id: str
    name: str
    dataset: str
    definition: str
    owner: str | None
    schedule: str | None
    is_enabled: bool
    origin: str
    agreement: str
    updated_at: datetime
    updated_by: str
    check: CheckRow | None


@dataclass(frozen=True, slots=True)
class MonitorsPage:
    """One page of monitors, by id; `next` is the value of `after` for the next page."""

    monitors: tuple[MonitorRow, ...]
    total: int
    next: str | None


def read_monitors(session: Session, asked: PageRequest) -> MonitorsPage:
    """Read one page of monitors; deleted ones are left out."""
    is_live = Monitor.deleted_at.is_(None)
    query = select(Monitor).where(is_live).order_by(Monitor.id).limit(PAGE_SIZE + 1)
    after = asked.text("after")
    if after:
        query = query.where(Monitor.id > after)
    rows = session.scalars(query).all()
    shown = rows[:PAGE_SIZE]
    checks = read_monitor_checks(session, [monitor.id for monitor in shown])
    return MonitorsPage(
        monitors=tuple(monitor_row(monitor, checks.get(monitor.id)) for monitor in shown),
        total=session.scalar(select(func.count(Monitor.id)).where(is_live)) or 0,
        next=shown[-1].id if len(rows) > PAGE_SIZE else None,
    )


def read_monitor_checks(session: Session, ids: Sequence[str]) -> dict[str, CheckRow]:
    """Read the check of each monitor that has run; the newest where there are several."""
    query = select_checks().where(CheckDef.monitor_id.in_(ids)).order_by(CheckDef.last_data_time)
    rows = read_checks(session, query.limit(10 * PAGE_SIZE))
    return {check.monitor_id: check for check in rows if check.monitor_id is not None}


def monitor_row(monitor: Monitor, check: CheckRow | None) -> MonitorRow:
    """Give a stored monitor as pages show it."""
    spec = monitor.spec
    return MonitorRow(
        id=monitor.id,
        name=str(spec.get("name") or monitor.id),
        dataset=str(spec.get("dataset") or ""),
        definition=_definition(spec.get("check")),
        owner=_text(spec.get("owner")),
        schedule=_text(spec.get("schedule")),
        is_enabled=spec.get("enabled") is not False,
        origin=monitor.origin,
        agreement=find_agreement(monitor),
        updated_at=monitor.updated_at,
        updated_by=monitor.updated_by,
        check=check,
    )


def find_agreement(monitor: Monitor) -> str:
    """Tell how the live spec stands to the last one that Git and cloud agreed on."""
    if monitor.base is None:
        return "not in Git"
    return "agreed" if monitor.base == monitor.spec else "edited in the cloud"


def _definition(check: object) -> str:
    if isinstance(check, Mapping):
        return str(next(iter(cast("Mapping[str, object]", check)), ""))
    return str(check or "")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


MONITORS = Page("/monitors", "monitors.html", "monitors", read_monitors)
