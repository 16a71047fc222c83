"""What checks name of datasets outside of SQL: their columns, and what is measured of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from seltzer_specs.checks import (
    Check,
    CheckOfMetric,
    ExpressionCheck,
    FailedRowsCheck,
    FreshnessCheck,
    GroupByCheck,
    GroupEvolutionCheck,
    GroupMember,
    MetricReconciliationCheck,
    RecordReconciliationCheck,
    ReferenceCheck,
    RowCountComparisonCheck,
    SchemaReconciliationCheck,
)
from seltzer_specs.checks.record_reconciliation import Records
from seltzer_specs.metrics import Metric
from seltzer_specs.names import DatasetRef, Name


@dataclass(frozen=True, slots=True)
class Asked:
    """What one check names of one dataset.

    Attributes:
        dataset: The dataset; None for its data source means that of the check.
        columns: Its columns, each once.
        metrics: What is measured of them; the types of the columns must allow it.
        is_newest: True where the newest time of each column is asked for.
    """

    dataset: DatasetRef
    columns: tuple[Name, ...] = ()
    metrics: tuple[Metric, ...] = ()
    is_newest: bool = False


def asked_of(check: Check) -> Iterator[Asked]:
    """Give what a check names: of its own dataset first, then of the one it compares with."""
    if check.dataset is not None:
        own = _own(check, check.dataset)
        if own is not None:
            yield own
    other = _other(check)
    if other is not None:
        yield other


def _own(check: Check, dataset: DatasetRef) -> Asked | None:
    """Give what is named of the check's dataset; None where only a query of the user reads."""
    if isinstance(check, GroupByCheck | GroupMember | GroupEvolutionCheck):
        return None
    if isinstance(check, FailedRowsCheck):
        return Asked(dataset) if check.query is None else None
    if isinstance(check, CheckOfMetric | MetricReconciliationCheck):
        return _of_metric(dataset, check.metric)
    if isinstance(check, ExpressionCheck):
        return _of_metrics(dataset, tuple(metric for _, metric in check.metrics))
    if isinstance(check, FreshnessCheck):
        return Asked(dataset, (check.column,), is_newest=True)
    if isinstance(check, RecordReconciliationCheck):
        return _of_records(dataset, check.records)
    return Asked(dataset, check.columns if isinstance(check, ReferenceCheck) else ())


def _other(check: Check) -> Asked | None:
    if isinstance(check, ReferenceCheck):
        return Asked(check.target, check.target_columns)
    if isinstance(check, RowCountComparisonCheck):
        return Asked(check.other)
    if isinstance(check, MetricReconciliationCheck):
        return _of_metric(check.source.dataset, check.source_metric)
    if isinstance(check, SchemaReconciliationCheck):
        return Asked(check.source.dataset)
    if isinstance(check, RecordReconciliationCheck):
        return _of_records(check.source.dataset, check.source_records)
    return None


def _of_metric(dataset: DatasetRef, metric: Metric) -> Asked | None:
    return None if metric.form == "query" else _of_metrics(dataset, (metric,))


def _of_metrics(dataset: DatasetRef, metrics: tuple[Metric, ...]) -> Asked:
    columns = dict.fromkeys(name for metric in metrics for name in metric.columns)
    builtin = tuple(metric for metric in metrics if metric.form == "builtin")
    return Asked(dataset, tuple(columns), builtin)


def _of_records(dataset: DatasetRef, records: Records) -> Asked | None:
    names = dict.fromkeys((*records.keys, *records.columns))
    return None if records.query is not None else Asked(dataset, tuple(names))
