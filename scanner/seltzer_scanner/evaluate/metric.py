"""Metric checks: the value against the thresholds."""

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import MetricCheck


def evaluate_metric(plan: CheckPlan, check: MetricCheck, evidence: Evidence) -> Judgement:
    """Judge a metric; of no rows there is nothing to judge."""
    value = measure_number(plan, evidence)
    return value if isinstance(value, Judgement) else judge(value, check.thresholds)
