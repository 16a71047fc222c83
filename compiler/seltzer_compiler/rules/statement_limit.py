"""No statement has more aggregates than the engine takes.

What: a shared scan with more outputs than `Dialect.MAX_OUTPUTS` becomes several of nearly equal
size, in the order of their aliases.
Helps: statements stay below the limits of engines (PostgreSQL: 1,664 columns) and readable.
Hurts: one more scan per extra statement, so the limit is as high as the engine allows.
"""

from collections.abc import Sequence
from typing import TypeVar

Member = TypeVar("Member")
NAME = "statement-limit"


def chunks(members: Sequence[Member], limit: int) -> tuple[tuple[Member, ...], ...]:
    """Cut into the fewest parts of at most `limit`, nearly equal in size."""
    number = -(-len(members) // limit)
    size, extra = divmod(len(members), number)
    ends = [(i + 1) * size + min(i + 1, extra) for i in range(number)]
    starts = [0, *ends[:-1]]
    return tuple(tuple(members[a:b]) for a, b in zip(starts, ends, strict=True))
