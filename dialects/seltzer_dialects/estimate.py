"""What a statement will read, as the engine tells it before running."""

from collections.abc import Iterable
from dataclasses import dataclass

from seltzer_specs.byte_size import format_bytes


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


def describe(estimate: Estimate | None) -> str:
    """Say what is read: `about 6,000,000 rows, 1.20 GB`."""
    rows, size = (estimate.rows, estimate.bytes) if estimate is not None else (None, None)
    parts = [] if rows is None else [f"{rows:,} row{'' if rows == 1 else 's'}"]
    if size is not None:
        parts.append(format_bytes(size))
    return f"about {', '.join(parts)}" if parts else "unknown: the engine does not tell"
