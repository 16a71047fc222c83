"""Metric reconciliation: the difference, with both values in words."""

from dataclasses import replace

from seltzer_compiler.formulas import Reconciled
from seltzer_compiler.plan import CheckPlan, Measured
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.evaluate.values import format_value, to_number
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import MetricReconciliationCheck


def evaluate_metric_reconciliation(
    plan: CheckPlan, check: MetricReconciliationCheck, evidence: Evidence
) -> Judgement:
    """Judge how far the target is from the source; of nothing on both sides nothing is judged."""
    value = measure_number(plan, evidence)
    if isinstance(value, Judgement):
        return value
    judgement = judge(value, check.thresholds)
    formula = plan.metric.formula if plan.metric is not None else None
    if judgement.reason is None or not isinstance(formula, Reconciled):
        return judgement
    values = evidence.measurements.values
    source, target = (_words(side.evaluate(values)) for side in (formula.source, formula.target))
    reason = f"the source has {source}, the target {target}: a difference of {judgement.reason}"
    return replace(judgement, reason=reason)


def _words(measured: Measured) -> str:
    value = measured.value
    return "nothing" if value is None else format_value(to_number(value), "number")
