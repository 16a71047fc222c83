"""Identifiers in check lines and headers: plain, `"quoted"`, `` `quoted` `` or `[quoted]`."""

import re

from seltzer_specs.names import Name

QUOTES = {'"': '"', "`": "`", "[": "]"}
PLAIN = re.compile(r"[^\s\"`\[\](),.]+")


HAS_QUOTE = re.compile(r"[\"`\[]")
QUOTED = re.compile(r"(\"[^\"]*\"|`[^`]*`)")


class IdentifierError(ValueError):
    """The text is no identifier; the message says why."""


def parse_dotted(text: str) -> tuple[Name, ...]:
    """Read `orders`, `shop.orders` or `"Shop 1"."Orders"`.

    Raises:
        IdentifierError: it is something else.
    """
    names: list[Name] = []
    position = 0
    while True:
        name, position = _one(text, position)
        names.append(name)
        if position == len(text):
            return tuple(names)
        if text[position] != ".":
            raise IdentifierError(_unexpected(text, position))
        position += 1


def _no_name(text: str, position: int) -> str:
    if not text.strip():
        return "the name is empty; write one, such as orders"
    if position == len(text) or text[position] == ".":
        place = "at its end" if position == len(text) else "between two dots"
        place = "before its dot" if position == 0 else place
        return f'"{text}" has no name {place}; write one, or remove the dot'
    return f'"{text}" is no name; put it in double quotes'


def _unexpected(text: str, position: int) -> str:
    if HAS_QUOTE.search(text):
        return f"unexpected {text[position]!r} in `{text}`; put each part of the name in quotes"
    return f'unexpected "{text[position]}" in "{text}"; put the name in double quotes'


def parse_name(text: str) -> Name:
    """Read one column's name; a plain one may hold dots, for fields of structures.

    Raises:
        IdentifierError: it is empty or holds what only a quoted name may.
    """
    if text.isidentifier():
        return Name(text)  # as nearly all are
    clean = text.strip()
    if clean[:1] in QUOTES:
        name, end = _one(clean, 0)
        if end == len(clean):
            return name
        raise IdentifierError(f'unexpected text after "{name.text}" in "{clean}"')
    if not clean or not all(PLAIN.fullmatch(part) for part in clean.split(".")):
        raise IdentifierError(f'"{clean}" is no column name; put it in double quotes')
    return Name(clean)


def split_arguments(text: str) -> list[str]:
    """Split `a, "b, c", [d]` at the commas outside of quotes.

    Raises:
        IdentifierError: a quote is not closed.
    """
    if not HAS_QUOTE.search(text):
        return [part.strip() for part in text.split(",")]
    parts: list[str] = []
    current, closing = "", ""
    for character in text:
        if closing:
            closing = "" if character == closing else closing
        elif character in QUOTES:
            closing = QUOTES[character]
        elif character == ",":
            parts.append(current.strip())
            current = ""
            continue
        current += character
    if closing:
        raise IdentifierError(f"a quote is not closed in ({text})")
    return [*parts, current.strip()]


def join_spaces(text: str) -> str:
    """Give a text on one line with single spaces, those inside quoted names as they are."""
    text = text.strip()
    if "  " not in text and text.isprintable():
        return text  # of all white space only the plain space is printable
    parts = QUOTED.split(text)
    joined = [part if i % 2 else re.sub(r"\s+", " ", part) for i, part in enumerate(parts)]
    return "".join(joined)


def _one(text: str, position: int) -> tuple[Name, int]:
    opening = text[position : position + 1]
    if opening in QUOTES and opening:
        end = text.find(QUOTES[opening], position + 1)
        if end == position + 1:
            raise IdentifierError(f"there is no name between the quotes in `{text}`; write one")
        if end < 0:
            raise IdentifierError(f"the quote {opening} is not closed in `{text}`; close it")
        return Name(text[position + 1 : end], is_quoted=True), end + 1
    match = PLAIN.match(text, position)
    if match is None:
        raise IdentifierError(_no_name(text, position))
    return Name(match.group()), match.end()
