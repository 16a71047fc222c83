"""Outcomes of whole scans, and what the command line makes of them."""

from collections.abc import Collection, Iterable
from typing import Literal, TypeAlias

from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ScanReport

FailOn: TypeAlias = Literal["warn", "skipped"]

_WORST_FIRST: tuple[Outcome, ...] = ("fail", "error", "warn", "pass")

PASSED = 0
NOT_DELIVERED = 7
FAILED = 10
WARNED = 11
NOT_COMPUTED = 12


def worst_outcome(outcomes: Iterable[Outcome]) -> Outcome:
    """Give the outcome of a scan: fail, error, warn, pass, and skipped only where all were."""
    found = frozenset(outcomes)
    for outcome in _WORST_FIRST:
        if outcome in found:
            return outcome
    return "skipped"


def exit_code(
    report: ScanReport, *, fail_on: Collection[FailOn] = (), is_delivered: bool = True
) -> int:
    """Give the exit code of a scan; where several hold, the first of the list in docs.

    A failed check stays visible whatever else went wrong, and results that could not be delivered
    never look like success.

    Args:
        report: The report, with the server's verdicts where there are any.
        fail_on: Outcomes beyond fail and error that must not be 0.
        is_delivered: False when results wait in the spool or were rejected.

    Returns:
        10 failed, 12 not computed (or skipped, where asked), 7 not delivered, 11 warned (where
        asked), else 0.
    """
    found = frozenset(check.outcome for check in report.checks)
    if "fail" in found:
        return FAILED
    if "error" in found or ("skipped" in fail_on and "skipped" in found):
        return NOT_COMPUTED
    if not is_delivered:
        return NOT_DELIVERED
    return WARNED if "warn" in fail_on and "warn" in found else PASSED
