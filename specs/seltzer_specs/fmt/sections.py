"""A text to its documents, and those to the keys of their roots, each with its comments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seltzer_specs.fmt.nesting import walk
from seltzer_specs.fmt.tokens import Token, scan_tokens

_COMMENT = re.compile(r"\s*#")


@dataclass(frozen=True, slots=True)
class Section:
    """A key of a document's root, and what stands below it.

    Attributes:
        key: Its text.
        start: Offset of its first line, the comments above it included.
        key_start: Offset of the key.
        key_end: Offset behind the key.
        end: Offset of the next section, or of the end.
    """

    key: str
    start: int
    key_start: int
    key_end: int
    end: int


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """One document of a text.

    Attributes:
        start: Offset of its first line, its `---` included.
        end: Offset behind it, where the next one starts.
        sections: The keys of its root; none where that is no block mapping.
        tail: Offset of its `...`, or its end.
    """

    start: int
    end: int
    sections: tuple[Section, ...]
    tail: int

    @property
    def body(self) -> int:
        """Give the offset of the first section, or of the end."""
        return self.sections[0].start if self.sections else self.end


def split_documents(text: str) -> tuple[SplitDocument, ...]:
    """Give the documents of a text that was read without mistakes."""
    tokens = scan_tokens(text)
    opened = [t for t in tokens if t.kind == "DocumentStart"]
    content = next((t for t in tokens if t.kind not in ("StreamStart", "DocumentStart")), None)
    is_implicit = not opened or (content is not None and content.start < opened[0].start)
    starts = [0, *(t.start for t in (opened if is_implicit else opened[1:]))]
    ends = [*starts[1:], len(text)]
    keys = _root_keys(tokens)
    closed = [t.start for t in tokens if t.kind == "DocumentEnd"]
    return tuple(
        _document(text, start, end, keys, closed) for start, end in zip(starts, ends, strict=True)
    )


def _root_keys(tokens: Sequence[Token]) -> list[Token]:
    """Give the keys of roots in block style."""
    found: list[Token] = []
    for token, frames in walk(tokens):
        if len(frames) == 1 and token.kind == "Scalar":
            top = frames[0]
            if top.is_mapping and not top.is_flow and top.is_at_key:
                found.append(token)
    return found


def _document(
    text: str, start: int, end: int, keys: Sequence[Token], closed: Sequence[int]
) -> SplitDocument:
    tail = next((offset for offset in closed if start <= offset < end), end)
    own = [key for key in keys if start <= key.start < tail]
    lines = [text.rfind("\n", 0, key.start) + 1 for key in own]
    if any(text[line : key.start].strip() for line, key in zip(lines, own, strict=True)):
        return SplitDocument(start, end, (), tail)
    tops = [_lead(text, max([start, *(k.end for k in own[:n])]), line, is_first=n == 0)
            for n, line in enumerate(lines)]  # fmt: skip
    sections = tuple(
        Section(key.value, top, key.start, key.end, below)
        for key, top, below in zip(own, tops, [*tops[1:], tail][: len(own)], strict=True)
    )
    return SplitDocument(start, end, sections, tail)


def _lead(text: str, floor: int, line: int, *, is_first: bool) -> int:
    """Give where the comments above a key start.

    Comments that touch what stands above them, and not the key, belong to that; so does a block of
    comments at the head of a file that an empty line parts from the first key.
    """
    above = text[floor:line].split("\n")[:-1]
    count = 0
    while count < len(above) and _is_comment_or_blank(above[-1 - count]):
        count += 1
    lead = above[len(above) - count :]
    if any(not entry.strip() for entry in lead):
        last = max(n for n, entry in enumerate(lead) if not entry.strip())
        first = min(n for n, entry in enumerate(lead) if not entry.strip())
        lead = lead[last + 1 if is_first else first + 1 :]
    while lead and not lead[0].strip():
        lead = lead[1:]
    return line - sum(len(entry) + 1 for entry in lead)


def _is_comment_or_blank(line: str) -> bool:
    return not line.strip() or line.startswith("#")
