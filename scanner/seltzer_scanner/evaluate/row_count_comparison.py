"""Row count comparison: the difference, with both counts in words."""

from dataclasses import replace

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import RowCountComparisonCheck
from seltzer_specs.names import DatasetRef, Partition


def evaluate_row_count_comparison(
    plan: CheckPlan, check: RowCountComparisonCheck, evidence: Evidence
) -> Judgement:
    """Judge the difference of two counts; both of nothing are the same."""
    value = measure_number(plan, evidence)
    if isinstance(value, Judgement):
        return value
    judgement = judge(value, check.thresholds)
    if judgement.reason is None or plan.metric is None:
        return judgement
    own, other = (evidence.measurements.values[key] for key in plan.metric.formula.inputs)
    mine = _words(check.dataset, check.partition, with_source=False)
    theirs = _words(check.other, check.other_partition, with_source=True)
    return replace(judgement, reason=f"{mine} has {_rows(own)}, {theirs} has {_rows(other)}")


def _words(dataset: DatasetRef | None, partition: Partition | None, *, with_source: bool) -> str:
    named = f" [{partition.name}]" if partition is not None else ""
    is_elsewhere = with_source and dataset is not None and dataset.data_source is not None
    source = f" in {dataset.data_source}" if is_elsewhere and dataset is not None else ""
    return f"{dataset}{named}{source}"


def _rows(count: object) -> str:
    return "1 row" if count == 1 else f"{count} rows"
