"""Reference checks: `values in customer_id must exist in customers id`."""

from dataclasses import dataclass
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.names import DatasetRef, Name, Partition
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceCheck(CheckBase):
    """Count the rows whose values are not in another dataset, or are in it and must not be.

    Attributes:
        columns: Columns of the check's dataset.
        target: The other dataset, of the same data source.
        target_columns: Its columns, one for each of `columns`.
        target_partition: Its filter; only a reconciliation has one.
        is_forbidden: True where the values must not exist in the target.
        thresholds: On the count of bad rows; more than 0 fails where the user gave none.
    """

    kind: ClassVar[CheckKind] = "reference"
    columns: tuple[Name, ...]
    target: DatasetRef
    target_columns: tuple[Name, ...]
    target_partition: Partition | None = None
    is_forbidden: bool = False
    thresholds: Thresholds
