"""Checks that are more than one metric of one dataset, each kind by its own module."""

from typing import TypeAlias

from seltzer_compiler.drafts.distribution import draft_distribution
from seltzer_compiler.drafts.draft import Draft, Setting
from seltzer_compiler.drafts.expression import draft_expression
from seltzer_compiler.drafts.reconciliation import (
    draft_metric_reconciliation,
    draft_schema_reconciliation,
)
from seltzer_compiler.drafts.record_reconciliation import draft_record_reconciliation
from seltzer_compiler.drafts.reference import draft_reference
from seltzer_compiler.drafts.row_count_comparison import draft_row_count_comparison
from seltzer_compiler.groups import groups_measure
from seltzer_specs.checks import (
    Check,
    DistributionCheck,
    ExpressionCheck,
    GroupByCheck,
    GroupEvolutionCheck,
    MetricReconciliationCheck,
    RecordReconciliationCheck,
    ReferenceCheck,
    RowCountComparisonCheck,
    SchemaReconciliationCheck,
)

Comparison: TypeAlias = (
    ReferenceCheck
    | RowCountComparisonCheck
    | MetricReconciliationCheck
    | SchemaReconciliationCheck
    | RecordReconciliationCheck
)
"""Checks that compare two datasets."""


def draft_other(check: Check, setting: Setting) -> Draft:
    """Say what a check needs that is none of a single metric.

    Raises:
        UnsupportedError: an engine does not have one of its metrics.
        ValueError: it cannot be computed as asked.
    """
    if isinstance(check, GroupByCheck | GroupEvolutionCheck):
        rows = groups_measure(check)
        return Draft(check=check, measures=(rows,), rows=rows.key)
    if isinstance(check, DistributionCheck):
        return draft_distribution(check)
    if isinstance(check, ExpressionCheck):
        return draft_expression(check, setting)
    if isinstance(check, Comparison):
        return _compared(check, setting)
    raise ValueError("stands below a group by only")


def _compared(check: Comparison, setting: Setting) -> Draft:
    if isinstance(check, ReferenceCheck):
        return draft_reference(check, setting)
    if isinstance(check, RowCountComparisonCheck):
        return draft_row_count_comparison(check, setting)
    if isinstance(check, MetricReconciliationCheck):
        return draft_metric_reconciliation(check, setting)
    if isinstance(check, SchemaReconciliationCheck):
        return draft_schema_reconciliation(check, setting)
    return draft_record_reconciliation(check, setting)
