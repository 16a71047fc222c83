"""Thresholds: the set of values for which a measurement is bad."""

import math
from decimal import Decimal
from typing import Literal, TypeAlias

from seltzer_specs.frozen import dataclass

Number: TypeAlias = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of numbers; a side of None is unbounded.

    Attributes:
        low: Lower end.
        high: Upper end.
        has_low: True when `low` itself belongs to the range.
        has_high: True when `high` itself belongs to the range.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    has_low: bool = True
    has_high: bool = True

    def contains(self, value: Number) -> bool:
        """Tell whether the value lies in the range."""
        if self.low is not None and (value < self.low or (value == self.low and not self.has_low)):
            return False
        return not (
            self.high is not None
            and (value > self.high or (value == self.high and not self.has_high))
        )


@dataclass(frozen=True, slots=True)
class Region:
    """A union of ranges, in ascending order and disjoint.

    Attributes:
        intervals: The ranges.
        text: The condition as the user wrote it, for example `< 5%` or `between 1 and 10`.
    """

    intervals: tuple[Interval, ...]
    text: str

    def contains(self, value: Number) -> bool:
        """Tell whether the value lies in the region.

        Raises:
            ValueError: the value is NaN, which lies neither in a region nor outside it.
        """
        if math.isnan(value):
            raise ValueError("NaN cannot be compared with a threshold")
        return any(interval.contains(value) for interval in self.intervals)

    def complement(self) -> "Region":
        """Give all other numbers, under the same text."""
        gaps: list[Interval] = []
        low: Decimal | None = None
        has_low, is_open = True, True
        for part in self.intervals:
            if part.low is not None:
                gap = Interval(low, part.low, has_low, not part.has_low)
                if low is None or low < part.low or (gap.has_low and gap.has_high):
                    gaps.append(gap)
            low, has_low = part.high, not part.has_high
            is_open = part.high is not None
        if is_open:
            gaps.append(Interval(low, None, has_low, True))
        return Region(tuple(gaps), self.text)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a measurement is bad.

    Attributes:
        fail: Values that fail; None when nothing fails.
        warn: Values that warn, where they do not fail; None when nothing warns.
        unit: `number`, `percent` (0 to 100) or `seconds` (freshness).
    """

    fail: Region | None = None
    warn: Region | None = None
    unit: Literal["number", "percent", "seconds"] = "number"

    def judge(self, value: Number) -> Literal["pass", "warn", "fail"]:
        """Compare a measurement, unrounded.

        Raises:
            ValueError: the value is NaN.
        """
        if self.fail is not None and self.fail.contains(value):
            return "fail"
        if self.warn is not None and self.warn.contains(value):
            return "warn"
        if math.isnan(value):
            raise ValueError("NaN cannot be compared with a threshold")
        return "pass"
