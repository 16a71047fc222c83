"""Parts of a file's text at other places: moved sideways, some words replaced, comments kept."""

import re
from functools import cached_property

from seltzer_specs.fmt.splices import Splice, apply_splices
from seltzer_specs.fmt.tokens import Token, find_comments, scan_tokens


class UnmovableError(Exception):
    """A section is written in a way that cannot be moved; the message says in which."""


class FileText:
    """A file's text and what stands in it.

    Args:
        text: The file, read without mistakes; its lines end with line feeds.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Give its YAML tokens."""
        return scan_tokens(self.text)

    @cached_property
    def _comments(self) -> tuple[tuple[int, int], ...]:
        return find_comments(self.text, self.tokens)

    @cached_property
    def _marks(self) -> tuple[int, ...]:
        return tuple(t.start for t in self.tokens if t.kind in ("Anchor", "Alias", "Tag"))

    def line_of(self, offset: int) -> int:
        """Give where the line of an offset starts."""
        return self.text.rfind("\n", 0, offset) + 1

    def comments(self, start: int, end: int) -> list[str]:
        """Give the comments in an extent."""
        return [self.text[a:b] for a, b in self._comments if start <= a < end]

    def refuse_marks(self, start: int, end: int) -> None:
        """Refuse an extent whose anchors, tags or aliases would be lost.

        Raises:
            UnmovableError: there is one.
        """
        if any(start <= mark < end for mark in self._marks):
            raise UnmovableError("an anchor, a tag or an alias stands in it")


class MovedText:
    """Changes of a file's text, made where a part of it is rendered."""

    def __init__(self, file: FileText) -> None:
        self.file = file
        self._splices: list[Splice] = []
        self._shifts: dict[int, int] = {}

    def replace(self, start: int, end: int, text: str) -> None:
        """Put another text in the place of what stands there."""
        self._splices.append(Splice(start, end, text))

    def shift(self, start: int, end: int, columns: int) -> None:
        """Move the lines that start in an extent to the right, or to the left where negative."""
        line = start
        while line < end:
            self._shifts[line] = self._shifts.get(line, 0) + columns
            line = self.file.text.find("\n", line) + 1 or end

    def render(self, start: int, end: int) -> str:
        """Give a part of the text with all its changes."""
        inside = [s for s in self._splices if start <= s.start and s.end <= end]
        inside += [
            self._shifted(line, columns)
            for line, columns in self._shifts.items()
            if start <= line < end and not self._is_replaced(line, columns)
        ]
        moved = (Splice(a - start, b - start, text) for a, b, text in inside)
        return apply_splices(self.file.text[start:end], moved)

    def _is_replaced(self, line: int, columns: int) -> bool:
        """Tell whether the blanks at a line's start have gone with something replaced."""
        return any(
            s.start < line < s.end or (columns < 0 and s.start == line < s.end)
            for s in self._splices
        )

    def _shifted(self, line: int, columns: int) -> Splice:
        blank = re.compile(r" *").match(self.file.text, line)
        width = blank.end() - line if blank is not None else 0
        if columns <= 0:
            return Splice(line, line + min(width, -columns), "")
        is_empty = self.file.text[line + width : line + width + 1] in ("", "\n")
        return Splice(line, line, "" if is_empty else " " * columns)
