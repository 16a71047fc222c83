"""Change over time: measured here and compared by the server, which has the history."""

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.anomaly import NEEDS_HISTORY
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.threshold import wire_region
from seltzer_scanner.evaluate.values import to_plain
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import ChangeCheck, GroupChangeCheck
from seltzer_specs.thresholds import Number
from seltzer_specs.wire.evaluation import ChangeEvaluation


def evaluate_change(plan: CheckPlan, check: ChangeCheck, evidence: Evidence) -> Judgement:
    """Leave a measurement to the server; without one there is nothing to compare."""
    measured = measure_number(plan, evidence)
    if isinstance(measured, Judgement):
        return measured
    return ask_for_change(measured, check)


def ask_for_change(measured: Number, check: ChangeCheck | GroupChangeCheck) -> Judgement:
    """Give the question how far a value is from what it was."""
    thresholds = check.thresholds
    question = ChangeEvaluation(
        measured=to_plain(measured),
        baseline=check.baseline.kind,
        count=check.baseline.count,
        is_percent=check.is_percent,
        unit=thresholds.unit,
        fail=wire_region(thresholds.fail, thresholds),
        warn=wire_region(thresholds.warn, thresholds),
    )
    return Judgement(
        outcome="skipped", reason=NEEDS_HISTORY, skip_code="no_history", evaluate=question
    )
