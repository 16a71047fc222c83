"""Conditions of users that compare names with numbers and texts, as pieces of which some are holes.

Only what has one meaning in every dialect is read here: comparisons, IN, BETWEEN, LIKE and IS NULL,
joined by AND, OR and NOT. Everything else, comments and functions among it, is left to sqlglot.
"""

import re
from typing import Literal, TypeAlias

from seltzer_compiler.stencils.words import Words, is_plain_text

MAX_CHARACTERS = 400

_PIECE = re.compile(
    r"\s*(?:(?P<word>[A-Za-z][A-Za-z0-9_]*)|(?P<number>\d+(?:\.\d+)?)(?![\w.])"
    r"|'(?P<text>[^'\\]*)'|(?P<sign><>|!=|<=|>=|[=<>(),]))\s*"
)
_WORDS = frozenset({"AND", "OR", "NOT", "IN", "IS", "BETWEEN", "LIKE"})


Kind: TypeAlias = Literal["sign", "value", "name", "text"]
"""A sign or word between values; a number, NULL or empty text; what may be another name or text."""

Pieces: TypeAlias = tuple[tuple[Kind, str], ...]


def read_condition(text: str, words: Words) -> Pieces | None:
    """Split a condition into pieces; None where it is more than a plain one.

    Whether the pieces make a condition is for sqlglot to say.
    """
    if len(text) > MAX_CHARACTERS:
        return None
    found: list[tuple[Kind, str]] = []
    position, follows_value = 0, False
    while position < len(text):
        match = _PIECE.match(text, position)
        piece = _piece(match, words) if match is not None else None
        if match is None or piece is None:
            return None
        is_value = piece[0] != "sign"
        # Neighbours such as `DATE '2026-01-31'`, `f(x)` and `a b` mean something together.
        if follows_value and (is_value or piece[1] == "("):
            return None
        follows_value = is_value or piece[1] == ")"
        found.append(piece)
        position = match.end()
    return tuple(found)


def _piece(match: re.Match[str], words: Words) -> tuple[Kind, str] | None:
    """Give a piece; None for what may mean more than it looks."""
    kind, found = match.lastgroup, match[match.lastgroup or 0]
    if kind == "sign":
        return "sign", found
    if kind == "number":
        return "value", found
    if kind == "text":
        return _text(found)
    return _word(found, words)


def _text(found: str) -> tuple[Kind, str] | None:
    if not found:
        return "value", "''"  # no hole: it could not be found again
    return ("text", found) if is_plain_text(found) else None


def _word(found: str, words: Words) -> tuple[Kind, str] | None:
    if found.upper() in _WORDS:
        return "sign", found.upper()
    if found.upper() == "NULL":
        return "value", "NULL"
    return ("name", found) if words.is_name_in_sql(found) else None
