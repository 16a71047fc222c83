"""What is known of the data when queries are chosen: an input like the checks.

Without statistics the safe choice stands, and the same checks give the same SQL, byte for byte.
Statistics change which statements run and never a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from seltzer_dialects.column_statistics import ColumnStatistics
from seltzer_specs.names import DatasetRef, Name


@dataclass(frozen=True, slots=True)
class Statistics:
    """Statistics of columns.

    Attributes:
        columns: By dataset, without its data source, and column as checks write them.
        origin: Where they are from, for people.
    """

    columns: Mapping[tuple[DatasetRef, Name], ColumnStatistics] = field(
        default_factory=lambda: MappingProxyType({})
    )
    origin: str = "the catalogue"


NO_STATISTICS = Statistics()
