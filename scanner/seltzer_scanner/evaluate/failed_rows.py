"""Failed-rows checks: the number of bad rows against the thresholds."""

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import FailedRowsCheck


def evaluate_failed_rows(plan: CheckPlan, check: FailedRowsCheck, evidence: Evidence) -> Judgement:
    """Judge how many rows are bad; none of an empty dataset is, so that it passes."""
    value = measure_number(plan, evidence)
    return value if isinstance(value, Judgement) else judge(value, check.thresholds)
