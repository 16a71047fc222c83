"""Round places for the marks of an axis."""

import math
from typing import Final

_NICE: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


def find_ticks(low: float, high: float, *, count: int, is_whole: bool = False) -> list[float]:
    """Give about `count` round numbers that enclose `low` to `high`.

    Args:
        low: Smallest value.
        high: Largest value; equal to `low` when there is one value only.
        count: Wanted steps.
        is_whole: True for counts, which have no parts.
    """
    step = _nice_step((high - low) / count if high > low else abs(high) / count or 1.0)
    if is_whole:
        step = max(1.0, math.ceil(step))
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    return [place * step for place in range(first, last + 1)]


def _nice_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(nice * size for nice in _NICE if nice * size >= rough * (1 - 1e-9))
