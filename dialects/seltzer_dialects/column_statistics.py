"""What an engine's catalogue knows of the values of columns, for choosing between forms of SQL.

Statistics never change a value that is measured. They hold numbers only, no value of a row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from seltzer_dialects.connection import Rows
from seltzer_specs.names import DatasetRef, Name


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """What is known of a column.

    Attributes:
        rows: Rows of the dataset, estimated.
        distinct: Different values, estimated.
        mean_bytes: Bytes of a value, estimated; None where nobody knows.
        is_bytewise: Whether values are equal only where their bytes are; False where the column
            has a collation that takes different texts for one.
    """

    rows: int
    distinct: int
    mean_bytes: float | None = None
    is_bytewise: bool = True

    @property
    def share(self) -> float:
        """Give the share of rows that would be left with each value once."""
        return min(1.0, self.distinct / self.rows) if self.rows else 1.0


Asked: TypeAlias = Mapping[DatasetRef, Sequence[Name]]
"""Columns by dataset."""

Found: TypeAlias = Mapping[tuple[DatasetRef, Name], ColumnStatistics]
"""Statistics by dataset and column as they were asked for; what is not known is left out."""

Fetch: TypeAlias = Callable[[str], Rows]
"""Runs one statement."""
