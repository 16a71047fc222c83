"""Anomaly checks: the value is measured here and judged by the server, which has the history."""

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.values import to_plain
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import AnomalyCheck, GroupAnomalyCheck
from seltzer_specs.thresholds import Number
from seltzer_specs.wire.evaluation import AnomalyEvaluation

NEEDS_HISTORY = "needs stored history; push the results to a server and it is judged there"


def evaluate_anomaly(plan: CheckPlan, check: AnomalyCheck, evidence: Evidence) -> Judgement:
    """Leave a value to the server; without a value there is nothing to leave."""
    value = measure_number(plan, evidence)
    if isinstance(value, Judgement):
        return value
    return ask_if_unusual(value, check)


def ask_if_unusual(value: Number, check: AnomalyCheck | GroupAnomalyCheck) -> Judgement:
    """Give the question whether a value is unusual for its history."""
    options = check.options
    return Judgement(
        outcome="skipped",
        value=to_plain(value),
        reason=NEEDS_HISTORY,
        skip_code="no_history",
        evaluate=AnomalyEvaluation(
            sensitivity=check.sensitivity,
            direction=options.direction,
            window=options.window,
            warn_ratio=options.warn_ratio,
            min_ratio=options.min_ratio,
            warn_only=options.warn_only,
        ),
    )
