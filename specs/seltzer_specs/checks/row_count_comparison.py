"""Row count comparison: `row_count same as orders_raw [daily] in other_source`."""

from dataclasses import dataclass
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCountComparisonCheck(CheckBase):
    """Compare the number of rows with that of another dataset.

    Attributes:
        other: The other dataset; its data source is named where the user named one.
        other_partition: Dataset filter of the other dataset.
        thresholds: On the rows of this dataset minus those of the other; anything but 0 fails.
    """

    kind: ClassVar[CheckKind] = "row_count_comparison"
    other: DatasetRef
    other_partition: Partition | None = None
    thresholds: Thresholds
