"""What a placement rule answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import QueryKind
from seltzer_dialects.base import Dialect


@dataclass(frozen=True, slots=True)
class Placement:
    """Which query computes a measure.

    Attributes:
        kind: How its result is read.
        together: Measures with equal `together` and `kind` share a query.
        rule: Name of the rule that decided; empty where there was nothing to decide.
    """

    kind: QueryKind
    together: str
    rule: str


PlacementRule: TypeAlias = Callable[[Measure, Dialect], Placement | None]
"""Places a measure, or leaves it to the next rule."""
