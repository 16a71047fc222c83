"""Which groups came and went since the scan before?"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckResult
from seltzer_server.workflows.detector_memory import DetectorMemory
from seltzer_server.workflows.evaluations.answer import Answer, Asked, as_outcome, worse_answer
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.evaluation import GroupChangeKind, GroupsEvaluation, read_evaluation

SHOWN_GROUPS: Final = 10
SHOWN_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class GroupsQuestion:
    """Did the groups change in a way that matters?

    Attributes:
        local: Outcome that the scanner can vouch for.
        wanted: The groups that are there, and which changes matter.
        before: The groups of the scan before; None where there is none.
    """

    check_id: int
    local: str
    wanted: GroupsEvaluation
    before: GroupsEvaluation | None

    def answer(self, memory: DetectorMemory) -> Answer:  # noqa: ARG002  # of every question
        """Give the worse of what the scanner says and what the changes say."""
        local = as_outcome(self.local)
        if self.before is None:
            reason = "first groups seen, nothing to compare"
            return worse_answer(self.check_id, local, "skipped", reason)
        if self.before.key != self.wanted.key:
            reason = "the scan before named its groups with another key, nothing to compare"
            return worse_answer(self.check_id, local, "skipped", reason)
        changes = find_changes(self.before.groups, self.wanted.groups)
        matter = {
            kind: groups
            for kind, groups in changes.items()
            if groups and kind in {*self.wanted.fail_on, *self.wanted.warn_on}
        }
        is_bad = any(kind in self.wanted.fail_on for kind in matter)
        judged: Outcome = "fail" if is_bad else "warn" if matter else "pass"
        reason = "; ".join(f"{kind}: {_list(groups)}" for kind, groups in matter.items())
        return worse_answer(self.check_id, local, judged, reason or None)


def find_changes(
    before: Collection[str], now: Collection[str]
) -> dict[GroupChangeKind, tuple[str, ...]]:
    """Give the hashes of groups that came and of those that went, sorted."""
    return {
        "group add": tuple(sorted({*now} - {*before})),
        "group delete": tuple(sorted({*before} - {*now})),
    }


def load_group_changes(
    session: Session, asked: Asked, wanted: GroupsEvaluation
) -> GroupsQuestion | None:
    """Give the question; None where the groups could not be read."""
    if asked.result.outcome == "error":
        return None
    stored = session.scalars(
        select(CheckResult.evaluate)
        .where(
            CheckResult.check_id == asked.check.id,
            CheckResult.data_time < asked.data_time,
            CheckResult.evaluate.is_not(None),
        )
        .order_by(CheckResult.data_time.desc(), CheckResult.scan_id.desc())
        .limit(1)
    ).first()
    before = read_evaluation(stored) if stored is not None else None
    return GroupsQuestion(
        asked.check.id,
        asked.result.outcome,
        wanted,
        before if isinstance(before, GroupsEvaluation) else None,
    )


def _list(groups: Collection[str]) -> str:
    shown = [f"group {digest[:SHOWN_DIGITS]}" for digest in list(groups)[:SHOWN_GROUPS]]
    more = len(groups) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
