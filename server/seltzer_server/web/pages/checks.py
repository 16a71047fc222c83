"""All checks, the worst first, with filters."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, case, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, Dataset
from seltzer_server.web.check_row import CheckQuery, CheckRow, read_checks, select_checks
from seltzer_server.web.outcomes import RANK, WORST_FIRST
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
    """Read one page of checks: the worst first, then by dataset and name."""
    search = asked.text("q")
    outcome = asked.choice("outcome", ("all", *WORST_FIRST))
    query = _select(search, outcome)
    counted = query.with_only_columns(CheckDef.id).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    after = asked.number("after")
    if after is not None:
        query = query.where(_is_behind(session, after))
    rows = read_checks(session, query.order_by(*_place()).limit(PAGE_SIZE + 1))
    shown = rows[:PAGE_SIZE]
    return ChecksPage(
        search=search,
        outcome=outcome,
        checks=shown,
        total=total,
        next=shown[-1].id if len(rows) > PAGE_SIZE else None,
    )


def _place() -> tuple[
    ColumnElement[int], ColumnElement[str], ColumnElement[str], ColumnElement[int]
]:
    """Give what checks are ordered by; the id makes every place one of its own."""
    rank = case(RANK, value=CheckDef.last_outcome, else_=len(RANK))
    return rank, func.coalesce(Dataset.name, ""), CheckDef.name.expression, CheckDef.id.expression


def _is_behind(session: Session, after: int) -> ColumnElement[bool]:
    """Tell whether a check's place is behind that of the last one shown."""
    query = select(*_place()).select_from(CheckDef)
    joined = query.outerjoin(Dataset, Dataset.id == CheckDef.dataset_id)
    last = session.execute(joined.where(CheckDef.id == after)).first()
    return tuple_(*_place()) > tuple_(*map(literal, last)) if last is not None else true()


def _select(search: str, outcome: str) -> CheckQuery:
    query = select_checks()
    if search:
        in_check = CheckDef.name.icontains(search, autoescape=True)
        query = query.where(or_(in_check, Dataset.name.icontains(search, autoescape=True)))
    if outcome != "all":
        query = query.where(CheckDef.last_outcome == outcome)
    return query


CHECKS = Page("/checks", "checks.html", "checks", read_checks_page)
