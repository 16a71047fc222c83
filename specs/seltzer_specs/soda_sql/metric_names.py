"""The 27 metrics of Soda SQL and its groups, and what they are called here."""

from collections.abc import Iterable, Mapping

NAMES: Mapping[str, str] = {
    "row_count": "row_count",
    "missing_count": "missing_count",
    "missing_percentage": "missing_percent",
    "values_count": "values_count",
    "values_percentage": "values_percent",
    "invalid_count": "invalid_count",
    "invalid_percentage": "invalid_percent",
    "valid_count": "valid_count",
    "valid_percentage": "valid_percent",
    "avg_length": "avg_length",
    "min_length": "min_length",
    "max_length": "max_length",
    "min": "min",
    "max": "max",
    "avg": "avg",
    "sum": "sum",
    "variance": "variance",
    "stddev": "stddev",
    "distinct": "distinct_count",
    "unique_count": "unique_count",
    "duplicate_count": "duplicate_count",
    "uniqueness": "uniqueness",
}
"""Metrics that are numbers, by Soda SQL's names."""

PROFILES = ("schema", "mins", "maxs", "frequent_values", "histogram")
"""Metrics that are no numbers but values of the data."""

OF_VALID = frozenset({"valid_count", "valid_percentage", "invalid_count", "invalid_percentage"})
"""Measured only where something says what is valid."""

METRICS = (*NAMES, *PROFILES)

GROUPS: Mapping[str, tuple[str, ...]] = {
    "all": METRICS,
    "missing": ("missing_count", "missing_percentage", "values_count", "values_percentage"),
    "validity": ("valid_count", "valid_percentage", "invalid_count", "invalid_percentage"),
    "duplicates": ("distinct", "unique_count", "uniqueness", "duplicate_count"),
    "length": ("avg_length", "max_length", "min_length"),
    "profiling": ("mins", "maxs", "frequent_values", "histogram"),
    "statistics": ("min", "max", "avg", "sum", "variance", "stddev"),
}

_DERIVED = ("missing", "validity", "duplicates")
"""Groups of which one metric brings the others."""


def with_implied(metrics: Iterable[str], groups: Iterable[str]) -> tuple[str, ...]:
    """Give the metrics that a file asks for, in an order of their own.

    Validity brings missing, missing brings the row count, and a histogram its ends.
    """
    asked, named = set(metrics), set(groups)
    named |= {group for group in _DERIVED if asked & set(GROUPS[group])}
    if "validity" in named:
        named.add("missing")
    asked |= {metric for group in named for metric in GROUPS[group]}
    if "missing" in named:
        asked.add("row_count")
    if "histogram" in asked:
        asked |= {"min", "max"}
    return tuple(metric for metric in METRICS if metric in asked)
