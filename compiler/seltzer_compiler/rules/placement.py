"""What a placement rule knows, and what it answers."""

from collections.abc import Callable
from dataclasses import field
from typing import TypeAlias

from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import QueryKind
from seltzer_compiler.statistics import NO_STATISTICS, Statistics
from seltzer_dialects.base import Dialect
from seltzer_dialects.column_statistics import ColumnStatistics
from seltzer_specs.frozen import dataclass
from seltzer_specs.names import DatasetRef, Name

Column: TypeAlias = tuple[RowSet, Name]
"""A column and the rows that are looked at."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known when measures are placed.

    Attributes:
        dialect: For which engine.
        statistics: Of the data.
        patterns: Columns that some measure matches with a pattern.
        asked: Columns that a rule wanted statistics of; they are noted here.
    """

    dialect: Dialect
    statistics: Statistics = NO_STATISTICS
    patterns: frozenset[Column] = frozenset()
    asked: set[tuple[DatasetRef, Name]] = field(default_factory=set[tuple[DatasetRef, Name]])

    def about(self, rows: RowSet | None, column: Name) -> ColumnStatistics | None:
        """Give the statistics of a column; None where nothing is known.

        Nothing is known of the rows that a dataset filter keeps, and so is not asked.
        """
        if rows is None or rows.where:
            return None
        key = (DatasetRef(rows.dataset.name), column)
        self.asked.add(key)
        return self.statistics.columns.get(key)


@dataclass(frozen=True, slots=True)
class Placement:
    """Which query computes a measure.

    Attributes:
        kind: How its result is read.
        together: Measures with equal `together` and `kind` share a query.
        rule: Name of the rule that decided; empty where there was nothing to decide.
        why: What it knew that decided, for people; empty where the rule holds always.
    """

    kind: QueryKind
    together: str
    rule: str
    why: str = ""


PlacementRule: TypeAlias = Callable[[Measure, Knowledge], Placement | None]
"""Places a measure, or leaves it to the next rule."""
