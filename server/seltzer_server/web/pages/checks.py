"""All checks, by dataset and name, with filters."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, Dataset
from seltzer_server.web.check_row import CheckQuery, CheckRow, read_checks, select_checks
from seltzer_server.web.outcomes import WORST_FIRST
from seltzer_server.web.page import Page, PageRequest

PAGE_SIZE: Final = 50


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """One page of checks.

    Attributes:
        search: Part of a name of a check or dataset that was asked for.
        outcome: Newest outcome that was asked for; `all` for any.
        next: Value of `after` for the next page; None on the last one.
    """

    search: str
    outcome: str
    checks: tuple[CheckRow, ...]
    total: int
    next: int | None


def read_checks_page(session: Session, asked: PageRequest) -> ChecksPage:
    """Read one page of checks; the newest come first."""
    search = asked.text("q")
    outcome = asked.choice("outcome", ("all", *WORST_FIRST))
    query = _select(search, outcome)
    counted = query.with_only_columns(CheckDef.id).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    after = asked.number("after")
    if after is not None:
        query = query.where(CheckDef.id < after)
    rows = read_checks(session, query.order_by(CheckDef.id.desc()).limit(PAGE_SIZE + 1))
    shown = rows[:PAGE_SIZE]
    return ChecksPage(
        search=search,
        outcome=outcome,
        checks=shown,
        total=total,
        next=shown[-1].id if len(rows) > PAGE_SIZE else None,
    )


def _select(search: str, outcome: str) -> CheckQuery:
    query = select_checks()
    if search:
        in_check = CheckDef.name.icontains(search, autoescape=True)
        query = query.where(or_(in_check, Dataset.name.icontains(search, autoescape=True)))
    if outcome != "all":
        query = query.where(CheckDef.last_outcome == outcome)
    return query


CHECKS = Page("/checks", "checks.html", "checks", read_checks_page)
