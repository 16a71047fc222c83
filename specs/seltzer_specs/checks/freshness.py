"""Freshness checks: how old the newest row is."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.names import Name
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessCheck(CheckBase):
    """Compare the age of the newest value of a column with thresholds in seconds.

    Attributes:
        column: Date or timestamp column.
        now: End of the measured age, from a variable; None for the scan's data time.
        variable: Name of that variable.
        filter: In-check filter, SQL as written by the user.
        filter_template: `filter` with variables by name, where it has any.
        thresholds: In seconds.
    """

    kind: ClassVar[CheckKind] = "freshness"
    column: Name
    now: datetime | None = None
    variable: str | None = None
    filter: str | None = None
    filter_template: str | None = None
    thresholds: Thresholds
