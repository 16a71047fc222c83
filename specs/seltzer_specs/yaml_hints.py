"""What is wrong with a text that is no YAML, in the words of those who write checks."""

import re
from collections.abc import Sequence

CLOSING = frozenset("]}'\"")
HINTS = {
    "mapping values are not allowed here": "a second colon in one line; quote the text",
    "found character '\\t' that cannot start any token": "a tab; indent with spaces",
    "could not find expected ':'": "a key without a colon; add it, or check the indentation",
    "expected <block end>, but found": "the indentation does not fit the lines above",
    "found unexpected end of stream": "a quote is opened and never closed",
    "cannot start any token": "this character must be quoted here",
    "expected a comment or a line break": "text that starts with > or | must be quoted",
    "expected ',' or": "a bracket is opened and never closed, or a comma is missing",
}

_LEVEL = re.compile(r"\s*(warn|fail|when)\s*:\s*(?P<condition>[<>|=].*)")
_TWO_KEYS = re.compile(r"\s*- [^:]*(?::\s+[^:]*)?:\s+(?P<key>[a-z][\w ]*):(?:\s|$)")


def hint_of(problem: str, text: str, line: int, column: int) -> tuple[str, int, int]:
    """Say what is wrong, and where.

    Args:
        problem: What the parser says.
        text: The whole text.
        line: Where the parser noticed it, from 0.
        column: Likewise.

    Returns:
        What is wrong with what to do, and its line and column, from 0.
    """
    general = next((words for part, words in HINTS.items() if part in problem), problem)
    lines = text.splitlines()
    if line >= len(lines):
        return general, line, column
    here = lines[line]
    before = here[:column].rstrip()
    if _is_first(problem, before) and _lacks_colon(lines[: line + 1]):
        return "the line above has keys below it and no colon at its end; add it", line, column
    if "mapping values" in problem:
        two = _TWO_KEYS.match(here)
        if two is not None:
            key = two["key"]
            return f'"{key}:" wants a line of its own, deeper than this one', line, two.start("key")
    level = _LEVEL.match(here)
    if level is not None:
        key = "fail" if level[1] == "when" else level[1]
        condition = level["condition"].strip()
        return f'a condition wants "when" in front; write `{key}: when {condition}`', line, column
    if "block end" in problem and before[-1:] in CLOSING:
        is_word = before[-1:] in "'\"" and here[:column] == before
        quoted = "a quote in the text ends it; write it twice, or quote the other way"
        behind = f"text behind a closing {before[-1:]}; quote the whole value"
        return (quoted if is_word else behind), line, column
    if "cannot start any token" in problem and "\t" not in here[: column + 1]:
        return f'"{here[column : column + 1]}" must be quoted here', line, column
    return general, line, column


def _is_first(problem: str, before: str) -> bool:
    """Tell whether a mark stands at the first key of its line."""
    return ": " not in before.lstrip(" -") if "mapping values" in problem else not before


def _lacks_colon(lines: Sequence[str]) -> bool:
    """Tell whether the last line stands below one that wants a colon and has none."""
    above = next((line for line in reversed(lines[:-1]) if line.strip()), "").split(" #")[0]
    is_below = bool(above) and _indent(lines[-1]) > _indent(above)
    is_list = any(line.lstrip().startswith("- ") for line in (above, lines[-1]))
    return is_below and is_list and ":" not in above


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
