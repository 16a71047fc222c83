"""The predictive distribution: a mixture of Student-t components, held back by the long view.

Band, score and verdict all come from here, so that the chart and the alert cannot disagree.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

_GRID: Final[Floats] = np.linspace(0.0, 1.0, 33)
_PRECISION: Final = 1e-5
"""Width, in spreads, at which a quantile counts as found."""
_ROUNDS_MAX: Final = 14
_NEVER: Final = 1e-15
"""Tail probability of a value outside the support: not zero, so that scores stay finite."""
_EXPONENT_MAX: Final = 230.0
_FARTHEST: Final = 1e30
"""Spreads beyond which a tail is no longer told apart."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Student-t components, some on the logarithmic scale, pooled with one wide component.

    The tail is `mixture ** (1 - wide_share) * wide ** wide_share`: a value has to be unusual for
    the forecasts and for the whole history. Either tail stays monotone, so quantiles exist.

    Attributes:
        weights: Shape (k,), sum 1.
        centres: Shape (k,), in the component's own scale.
        spreads: Shape (k,), positive, in the component's own scale.
        is_log: Shape (k,), True where the component describes `log(y + offset)`.
        offset: Positive, unit of the metric.
        degrees: Degrees of freedom, 4 or 8.
        floor: Smallest possible value, for example 0 for counts.
        ceiling: Largest possible value, for example 100 for percents.
        wide_centre: Mean of the whole history, unit of the metric.
        wide_spread: Its deviation, positive.
        wide_share: Weight of the long view, from 0 to less than 1.
    """

    weights: Floats
    centres: Floats
    spreads: Floats
    is_log: NDArray[np.bool_]
    offset: float
    degrees: int
    floor: float
    ceiling: float
    wide_centre: float = 0.0
    wide_spread: float = 1.0
    wide_share: float = 0.0

    def lower_tail(self, value: float) -> float:
        """Give the probability of a value at most this one."""
        if value < self.floor:
            return _NEVER
        return max(_NEVER, float(self._tails(np.array([value]), side=-1.0)[0]))

    def upper_tail(self, value: float) -> float:
        """Give the probability of a value at least this one."""
        if value > self.ceiling:
            return _NEVER
        return max(_NEVER, float(self._tails(np.array([value]), side=1.0)[0]))

    def median(self) -> float:
        """Find what the forecasts expect; the long view has no say in it."""
        without_view = replace(self, wide_share=0.0)
        return float(without_view.quantiles(np.array([0.5]))[0])

    def quantiles(self, probabilities: Floats) -> Floats:
        """Find the values beyond which a share of the mass lies, each from its own side.

        Args:
            probabilities: Shape (n,), between 0 and 1, both excluded: up to 0.5 the share below
                the value, otherwise 1 minus the share above it.

        Returns:
            Shape (n,), unit of the metric, within `floor` and `ceiling`.
        """
        parts = self._component_quantiles(probabilities)
        low: Floats = parts.min(axis=1)
        high: Floats = parts.max(axis=1)
        enough = _PRECISION * self._smallest_spread()
        for _ in range(_ROUNDS_MAX):
            if float((high - low).max()) <= enough:
                break
            low, high = self._narrow(probabilities, low, high)
        found: Floats = np.clip(0.5 * (low + high), self.floor, self.ceiling)
        return found

    def _narrow(self, probabilities: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Cut each bracket into equal parts and keep the one with the quantile in it."""
        grid: Floats = low[:, None] + (high - low)[:, None] * _GRID
        side = np.where(probabilities > 0.5, 1.0, -1.0)[:, None]
        wanted = np.where(probabilities > 0.5, 1.0 - probabilities, probabilities)[:, None]
        tails = self._tails(grid, side=side)
        is_below = np.where(side < 0, tails < wanted, tails > wanted)
        right = np.clip(is_below.sum(axis=1), 1, _GRID.size - 1)
        rows = np.arange(probabilities.size)
        return grid[rows, right - 1], grid[rows, right]

    def _smallest_spread(self) -> float:
        levels = np.exp(np.clip(self.centres, -_EXPONENT_MAX, _EXPONENT_MAX))
        return float((self.spreads * np.where(self.is_log, levels, 1.0)).min())

    def _tails(self, values: Floats, *, side: Floats | float) -> Floats:
        """Give the tail on one side (1 above, -1 below) of values of any shape."""
        shifted = np.maximum(values + self.offset, 1e-300)[..., None]
        scaled = np.where(self.is_log, np.log(shifted), values[..., None])
        signed = np.asarray(side)[..., None]
        distance = signed * (scaled - self.centres) / self.spreads
        tails: Floats = (upper_tail(distance, degrees=self.degrees) * self.weights).sum(axis=-1)
        if self.wide_share == 0.0:
            return tails
        wide_distance = side * (values - self.wide_centre) / self.wide_spread
        wide = upper_tail(wide_distance, degrees=self.degrees)
        return tails ** (1.0 - self.wide_share) * wide**self.wide_share

    def _component_quantiles(self, probabilities: Floats) -> Floats:
        units = np.array([unit_quantile(float(p), self.degrees) for p in probabilities])
        scaled = self.centres + self.spreads * units[:, None]
        exponents = np.clip(scaled, -_EXPONENT_MAX, _EXPONENT_MAX)
        parts: Floats = np.where(self.is_log, np.exp(exponents) - self.offset, scaled)
        if self.wide_share == 0.0:
            return parts
        wide = self.wide_centre + self.wide_spread * units
        return np.concatenate((parts, wide[:, None]), axis=1)


def upper_tail(distance: Floats, *, degrees: int) -> Floats:
    """Give P(T > distance) of Student's t without loss of digits far out.

    Args:
        distance: Any shape, in spreads.
        degrees: 4 or 8.

    Source: the incomplete beta function I(x; degrees/2, 1/2), a polynomial for even degrees,
        with (1 - u) taken out and computed as x / (1 + u).
    """
    square = np.clip(distance, -_FARTHEST, _FARTHEST) ** 2
    near_one = np.sqrt(square / (degrees + square))
    rest = (degrees / (degrees + square)) / (1.0 + near_one)
    if degrees == 4:
        both = rest**2 * (1.0 + near_one / 2.0)
    else:
        both = rest**4 * (16.0 + near_one * (29.0 + near_one * (20.0 + 5.0 * near_one))) / 16.0
    half: Floats = 0.5 * both
    return np.where(distance >= 0, half, 1.0 - half)


def log_density(distance: Floats, *, degrees: int) -> Floats:
    """Give the logarithm of Student's t density up to a constant.

    Args:
        distance: Any shape, in spreads.
        degrees: Degrees of freedom.
    """
    density: Floats = -0.5 * (degrees + 1) * np.log1p(distance * distance / degrees)
    return density


@lru_cache(maxsize=256)
def unit_quantile(probability: float, degrees: int) -> float:
    """Find the quantile of Student's t with spread 1."""
    tail = min(probability, 1.0 - probability)
    low, high = 0.0, 1e6
    for _ in range(100):
        middle = 0.5 * (low + high)
        is_inside = float(upper_tail(np.array([middle]), degrees=degrees)[0]) > tail
        low, high = (middle, high) if is_inside else (low, middle)
    return low if probability > 0.5 else -low
