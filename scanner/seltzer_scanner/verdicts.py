"""The server's verdicts as outcomes of the scan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from seltzer_scanner.evaluate.group_summary import summarise
from seltzer_scanner.evaluate.values import format_value, to_plain
from seltzer_scanner.foreign_text import identifier
from seltzer_scanner.groups import show_names
from seltzer_scanner.outcome import worst_outcome
from seltzer_scanner.result import CheckResult, Judgement, ScanResult
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.evaluation import to_decimal
from seltzer_specs.wire.ingest import ScanVerdicts, SkipCode, Verdict


def apply_verdicts(result: ScanResult, verdicts: ScanVerdicts) -> ScanResult:
    """Give the result with the server's answers to the questions that were left to it.

    A check that failed or warned by its own rules stays at least as bad: no history can mend it.
    A question without an answer stays open.
    """
    found = {verdict.check: verdict for verdict in verdicts.verdicts}
    decided = [_decided(check, found) for check in result.checks]
    return replace(result, checks=tuple(_summed_up(decided, result.checks)))


def _summed_up(
    checks: Sequence[CheckResult], before: Sequence[CheckResult]
) -> Iterator[CheckResult]:
    """Give the results, with each group by as bad as its groups were judged."""
    groups: dict[str, list[CheckResult]] = {}
    moved: set[str] = set()
    for check, old in zip(checks, before, strict=True):
        if check.group is not None:
            groups.setdefault(check.group.parent, []).append(check)
            if check is not old:
                moved.add(check.group.parent)
    for check in checks:
        is_parent = check.group is None and check.plan.check.id in moved
        if is_parent:
            yield replace(check, judgement=summarise(groups[check.plan.check.id]))
        else:
            yield check


def _decided(result: CheckResult, verdicts: Mapping[str, Verdict]) -> CheckResult:
    # The server knows the check by the name that it was sent under.
    verdict = verdicts.get(identifier(result.plan.check.id))
    if verdict is None or result.judgement.evaluate is None:
        return result
    return replace(result, judgement=_merge(result.judgement, verdict))


def _merge(local: Judgement, verdict: Verdict) -> Judgement:
    answer = _reason(verdict)
    if answer is not None and local.groups:
        answer = show_names(answer, local.groups)
    if local.outcome == "skipped":
        skip_code: SkipCode | None = "no_history" if verdict.outcome == "skipped" else None
        return Judgement(
            outcome=verdict.outcome,
            value=_value(verdict) if local.value is None else local.value,
            reason=answer,
            error_code="not_computed" if verdict.outcome == "error" else None,
            skip_code=skip_code,
        )
    reasons = [local.reason] if local.reason else []
    if verdict.outcome in ("warn", "fail", "error") and answer and answer not in reasons:
        reasons.append(answer)
    return replace(
        local,
        outcome=_worse(local.outcome, verdict.outcome),
        reason="; ".join(reasons) or None,
        evaluate=None,
    )


def _value(verdict: Verdict) -> int | float | None:
    """Give what the server judged; a store keeps whole numbers as floats."""
    return None if verdict.value is None else to_plain(to_decimal(verdict.value))


def _worse(local: Outcome, answer: Outcome) -> Outcome:
    """Give the worse of both; a failure found here is not hidden by an error over there."""
    return "fail" if "fail" in (local, answer) else worst_outcome((local, answer))


def _reason(verdict: Verdict) -> str | None:
    if verdict.reason is not None:
        return verdict.reason
    if verdict.outcome == "pass" or verdict.lower is None or verdict.upper is None:
        return None
    low, high = (format_value(bound, "number") for bound in (verdict.lower, verdict.upper))
    return f"expected {low} to {high}"
