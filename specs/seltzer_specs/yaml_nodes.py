"""Located YAML nodes: what every front end reads, whichever parser made them."""

import re
from typing import NamedTuple, TypeAlias

from seltzer_specs.canonical import canonical_json
from seltzer_specs.frozen import dataclass
from seltzer_specs.location import Location

ScalarValue: TypeAlias = str | int | float | bool | None

MAX_NUMBER_CHARACTERS = 400
"""Longer digits stay text: Python refuses to convert some thousands of them."""

_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, ScalarValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("+-.0123456789")


class Scalar(NamedTuple):
    """A leaf.

    Attributes:
        value: What YAML 1.2 makes of it; quoted and block text is always str.
        text: The characters after unquoting.
        location: Where it stands, quotes included.
        is_quoted: True for quoted and block scalars.
    """

    value: ScalarValue
    text: str
    location: Location
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `is_flow` for `[a, b]`."""

    items: "tuple[Node, ...]"
    location: Location
    is_flow: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written; `is_flow` for `{a: b}`.

    Keys are unique. The entries of a merge (`<<: *anchor`) come last, where they are not
    overridden; their locations are those of the anchor.
    """

    entries: "tuple[tuple[Scalar, Node], ...]"
    location: Location
    is_flow: bool = False

    def get(self, key: str) -> "Node | None":
        """Give the value of a key, or None."""
        return next((node for name, node in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document of a file."""

    root: Node
    location: Location


def content_of(node: Node) -> str:
    """Give what a node says, without its place, comments and layout: equal texts say the same."""
    return canonical_json(_content(node))


def _content(node: Node) -> object:
    if isinstance(node, Mapping):
        return {"mapping": [[key.text, _content(value)] for key, value in node.entries]}
    if isinstance(node, Sequence):
        return [_content(item) for item in node.items]
    return node.value


def resolve_plain(text: str) -> ScalarValue:
    """Give the value of an unquoted scalar by YAML 1.2's core schema.

    Dates, hexadecimal numbers, infinity and NaN stay text. `yes`, `no`, `on` and `off` are words.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > MAX_NUMBER_CHARACTERS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text


def describe(node: Node) -> str:
    """Give a node as messages quote what they got: `"abc"`, `5`, `nothing`, `a list`."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, str):
        shown = " ".join(node.text.split())
        return f'"{shown}"' if len(shown) <= 60 else f'"{shown[:57]}..."'
    return node.text if len(node.text) <= 60 else f"{node.text[:57]}..."
