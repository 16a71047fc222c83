"""The outcome of a group by: that of its groups together."""

from collections import Counter
from collections.abc import Sequence

from seltzer_scanner.outcome import worst_outcome
from seltzer_scanner.result import CheckResult, Judgement
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.ingest import SkipCode

_SHOWN: tuple[Outcome, ...] = ("fail", "error", "warn", "skipped")


def summarise(results: Sequence[CheckResult]) -> Judgement:
    """Give the worst of the results of all groups; the value is the number of groups.

    A question that is still open counts as skipped, so that it neither passes nor fails.
    """
    outcomes = Counter[Outcome](result.judgement.outcome for result in results)
    groups = len({result.group.digest for result in results if result.group is not None})
    outcome = worst_outcome(outcomes)
    return Judgement(
        outcome=outcome,
        value=groups,
        reason=None if outcome == "pass" else _describe(outcomes, groups),
        error_code="not_computed" if outcome == "error" else None,
        skip_code=_skip_code(results) if outcome == "skipped" else None,
    )


def _skip_code(results: Sequence[CheckResult]) -> SkipCode:
    codes = {result.judgement.skip_code for result in results}
    return "no_history" if "no_history" in codes else "empty"


def _describe(outcomes: Counter[Outcome], groups: int) -> str:
    shown = ", ".join(f"{outcomes[outcome]} {outcome}" for outcome in _SHOWN if outcomes[outcome])
    return f"of {outcomes.total()} results in {groups} groups: {shown}"
