"""What a statement will read, as the engine tells it before running."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a statement is expected to read.

    Attributes:
        rows: Rows read from tables; None where the engine does not tell.
        bytes: Bytes read from tables, in the unit that the engine bills or stores; None where it
            does not tell.
    """

    rows: int | None = None
    bytes: int | None = None


NOTHING = Estimate(rows=0, bytes=0)


def total(estimates: Iterable[Estimate | None]) -> Estimate:
    """Add estimates up; what one of them does not know, the sum does not know either."""
    found = [estimate or Estimate() for estimate in estimates]
    return Estimate(
        rows=_sum([estimate.rows for estimate in found]),
        bytes=_sum([estimate.bytes for estimate in found]),
    )


def _sum(numbers: list[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
