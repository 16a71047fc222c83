"""Outcomes as people see them: always a word and a shape, never colour alone."""

from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

Outcome: TypeAlias = Literal["pass", "warn", "fail", "error", "skipped"]

WORST_FIRST: Final = ("fail", "error", "warn", "pass", "skipped")
"""Order of attention. `skipped` says nothing about the data, so anything else is worse."""

STACK_ORDER: Final = ("fail", "error", "warn", "pass", "skipped")
"""From the baseline up in stacked bars: what hurts stands on common ground."""

RANK: Final = {outcome: place for place, outcome in enumerate(WORST_FIRST)}

BAD: Final = ("fail", "error", "warn")
"""Outcomes that ask for somebody's attention."""

SEVERITIES: Final = ("critical", "major", "minor")


def worst(outcomes: Iterable[str]) -> str | None:
    """Give the outcome that deserves attention most; None where there is none."""
    return min(outcomes, key=lambda outcome: RANK.get(outcome, len(RANK)), default=None)
