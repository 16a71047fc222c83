"""Comments of a file that is written anew: each goes to the line that says what it stood at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seltzer_specs.fmt.tokens import find_comments, scan_tokens


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the new file, or several that belong together.

    Attributes:
        text: With its indentation, without a line feed at its end.
        source: Line of the old file that it comes from, from 1; 0 for none.
        until: Last line of what it comes from; comments in between go above it.
        is_closed: True where no comment can stand behind its first line.
    """

    text: str
    source: int = 0
    until: int = 0
    is_closed: bool = False

    @property
    def indent(self) -> str:
        """Give the blanks in front of it."""
        return self.text[: len(self.text) - len(self.text.lstrip(" "))]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the old file.

    Attributes:
        text: From its `#`.
        line: Where it stands, from 1.
        is_behind: True where something stands in front of it.
    """

    text: str
    line: int
    is_behind: bool


def read_comments(text: str) -> tuple[Comment, ...]:
    """Give the comments of a text that was read without mistakes, in order."""
    found: list[Comment] = []
    for start, end in find_comments(text, scan_tokens(text)):
        row = text.rfind("\n", 0, start) + 1
        is_behind = bool(text[row:start].strip())
        found.append(Comment(text[start:end], text.count("\n", 0, start) + 1, is_behind))
    return tuple(found)


def weave(lines: Sequence[Line], comments: Iterable[Comment]) -> str:
    """Give the lines as a text with all comments.

    A comment behind something stays behind the first line that comes from there. Any other one
    goes above the line that comes from where it stands, or else from the next line below it; what
    stands below everything comes last.
    """
    above: dict[int, list[str]] = {}
    behind: dict[int, str] = {}
    for comment in comments:
        at = _place_of(comment, lines)
        can_follow = (
            comment.is_behind
            and at < len(lines)
            and lines[at].source == comment.line
            and at not in behind
            and not lines[at].is_closed
        )
        if can_follow:
            behind[at] = comment.text
        else:
            above.setdefault(at, []).append(comment.text)
    rows: list[str] = []
    for at, line in enumerate(lines):
        rows += [f"{line.indent}{text}" for text in above.get(at, ())]
        head, feed, rest = line.text.partition("\n")
        rows.append(f"{head}  {behind[at]}{feed}{rest}" if at in behind else line.text)
    return "".join(f"{row}\n" for row in [*rows, *above.get(len(lines), ())])


def _place_of(comment: Comment, lines: Sequence[Line]) -> int:
    """Give the index of the line that a comment goes to; behind all of them for none."""
    inside = [
        (at, line)
        for at, line in enumerate(lines)
        if line.source and line.source <= comment.line <= max(line.until, line.source)
    ]
    if inside:
        return min(inside, key=lambda pair: (comment.line - pair[1].source, pair[0]))[0]
    below = [(line.source, at) for at, line in enumerate(lines) if line.source > comment.line]
    return min(below)[1] if below else len(lines)
