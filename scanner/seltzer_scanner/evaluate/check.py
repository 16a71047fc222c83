"""The outcome of any check."""

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.anomaly import evaluate_anomaly
from seltzer_scanner.evaluate.change import evaluate_change
from seltzer_scanner.evaluate.distribution import evaluate_distribution
from seltzer_scanner.evaluate.evidence import Evidence, not_computed
from seltzer_scanner.evaluate.expression import evaluate_expression
from seltzer_scanner.evaluate.failed_rows import evaluate_failed_rows
from seltzer_scanner.evaluate.freshness import evaluate_freshness
from seltzer_scanner.evaluate.group_evolution import evaluate_group_evolution
from seltzer_scanner.evaluate.metric import evaluate_metric
from seltzer_scanner.evaluate.metric_reconciliation import evaluate_metric_reconciliation
from seltzer_scanner.evaluate.record_reconciliation import evaluate_record_reconciliation
from seltzer_scanner.evaluate.reference import evaluate_reference
from seltzer_scanner.evaluate.row_count_comparison import evaluate_row_count_comparison
from seltzer_scanner.evaluate.schema import evaluate_schema
from seltzer_scanner.evaluate.schema_reconciliation import evaluate_schema_reconciliation
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import (
    AnomalyCheck,
    ChangeCheck,
    DistributionCheck,
    ExpressionCheck,
    FailedRowsCheck,
    FreshnessCheck,
    GroupEvolutionCheck,
    MetricCheck,
    MetricReconciliationCheck,
    RecordReconciliationCheck,
    ReferenceCheck,
    RowCountComparisonCheck,
    SchemaCheck,
    SchemaReconciliationCheck,
)
from seltzer_specs.errors import SpecError, UnsupportedError


def evaluate_check(plan: CheckPlan, evidence: Evidence) -> Judgement:
    """Give the outcome of a check; what could not be computed is an error, never a pass."""
    if plan.error is not None:
        return _uncompiled(plan.error)
    check = plan.check
    if isinstance(check, MetricCheck):
        return evaluate_metric(plan, check, evidence)
    if isinstance(check, FreshnessCheck):
        return evaluate_freshness(plan, check, evidence)
    if isinstance(check, FailedRowsCheck):
        return evaluate_failed_rows(plan, check, evidence)
    if isinstance(check, AnomalyCheck):
        return evaluate_anomaly(plan, check, evidence)
    if isinstance(check, ChangeCheck):
        return evaluate_change(plan, check, evidence)
    return _evaluate_other(plan, evidence)


def _evaluate_other(plan: CheckPlan, evidence: Evidence) -> Judgement:
    """Judge what is not a metric of one dataset."""
    check = plan.check
    if isinstance(check, DistributionCheck):
        return evaluate_distribution(plan, check, evidence)
    if isinstance(check, GroupEvolutionCheck):
        return evaluate_group_evolution(plan, check, evidence)
    if isinstance(check, ExpressionCheck):
        return evaluate_expression(plan, check, evidence)
    if isinstance(check, SchemaCheck):
        return evaluate_schema(plan, check, evidence)
    return _compare(plan, evidence)


def _compare(plan: CheckPlan, evidence: Evidence) -> Judgement:
    """Judge what compares two datasets."""
    check = plan.check
    if isinstance(check, ReferenceCheck):
        return evaluate_reference(plan, check, evidence)
    if isinstance(check, RowCountComparisonCheck):
        return evaluate_row_count_comparison(plan, check, evidence)
    if isinstance(check, MetricReconciliationCheck):
        return evaluate_metric_reconciliation(plan, check, evidence)
    if isinstance(check, RecordReconciliationCheck):
        return evaluate_record_reconciliation(plan, check, evidence)
    if isinstance(check, SchemaReconciliationCheck):
        return evaluate_schema_reconciliation(plan, check, evidence)
    return not_computed("it has groups, which are judged instead")


def _uncompiled(error: SpecError) -> Judgement:
    is_gap = isinstance(error, UnsupportedError)
    return Judgement(
        outcome="error", reason=error.message, error_code="not_computed" if is_gap else "syntax"
    )
