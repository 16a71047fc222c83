"""Holes of a pattern and the stand-ins that keep their places while sqlglot writes the SQL.

A stand-in is a `q` and a run of one Armenian letter: a name to sqlglot, as long as wanted, of a
case that shows when something changes it, and unlike all other parts of the SQL.
"""

import re
from collections.abc import Sequence
from typing import Final

from seltzer_compiler.stencils.words import LOWER, MIXED, UPPER

MAX_HOLES: Final = 36
MIN_WIDTH: Final = 2

_RUN = re.compile("[qQ][\u0531-\u0556\u0561-\u0586]+")
_UPPER, _LOWER = 0x0531, 0x0561

LETTERS: Final = {
    LOWER: tuple(f"q{chr(_LOWER + number)}" for number in range(MAX_HOLES)),
    UPPER: tuple(f"Q{chr(_UPPER + number)}" for number in range(MAX_HOLES)),
    MIXED: tuple(f"Q{chr(_LOWER + n)}{chr(_UPPER + n)}" for n in range(MAX_HOLES)),
}
"""What stand-ins are made of, by the case of what fills the hole, then by the hole's number."""


def stand_in(letters: str, width: int) -> str:
    """Give a stand-in of a width, at least `MIN_WIDTH`."""
    return letters[0] + (letters[1:] * width)[: width - 1]


def find_holes(text: str, stand_ins: Sequence[str]) -> tuple[str, tuple[int, ...]] | None:
    """Give SQL as a `%` format, and which hole is where; None where a stand-in was changed.

    Args:
        text: SQL with stand-ins.
        stand_ins: In the order of the holes' numbers; each must be there.
    """
    number_of = {found: number for number, found in enumerate(stand_ins)}
    runs = _RUN.findall(text)
    if set(runs) != set(stand_ins):
        return None
    return _RUN.sub("%s", text.replace("%", "%%")), tuple(number_of[run] for run in runs)
