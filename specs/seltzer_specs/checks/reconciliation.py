"""Reconciliation checks: a target dataset against the source that it was copied from."""

from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import Metric
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a target was copied from.

    Attributes:
        dataset: The dataset; its data source is named where it is another one than the target's.
        partition: Its filter.
    """

    dataset: DatasetRef
    partition: Partition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricReconciliationCheck(CheckBase):
    """Compare a metric of the target, which is the check's dataset, with one of the source.

    Attributes:
        source: The source.
        metric: Of the target.
        source_metric: Of the source; the same, unless the user gave SQL for each.
        thresholds: On the absolute difference, or on its percentage of the source's value.
    """

    kind: ClassVar[CheckKind] = "metric_reconciliation"
    source: Source
    metric: Metric
    source_metric: Metric
    thresholds: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReconciliationCheck(CheckBase):
    """Compare the columns of the target, which is the check's dataset, with those of the source.

    Attributes:
        source: The source.
        types: Pairs of a type of the source and the one that stands for it in the target.
        thresholds: On the number of differences; any fails.
    """

    kind: ClassVar[CheckKind] = "schema_reconciliation"
    source: Source
    types: tuple[tuple[str, str], ...] = ()
    thresholds: Thresholds
