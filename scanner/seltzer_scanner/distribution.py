"""How far the values of a column are from a reference distribution.

The statistics are those of Soda, so that thresholds keep their meaning. A continuous reference is
made values again ten times, with the seeds 0 to 9, and the median of the ten results counts: the
same values give the same result in every scan.
"""

import warnings
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from seltzer_dialects.connection import RawValue
from seltzer_specs.checks import Distribution
from seltzer_specs.checks.distribution import DistributionMethod

Numbers: TypeAlias = NDArray[np.float64]
Category: TypeAlias = str | Decimal

DRAWS = 10
MIN_EXPECTED = 5
"""Rows that the chi-square test wants of each category, on both sides."""

PSI_BINS = 10
_NEARLY_NONE = 1e-5


class NotComparableError(ValueError):
    """The values cannot be compared with the reference; the text never quotes them."""


def compare_values(values: Numbers, reference: Distribution, method: DistributionMethod) -> float:
    """Compare the values of a continuous column with a reference.

    Args:
        values: Shape (n,), at least one, finite.
        reference: Continuous.
        method: All but `chi_square`.

    Returns:
        For `ks` the p-value, else the distance.

    Raises:
        NotComparableError: there is no such number.
    """
    compare = _METHODS[method]
    results = [compare(_draw(reference, len(values), seed), values) for seed in range(DRAWS)]
    return _checked(float(np.median(results)))


def compare_counts(
    counts: Mapping[Category, int], reference: Distribution, method: DistributionMethod
) -> float:
    """Compare how often each category occurs with a reference.

    As in Soda `psi`, `swd` and `semd` compare how large the counts are, not which category has
    them; `chi_square` compares category by category.

    Raises:
        NotComparableError: categories are missing or too rare for the test.
    """
    total = sum(counts.values())
    expected: dict[Category, int] = {}
    for value, weight in zip(reference.bins, reference.weights, strict=True):
        expected[to_category(value)] = round(weight * total)
    if method == "chi_square":
        return _checked(_chi_square(counts, expected))
    compare = _METHODS[method]
    wanted = np.array(list(expected.values()), dtype=float)
    return _checked(compare(wanted, np.array(list(counts.values()), dtype=float)))


def to_category(value: RawValue) -> Category:
    """Give a value as it is told apart from others: numbers by size, all else as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    return str(value)


def _draw(reference: Distribution, size: int, seed: int) -> Numbers:
    """Give values whose distribution is the reference, by inverting its cumulated weights."""
    chances = np.random.default_rng(seed).random(size)
    edges = np.array(reference.bins, dtype=float)
    values: Numbers = np.interp(chances, np.cumsum(reference.weights), edges)
    return values


def _stats() -> Any:
    """Give scipy's statistics, which have no types."""
    return import_module("scipy.stats")


def _ks(reference: Numbers, values: Numbers) -> float:
    with warnings.catch_warnings():
        # Told where the exact p-value cannot be computed and the asymptotic one is given.
        warnings.simplefilter("ignore", RuntimeWarning)
        result = _stats().ks_2samp(reference, values)
    return float(result.pvalue)


def _swd(reference: Numbers, values: Numbers) -> float:
    spread = float(np.std(np.concatenate([reference, values])))
    if spread == 0:
        raise NotComparableError("all values are the same, here and in the reference")
    return float(_stats().wasserstein_distance(reference, values)) / spread


def _psi(reference: Numbers, values: Numbers) -> float:
    low = min(float(reference.min()), float(values.min()))
    high = max(float(reference.max()), float(values.max()))
    edges = np.linspace(low, high, PSI_BINS + 1)
    found, wanted = _shares(values, edges), _shares(reference, edges)
    return float(np.sum((found - wanted) * np.log(found / wanted)))


def _shares(values: Numbers, edges: Numbers) -> Numbers:
    shares = np.histogram(values, bins=edges)[0] / len(values)
    nonzero: Numbers = np.where(shares == 0, _NEARLY_NONE, shares)
    return nonzero


def _chi_square(counts: Mapping[Category, int], expected: Mapping[Category, int]) -> float:
    gone, new = len(expected.keys() - counts.keys()), len(counts.keys() - expected.keys())
    if gone or new:
        raise NotComparableError(
            f"chi_square wants the same categories on both sides: {gone} of the reference are "
            f"not in the data, {new} of the data are not in the reference"
        )
    rare = [c for c in expected if min(expected[c], counts[c]) < MIN_EXPECTED]
    if rare:
        raise NotComparableError(
            f"chi_square wants {MIN_EXPECTED} rows of each category on both sides, and "
            f"{len(rare)} have fewer"
        )
    found = np.array([counts[category] for category in expected], dtype=float) + 1
    wanted = np.array(list(expected.values()), dtype=float) + 1
    result = _stats().chisquare(found, wanted * found.mean() / wanted.mean())
    return float(result.pvalue)


def _checked(value: float) -> float:
    if not np.isfinite(value):
        raise NotComparableError("the values differ too little or too much to be compared")
    return value


_METHODS: Mapping[DistributionMethod, Callable[[Numbers, Numbers], float]] = {
    "ks": _ks,
    "psi": _psi,
    "swd": _swd,
    "semd": _swd,
}


def to_numbers(values: Sequence[RawValue]) -> Numbers:
    """Give the values of a continuous column as numbers.

    Raises:
        NotComparableError: one is no finite number.
    """
    found = [
        float(value)
        for value in values
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    ]
    if len(found) < len(values):
        raise NotComparableError("a continuous distribution wants numbers, got other values")
    numbers = np.array(found, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise NotComparableError("the values hold NaN or infinity, which cannot be compared")
    return numbers
