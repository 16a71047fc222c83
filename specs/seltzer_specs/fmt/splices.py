"""Changes of a text, collected by place and made at once."""

from collections.abc import Iterable
from typing import NamedTuple


class Splice(NamedTuple):
    """One change: characters from `start` to `end` become `text`."""

    start: int
    end: int
    text: str


def apply_splices(text: str, splices: Iterable[Splice]) -> str:
    """Give the text with all changes; they do not overlap."""
    parts: list[str] = []
    position = 0
    for splice in sorted(splices):
        parts += [text[position : splice.start], splice.text]
        position = splice.end
    return "".join([*parts, text[position:]])
