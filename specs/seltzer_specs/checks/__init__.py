"""Checks, one type per module. `Check` is their union."""

from typing import TypeAlias

from seltzer_specs.checks.anomaly import AnomalyCheck
from seltzer_specs.checks.base import CheckBase
from seltzer_specs.checks.change import Baseline, ChangeCheck
from seltzer_specs.checks.distribution import Distribution, DistributionCheck
from seltzer_specs.checks.expression import ExpressionCheck
from seltzer_specs.checks.failed_rows import FailedRowsCheck
from seltzer_specs.checks.freshness import FreshnessCheck
from seltzer_specs.checks.group_by import (
    GroupAnomalyCheck,
    GroupByCheck,
    GroupChangeCheck,
    GroupCheck,
    GroupMember,
)
from seltzer_specs.checks.group_evolution import GroupEvolutionCheck, GroupRules
from seltzer_specs.checks.metric import MetricCheck
from seltzer_specs.checks.reconciliation import (
    MetricReconciliationCheck,
    SchemaReconciliationCheck,
)
from seltzer_specs.checks.record_reconciliation import RecordReconciliationCheck
from seltzer_specs.checks.reference import ReferenceCheck
from seltzer_specs.checks.row_count_comparison import RowCountComparisonCheck
from seltzer_specs.checks.samples import Samples
from seltzer_specs.checks.schema import ColumnRule, SchemaCheck, SchemaRules

Check: TypeAlias = (
    MetricCheck
    | FreshnessCheck
    | SchemaCheck
    | FailedRowsCheck
    | AnomalyCheck
    | ChangeCheck
    | GroupByCheck
    | GroupMember
    | DistributionCheck
    | GroupEvolutionCheck
    | ReferenceCheck
    | RowCountComparisonCheck
    | MetricReconciliationCheck
    | SchemaReconciliationCheck
    | RecordReconciliationCheck
    | ExpressionCheck
)

CheckOfMetric: TypeAlias = MetricCheck | AnomalyCheck | ChangeCheck
"""Checks that have a `metric`, whatever they do with its value."""

__all__ = [
    "AnomalyCheck",
    "Baseline",
    "ChangeCheck",
    "Check",
    "CheckBase",
    "CheckOfMetric",
    "ColumnRule",
    "Distribution",
    "DistributionCheck",
    "ExpressionCheck",
    "FailedRowsCheck",
    "FreshnessCheck",
    "GroupAnomalyCheck",
    "GroupByCheck",
    "GroupChangeCheck",
    "GroupCheck",
    "GroupEvolutionCheck",
    "GroupMember",
    "GroupRules",
    "MetricCheck",
    "MetricReconciliationCheck",
    "RecordReconciliationCheck",
    "ReferenceCheck",
    "RowCountComparisonCheck",
    "Samples",
    "SchemaCheck",
    "SchemaReconciliationCheck",
    "SchemaRules",
]
