"""Anomaly checks: is the newest value of a metric unusual for its history?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.metrics import Metric

Sensitivity: TypeAlias = Literal["low", "medium", "high"]
Direction: TypeAlias = Literal["both", "upper", "lower"]

DIRECTIONS: Final[Mapping[str, Direction]] = {
    "upper_and_lower_bounds": "both",
    "upper_bound_only": "upper",
    "lower_bound_only": "lower",
}
"""Directions as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyOptions:
    """How a metric wants to be judged; what is None is left to the detector.

    Attributes:
        direction: Which side of the expected band is bad.
        window: Measurements to judge by, the newest ones.
        warn_ratio: Width of the zone outside the band that only warns, in widths of the band.
        min_ratio: Half width that the band has at least, as a share of the expected value.
        warn_only: What would fail warns.
    """

    direction: Direction = "both"
    window: int | None = None
    warn_ratio: float | None = None
    min_ratio: float | None = None
    warn_only: bool = False


NO_OPTIONS: Final = AnomalyOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyCheck(CheckBase):
    """Measure a metric; the server judges it against the stored history."""

    kind: ClassVar[CheckKind] = "anomaly"
    metric: Metric
    sensitivity: Sensitivity = "medium"
    options: AnomalyOptions = NO_OPTIONS
