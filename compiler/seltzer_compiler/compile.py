"""Checks to a plan of queries, without a connection."""

from collections.abc import Sequence

from seltzer_compiler.plan import ScanPlan
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import Check


def compile_checks(
    checks: Sequence[Check], *, dialect: Dialect, data_source: str, schema: str | None = None
) -> ScanPlan:
    """Compile the checks of one data source."""
    raise NotImplementedError
