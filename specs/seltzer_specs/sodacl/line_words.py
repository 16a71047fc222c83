"""A check's line as words, with quoted names and parentheses kept whole."""

from seltzer_specs.names import Name
from seltzer_specs.sodacl.identifiers import (
    QUOTES,
    IdentifierError,
    parse_name,
    split_arguments,
)


def split_words(text: str) -> list[str]:
    """Split `values in (a, b) must exist in "My table" (x, y)` at the spaces between words.

    A parenthesis starts a word of its own, so that `customers(x)` is two.

    Raises:
        IdentifierError: a quote or a parenthesis is not closed.
    """
    words, current, closing, depth = [""], "", "", 0
    for character in text:
        if closing:
            closing = "" if character == closing else closing
        elif character in QUOTES:
            closing = QUOTES[character]
        elif character == "(":
            if depth == 0 and current:
                words, current = [*words, current], ""
            depth += 1
        elif character == ")":
            depth -= 1
        if character == " " and not closing and depth == 0:
            words, current = [*words, current], ""
            continue
        current += character
    if closing or depth != 0:
        raise IdentifierError(f"a {'quote' if closing else 'parenthesis'} is not closed in {text}")
    return [word for word in [*words, current] if word]


def parse_columns(word: str) -> tuple[Name, ...]:
    """Read `customer_id` or `(country, zip)`.

    Raises:
        IdentifierError: it is no column and no list of columns.
    """
    if not word.startswith("("):
        return (parse_name(word),)
    return tuple(parse_name(part) for part in split_arguments(word[1:-1]))
