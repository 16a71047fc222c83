"""A reference distribution from the values of a column."""

import math
from collections.abc import Mapping

import numpy as np

from seltzer_dialects.connection import RawValue
from seltzer_scanner.distribution import Numbers
from seltzer_specs.checks import Distribution

MAX_BINS = 20_000
"""Edges of a reference, so that its file stays below the limits of YAML files."""

_WHISKER = 1.5


def make_continuous(values: Numbers) -> Distribution:
    """Give a histogram of the values, its bins as wide as numpy's `auto` and Soda make them.

    Where outliers make that more bins than values or than a file can hold, values beyond 1.5
    interquartile ranges of the quartiles are left out, and then the square root of their number
    is taken.

    Args:
        values: Shape (n,), at least one, finite.
    """
    kept, count = values, count_bins(values)
    if count >= min(MAX_BINS, len(values)) > 1:
        kept = _without_outliers(values)
        count = count_bins(kept)
        if count >= min(MAX_BINS, len(kept)):
            count = min(MAX_BINS, math.ceil(math.sqrt(len(kept))))
    found, edges = np.histogram(kept, bins=count)
    weights = found / found.sum()
    return Distribution(
        type="continuous",
        bins=tuple(float(edge) for edge in edges),
        # Of the first edge nothing lies below it.
        weights=(0.0, *(float(weight) for weight in weights)),
    )


def make_categorical(counts: Mapping[RawValue, int]) -> Distribution:
    """Give the share of each value, the most frequent first."""
    total = sum(counts.values())
    order = sorted(counts.items(), key=lambda found: (-found[1], str(found[0])))
    return Distribution(
        type="categorical",
        bins=tuple(_plain(value) for value, _ in order),
        weights=tuple(count / total for _, count in order),
    )


def count_bins(values: Numbers) -> int:
    """Give the number of bins of numpy's `auto`: the finer of Freedman-Diaconis and Sturges.

    Computed here because numpy itself makes the histogram at once, of any size.
    """
    spread = float(values.max() - values.min())
    if spread == 0:
        return 1
    sturges = spread / (math.log2(len(values)) + 1)
    quarter, three_quarters = np.percentile(values, [25, 75])
    rule = 2 * float(three_quarters - quarter) / len(values) ** (1 / 3)
    width = min(rule, sturges) if rule > 0 else sturges
    return math.ceil(spread / width) if width > 0 else len(values) + 1


def _without_outliers(values: Numbers) -> Numbers:
    low, high = (float(edge) for edge in np.percentile(values, [25, 75]))
    reach = _WHISKER * (high - low)
    return values[(values >= low - reach) & (values <= high + reach)]


def _plain(value: RawValue) -> str | int | float | bool:
    return value if isinstance(value, str | int | float) else str(value)
