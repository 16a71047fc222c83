"""Where a thing stands in a file, so that every message can point at it."""

from typing import NamedTuple


class Location(NamedTuple):
    """A place in a text file.

    Attributes:
        file: Path as the user would type it, relative to the repository root where there is one.
        line: First line, counted from 1.
        column: First column, counted from 1, in characters.
        start: Offset of the first character from the start of the text.
        end: Offset just past the last character; equal to `start` where the extent is unknown.
    """

    file: str
    line: int = 1
    column: int = 1
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
