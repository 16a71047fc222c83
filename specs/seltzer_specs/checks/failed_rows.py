"""Failed-rows checks: rows that satisfy a condition or come out of a query are bad."""

from dataclasses import dataclass
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRowsCheck(CheckBase):
    """Count bad rows; exactly one of `condition` and `query` is given.

    Attributes:
        condition: SQL condition that holds for a bad row.
        query: SELECT whose rows are the bad rows.
        template: The condition or query with variables by name, where it has any.
        thresholds: On the count; more than 0 fails where the user gave none.
    """

    kind: ClassVar[CheckKind] = "failed_rows"
    condition: str | None = None
    query: str | None = None
    template: str | None = None
    thresholds: Thresholds
