"""Freshness checks: the age of the newest row against the thresholds, in seconds."""

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure_age
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.evaluate.values import to_number
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import FreshnessCheck


def evaluate_freshness(plan: CheckPlan, check: FreshnessCheck, evidence: Evidence) -> Judgement:
    """Judge the age of the newest row at `check.now`, or else at the scan's data time.

    A dataset without a time is not fresh, so it fails.
    """
    measured = measure_age(plan, evidence, now=check.now or evidence.data_time)
    if isinstance(measured, Judgement):
        return measured
    if measured.value is None:
        return Judgement(outcome="fail", reason="no rows")
    return judge(to_number(measured.value), check.thresholds)
