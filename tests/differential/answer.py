"""What one system says of one check, in words that both share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Number: TypeAlias = int | float
Outcome: TypeAlias = Literal["pass", "warn", "fail", "skipped", "error"]


@dataclass(frozen=True)
class Answer:
    """An outcome with the number it is about.

    Attributes:
        outcome: `error` is every check that the system complains about, whatever it says beside.
        value: The number; None where there is none.
        groups: Answers of the groups of a group by, sorted.
        reported: What the system reports all the same, where it is an error.
        text: The complaint or the reason.
    """

    outcome: Outcome
    value: Number | None = None
    groups: tuple["Answer", ...] = ()
    reported: str | None = None
    text: str = ""


def are_equal(one: Answer, other: Answer) -> bool:
    """Tell whether two answers are one; an error is an error, whatever is said beside it."""
    if one.outcome != other.outcome:
        return False
    if one.outcome == "error":
        return True
    return (
        are_close(one.value, other.value)
        and len(one.groups) == len(other.groups)
        and all(map(are_equal, one.groups, other.groups))
    )


def in_order(groups: Iterable[Answer]) -> tuple[Answer, ...]:
    """Sort answers of groups, whose names the two write differently."""
    return tuple(sorted(groups, key=lambda answer: (answer.outcome, repr(answer.value))))


def are_close(one: Number | None, other: Number | None) -> bool:
    """Tell whether two numbers are one: whole ones exactly, others to nine digits."""
    if one is None or other is None:
        return one is other
    if one == other or (one != one and other != other):
        return True
    if isinstance(one, int) and isinstance(other, int):
        return False
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
