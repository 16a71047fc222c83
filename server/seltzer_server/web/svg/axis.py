"""Round places for the marks of an axis."""

import math
from typing import Final

_NICE: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


_NICE_SECONDS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600)
_DAY: Final = 86_400.0


def find_ticks(
    low: float, high: float, *, count: int, is_whole: bool = False, is_time: bool = False
) -> list[float]:
    """Give about `count` round numbers that enclose `low` to `high`.

    Args:
        low: Smallest value.
        high: Largest value; equal to `low` when there is one value only.
        count: Wanted steps.
        is_whole: True for counts, which have no parts.
        is_time: True for seconds, whose round numbers are minutes, hours and days.
    """
    rough = (high - low) / count if high > low else abs(high) / count or 1.0
    step = _nice_span(rough) if is_time else _nice_step(rough)
    if is_whole:
        step = max(1.0, math.ceil(step))
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    return [place * step for place in range(first, last + 1)]


def _nice_span(rough_s: float) -> float:
    if rough_s < 1 or rough_s > _NICE_SECONDS[-1]:
        unit = 1.0 if rough_s < 1 else _DAY
        return _nice_step(rough_s / unit) * unit
    return float(next(nice for nice in _NICE_SECONDS if nice >= rough_s))


def _nice_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(nice * size for nice in _NICE if nice * size >= rough * (1 - 1e-9))
