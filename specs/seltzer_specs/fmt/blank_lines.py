"""Blank lines: one between sections, none around `---`, nowhere two."""

import re
from collections.abc import Iterable

from seltzer_specs.fmt.sections import split_documents
from seltzer_specs.fmt.tokens import Token, scan_tokens
from seltzer_specs.sodacl.identifiers import join_spaces
from seltzer_specs.sodacl.section_names import (
    CHECKS_FOR,
    CONFIGURATIONS,
    FILTER,
    RECONCILIATION,
    is_expanded,
)

_KEEPS = re.compile(r"[|>][0-9]?\+")


def space_out(text: str) -> str:
    """Give a text with the blank lines it should have; those inside texts stay."""
    tokens = scan_tokens(text)
    lines = text.split("\n")[:-1]
    texts, endless = _text_lines(tokens, lines, text)
    marks = {token.line for token in tokens if token.kind == "DocumentStart"}
    sections = {text.count("\n", 0, start) for start in _section_starts(text)}
    found: list[str] = []
    is_blank, is_tight = False, True
    for number, line in enumerate(lines):
        if number not in texts and not line:
            is_blank = True
            continue
        is_wanted = is_blank or (number in sections and number - 1 not in endless)
        if is_wanted and not is_tight and number not in marks:
            found.append("")
        found.append(line)
        is_blank, is_tight = False, number in marks
    return "".join(f"{line}\n" for line in found)


def _text_lines(
    tokens: Iterable[Token], lines: list[str], text: str
) -> tuple[frozenset[int], frozenset[int]]:
    """Give the lines inside texts, and of these the ones of texts that end with the next key."""
    inside: set[int] = set()
    endless: set[int] = set()
    for token in tokens:
        if token.kind != "Scalar":
            continue
        rest = range(token.line + 1, token.last_line + 1)
        if _KEEPS.match(text, token.start) and token.is_block_scalar:
            endless.update(range(token.line, token.last_line + 1))
        elif token.is_block_scalar:
            while rest and not lines[rest[-1]]:
                rest = rest[:-1]
        inside.update(rest)
    return frozenset(inside), frozenset(endless)


def _section_starts(text: str) -> list[int]:
    """Give where the sections of SodaCL files start, but for the first of each document."""
    return [
        section.start
        for document in split_documents(text)
        if any(_is_header(join_spaces(section.key)) for section in document.sections)
        and not any(section.key in ("apiVersion", "kind") for section in document.sections)
        for section in document.sections[1:]
    ]


def _is_header(key: str) -> bool:
    """Tell whether a key is a header that SodaCL files alone have."""
    patterns = (CHECKS_FOR, FILTER, CONFIGURATIONS, RECONCILIATION)
    return is_expanded(key) or any(pattern.fullmatch(key) for pattern in patterns)
