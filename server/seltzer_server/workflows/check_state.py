"""Is a check bad right now? Follows from its outcomes in order of data time, however they came."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, or_, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, CheckResult

T = TypeVar("T")

CheckState: TypeAlias = Literal["good", "fail", "error"]

CLOCK_TOLERANCE = timedelta(minutes=10)
"""Results from further in the future come from a wrong clock and hold up no later scan."""
CHUNK = 500


def find_state(outcomes: Sequence[str]) -> CheckState:
    """Give the state of a check after its outcomes.

    - `fail` makes it bad, `pass` makes it good.
    - One `error` may be a hiccup and changes nothing; the second in a row makes it bad.
    - `warn` says that the check can be computed again, and nothing more: it neither opens an
      incident nor ends one that a failure opened.
    - `skipped` says nothing.

    Args:
        outcomes: Oldest first.
    """
    told = [outcome for outcome in reversed(outcomes) if outcome != "skipped"]
    newest, before = [*told, None, None][:2]
    decided = next((outcome for outcome in told if outcome in {"pass", "fail"}), None)
    return _combine(newest, before, decided)


def read_states(
    session: Session, check_ids: Iterable[int], *, scan_id: int, now: datetime
) -> dict[int, CheckState]:
    """Give the states of checks, from all their stored results.

    Args:
        session: With the outcomes of the scan stored.
        check_ids: Rows of the checks.
        scan_id: The scan that is applied; its results count even if its clock is wrong.
        now: Results of other scans from the future do not count.
    """
    states: dict[int, CheckState] = {}
    counts = or_(CheckResult.data_time <= now + CLOCK_TOLERANCE, CheckResult.scan_id == scan_id)
    newest, before = _nth_told(counts, 0), _nth_told(counts, 1)
    decided = _nth_told(counts, 0, among=("pass", "fail"))
    for chunk in chunks(sorted(check_ids)):
        rows = session.execute(
            select(CheckDef.id, newest, before, decided).where(CheckDef.id.in_(chunk))
        )
        states |= {check_id: _combine(*outcomes) for check_id, *outcomes in rows}
    return states


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """Give the items in lists short enough for one statement's parameters."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _combine(newest: str | None, before: str | None, decided: str | None) -> CheckState:
    """Decide by the two newest outcomes that are not `skipped`, and the newest pass or fail."""
    if decided == "fail":
        return "fail"
    return "error" if newest == before == "error" else "good"


def _nth_told(
    counts: ColumnElement[bool], n: int, *, among: Sequence[str] = ("pass", "warn", "fail", "error")
) -> ScalarSelect[str]:
    """Give the n-th newest of some outcomes of a check; of two for one time the last received."""
    return (
        select(CheckResult.outcome)
        .where(
            CheckResult.check_id == CheckDef.id,
            CheckResult.outcome.in_(among),
            counts,
        )
        .order_by(CheckResult.data_time.desc(), CheckResult.scan_id.desc())
        .limit(1)
        .offset(n)
        .correlate(CheckDef)
        .scalar_subquery()
    )
