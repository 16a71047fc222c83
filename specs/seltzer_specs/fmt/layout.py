"""Indentation and spaces: lines move sideways, and nothing moves from one line to another."""

import re

from seltzer_specs.fmt.nesting import STEP, Frame, walk
from seltzer_specs.fmt.splices import Splice, apply_splices
from seltzer_specs.fmt.tokens import Token, find_comments, scan_tokens

_STRUCTURE = frozenset({"Key", "Value", "BlockEntry"})
_FREE = frozenset({"DocumentStart", "DocumentEnd", "StreamEnd"})
_HEADER = re.compile(r"[|>][+-]?(?P<digit>[0-9]?)")

Chain = tuple[tuple[int, int], ...]
"""Columns of the open collections, as they are and as they become, from outside to inside."""


def lay_out(text: str) -> str:
    """Give a text with two spaces per level, list items below their key, single gaps."""
    return _Layout(text).run()


class _Layout:
    """One pass over a text.

    `_columns` holds the new column of each line whose first character is known to be moved;
    `_chains` what is open behind the last token of each line.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = scan_tokens(text)
        self._starts = _line_starts(text)
        self._columns: dict[int, int] = {}
        self._chains: dict[int, Chain] = {}
        self._kept: set[int] = set()
        self._flow_line = 0
        self._splices: list[Splice] = []

    def run(self) -> str:
        before: Token | None = None
        for token, frames in walk(self._tokens):
            if before is None or token.line != before.last_line:
                self._place_first(token, frames)
            elif before.end <= token.start:
                self._space(before, token, frames)
            self._place_rest(token, frames)
            blocks = (frame for frame in frames if not frame.is_flow)
            self._chains[token.last_line] = tuple((f.column, f.indent) for f in blocks)
            before = token
        self._place_comments()
        self._splices += [self._indent(line, column) for line, column in self._columns.items()]
        self._strip()
        return apply_splices(self._text, (s for s in self._splices if self._is_change(s)))

    def _is_change(self, splice: Splice) -> bool:
        return self._text[splice.start : splice.end] != splice.text

    def _place_first(self, token: Token, frames: list[Frame]) -> None:
        """Place the first token of a line."""
        if token.kind in _FREE or not frames:
            return
        top = frames[-1]
        if top.is_flow:
            shifted = token.column + self._shift(self._flow_line)
            self._columns[token.line] = max(shifted, _block(frames).indent)
            return
        is_structure = token.kind in _STRUCTURE
        self._columns[token.line] = top.indent if is_structure else top.indent + STEP
        self._flow_line = token.line

    def _space(self, before: Token, token: Token, frames: list[Frame]) -> None:
        """Make the gap between two tokens of one line a single space, or none before a colon."""
        if not frames or frames[-1].is_flow:
            return
        gap = self._text[before.end : token.start]
        if gap.strip(" \t"):
            return
        if before.kind in _STRUCTURE and before.end > before.start:
            self._splices.append(Splice(before.end, token.start, " "))
        elif token.kind == "Value" and before.kind == "Scalar":
            self._splices.append(Splice(before.end, token.start, ""))

    def _place_rest(self, token: Token, frames: list[Frame]) -> None:
        """Place the further lines of a token of several lines."""
        if frames and not frames[-1].is_flow:
            self._flow_line = token.line
        if token.last_line == token.line:
            return
        lines = range(token.line + 1, token.last_line + 1)
        if token.is_block_scalar:
            self._kept.update(lines)
            if frames:
                self._place_block(token, frames[-1], lines)
            return
        self._kept.update(range(token.line, token.last_line))
        floor = _block(frames).indent + 1 if frames else 0
        for line in lines:
            if self._line(line).strip():
                column = self._column(line) + self._shift(token.line)
                self._columns[line] = max(column, floor) if frames else self._column(line)

    def _place_block(self, token: Token, top: Frame, lines: range) -> None:
        texts = [(line, self._line(line)) for line in lines]
        header = _HEADER.match(self._text, token.start)
        digit = int(header["digit"]) if header is not None and header["digit"] else 0
        filled = [text for _, text in texts if text.strip(" ")]
        if not filled:
            return
        old = top.column + digit if digit else len(filled[0]) - len(filled[0].lstrip(" "))
        new = top.indent + (digit or STEP)
        for line, text in texts:
            start, blank = self._starts[line], len(text) - len(text.lstrip(" "))
            is_empty = blank == len(text) and blank <= old
            lead = "" if is_empty else " " * (blank - old + new)
            self._splices.append(Splice(start, start + blank, lead))

    def _place_comments(self) -> None:
        first = {token.line: token for token in reversed(self._tokens) if token.end > token.start}
        lines = sorted(first)
        for start, _ in find_comments(self._text, self._tokens):
            line = self._text.count("\n", 0, start)
            column = start - self._starts[line]
            if self._line(line)[:column].strip():
                continue
            following = next((n for n in lines if n > line), None)
            chain = self._chains.get(max((n for n in self._chains if n < line), default=-1), ())
            self._columns[line] = self._comment_column(column, following, chain)

    def _comment_column(self, column: int, following: int | None, chain: Chain) -> int:
        """Give a comment the place of what it stands above, or of the nearest thing around it."""
        places = list(reversed(chain))
        if following is not None and following in self._columns:
            places.insert(0, (self._column(following), self._columns[following]))
        else:
            places.append((0, 0))
        exact = next((new for old, new in places if old == column), None)
        if exact is not None:
            return exact
        below = [(old, new) for old, new in places if old <= column]
        return max(below)[1] if below else places[0][1]

    def _strip(self) -> None:
        """Take white space from the ends of lines that belong to no text."""
        for line, start in enumerate(self._starts):
            text = self._line(line)
            end = start + len(text)
            bare = start + len(text.rstrip(" \t"))
            if line in self._kept or bare == end:
                continue
            self._splices.append(Splice(bare, end, ""))
            if bare == start:
                self._columns.pop(line, None)

    def _indent(self, line: int, column: int) -> Splice:
        start = self._starts[line]
        return Splice(start, start + self._column(line), " " * column)

    def _shift(self, line: int) -> int:
        return self._columns[line] - self._column(line) if line in self._columns else 0

    def _column(self, line: int) -> int:
        text = self._line(line)
        return len(text) - len(text.lstrip(" \t"))

    def _line(self, line: int) -> str:
        start = self._starts[line]
        end = self._starts[line + 1] - 1 if line + 1 < len(self._starts) else len(self._text)
        return self._text[start:end]


def _block(frames: list[Frame]) -> Frame:
    """Give the innermost collection that is indented; the outermost where all are flow."""
    return next((frame for frame in reversed(frames) if not frame.is_flow), frames[0])


def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer("\n", text)))
