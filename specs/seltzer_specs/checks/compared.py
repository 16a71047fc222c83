"""Which other data sources checks read."""

from collections.abc import Iterable

from seltzer_specs.checks import (
    Check,
    MetricReconciliationCheck,
    RecordReconciliationCheck,
    ReferenceCheck,
    RowCountComparisonCheck,
    SchemaReconciliationCheck,
)
from seltzer_specs.names import DatasetRef


def sources_compared_with(checks: Iterable[Check]) -> frozenset[str]:
    """Give the names of the data sources that checks name beside that of their own dataset."""
    others = (compared_dataset(check) for check in checks)
    return frozenset(
        other.data_source for other in others if other is not None and other.data_source is not None
    )


def compared_dataset(check: Check) -> DatasetRef | None:
    """Give the dataset that a check compares its own with; None where there is none."""
    if isinstance(check, ReferenceCheck):
        return check.target
    if isinstance(check, RowCountComparisonCheck):
        return check.other
    if isinstance(
        check, MetricReconciliationCheck | SchemaReconciliationCheck | RecordReconciliationCheck
    ):
        return check.source.dataset
    return None
