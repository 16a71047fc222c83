"""YAML text to its tokens and comments, with places: what rewriting a text needs to know of it."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

import yaml

Kind: TypeAlias = Literal[
    "DocumentStart", "DocumentEnd", "BlockSequenceStart", "BlockMappingStart", "BlockEnd",
    "FlowSequenceStart", "FlowMappingStart", "FlowSequenceEnd", "FlowMappingEnd", "BlockEntry",
    "FlowEntry", "Key", "Value", "Alias", "Anchor", "Tag", "Scalar", "StreamStart", "StreamEnd",
]  # fmt: skip

VIRTUAL = frozenset({"BlockSequenceStart", "BlockMappingStart", "BlockEnd", "StreamStart"})
"""Kinds that stand for no character."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        kind: What it is.
        start: Offset of its first character.
        end: Offset behind its last one; a block scalar ends with its blank lines.
        line: Line of its first character, from 0.
        column: Column of its first character, from 0.
        last_line: Line of its last character.
        value: Text of a scalar.
        style: Of a scalar: empty for plain text, else its mark.
    """

    kind: Kind
    start: int
    end: int
    line: int
    column: int
    last_line: int
    value: str = ""
    style: str = ""

    @property
    def is_block_scalar(self) -> bool:
        """Tell whether it is lines of text below `|` or `>`."""
        return self.style in ("|", ">") and self.kind == "Scalar"


def scan_tokens(text: str) -> tuple[Token, ...]:
    """Give the tokens of a text.

    Args:
        text: YAML that was read without mistakes, with line feeds only, without directives.
    """
    # Any: PyYAML has no types for its tokens.
    loader: Any = yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader
    found: Any = yaml.scan(text, Loader=loader)
    return tuple(_token(token, text) for token in found)


def _token(token: Any, text: str) -> Token:
    kind = cast(Kind, type(token).__name__.removesuffix("Token"))
    start, end = token.start_mark, token.end_mark
    style = (token.style or "") if kind == "Scalar" and not token.plain else ""
    # Where a scalar ends, parsers point behind its line feed, or at what comes next.
    last = end.index
    if style in ("|", ">"):
        last -= text[start.index : last].endswith("\n")
    elif kind == "Scalar":
        last = start.index + len(text[start.index : last].rstrip())
    return Token(
        kind=kind,
        start=start.index,
        end=last,
        line=start.line,
        column=start.column,
        last_line=start.line + text.count("\n", start.index, last),
        value=str(token.value) if kind in ("Scalar", "Alias", "Anchor") else "",
        style=style,
    )


def find_comments(text: str, tokens: tuple[Token, ...]) -> tuple[tuple[int, int], ...]:
    """Give the extents of all comments, in order; each ends before its line feed."""
    found: list[tuple[int, int]] = []
    position = 0
    for token in tokens:
        if token.kind in VIRTUAL:
            continue
        found += _comments_between(text, position, token.start)
        position = max(position, _header_end(token, text, found))
    return (*found, *_comments_between(text, position, len(text)))


def _header_end(token: Token, text: str, found: list[tuple[int, int]]) -> int:
    """Give the end of a token, and note the comment that stands behind `|` or `>`."""
    if token.is_block_scalar:
        line_end = text.find("\n", token.start)
        head_end = len(text) if line_end < 0 else line_end
        found += _comments_between(text, token.start, head_end)
    return token.end


def _comments_between(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while (mark := text.find("#", start, end)) >= 0:
        line_end = text.find("\n", mark, end)
        start = end if line_end < 0 else line_end
        found.append((mark, mark + len(text[mark:start].rstrip())))
    return found
