"""SQL text with holes: made with stand-ins, and proven on the first measures it is used for."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from seltzer_compiler.stencils.holes import MIN_WIDTH, find_holes
from seltzer_compiler.stencils.patterns import Pattern
from seltzer_compiler.user_sql import UserSqlError
from seltzer_specs.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of SQL.

    Attributes:
        text: The SQL.
        rules: Names of the rules that chose its form.
    """

    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stencil:
    """A piece of SQL with holes.

    Attributes:
        text: As a format of `%`.
        order: Numbers of the holes as they come; None where each comes once, in order.
        rules: Names of the rules that chose its form.
    """

    text: str
    order: tuple[int, ...] | None
    rules: tuple[str, ...]

    def fill(self, fillers: Sequence[str]) -> str:
        """Give the SQL."""
        if self.order is None:
            return self.text % tuple(fillers)
        return self.text % tuple([fillers[number] for number in self.order])


Write: TypeAlias = Callable[[Sequence[int] | None], Written | None]
"""Builds a tree and renders it, with stand-ins of these widths, or with none.

Gives None where the text is no piece of the wanted shape.
"""


def make_free(pattern: Pattern, write: Write) -> Stencil | None:
    """Give the stencil for names and texts of all lengths up to the pattern's `free_widths`.

    sqlglot breaks what is wider than 80 characters, so a text that comes out alike at both ends of
    the lengths does so between them.

    Returns:
        None where line breaks follow from the lengths, or where there is no stencil.
    """
    widths = pattern.free_widths()
    wide = _make(pattern, write, widths)
    if wide is None or wide != _make(pattern, write, [MIN_WIDTH] * len(widths)):
        return None
    return wide if _is_proven(wide, pattern, write) else None


def make_exact(pattern: Pattern, write: Write) -> Stencil | None:
    """Give the stencil for names and texts of just these lengths; None where there is none."""
    found = _make(pattern, write, [len(text) for text in pattern.fillers])
    return found if found is not None and _is_proven(found, pattern, write) else None


def _make(pattern: Pattern, write: Write, widths: Sequence[int]) -> Stencil | None:
    try:
        written = write(widths)
    except UserSqlError:  # said again of what the user wrote, and not of stand-ins
        return None
    if written is None:
        return None
    found = find_holes(written.text, pattern.stand_ins(widths))
    if found is None:
        return None
    text, order = found
    is_in_order = order == tuple(range(len(widths)))
    return Stencil(text, None if is_in_order else order, written.rules)


def _is_proven(stencil: Stencil, pattern: Pattern, write: Write) -> bool:
    """Tell whether the filled stencil is what sqlglot writes without stand-ins."""
    return write(None) == Written(stencil.fill(pattern.fillers), stencil.rules)
