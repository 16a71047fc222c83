"""Expression checks: what follows from several metrics, with their values in words."""

from dataclasses import replace

from seltzer_compiler.computed import Computed
from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.evaluate.values import format_value, to_number
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import ExpressionCheck


def evaluate_expression(plan: CheckPlan, check: ExpressionCheck, evidence: Evidence) -> Judgement:
    """Judge an expression; where a metric has no value there is nothing to judge."""
    value = measure_number(plan, evidence)
    if isinstance(value, Judgement):
        return value
    judgement = judge(value, check.thresholds)
    formula = plan.metric.formula if plan.metric is not None else None
    if judgement.reason is None or not isinstance(formula, Computed):
        return judgement
    values = _values(formula, evidence)
    told = "the test does not hold" if check.is_condition else judgement.reason
    return replace(judgement, reason=f"{told}: {values}")


def _values(formula: Computed, evidence: Evidence) -> str:
    found: list[str] = []
    for name, part in formula.parts:
        value = part.evaluate(evidence.measurements.values).value
        if value is not None:
            found.append(f"{name} is {format_value(to_number(value), 'number')}")
    return ", ".join(found)
