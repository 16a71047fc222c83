"""Which other data sources checks read."""

from collections.abc import Iterable

from seltzer_specs.checks import Check, RowCountComparisonCheck


def sources_compared_with(checks: Iterable[Check]) -> frozenset[str]:
    """Give the names of the data sources that checks name beside that of their own dataset."""
    return frozenset(
        check.other.data_source
        for check in checks
        if isinstance(check, RowCountComparisonCheck) and check.other.data_source is not None
    )
