"""YAML text to located nodes, bounded against hostile input.

Nodes are composed by ruamel.yaml and copied into three small types of our own. Nothing else sees
the parser, so another one that gives positions can take its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from seltzer_specs.errors import SpecError, SpecErrorGroup
from seltzer_specs.location import Location

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 64
MAX_NODES = 100_000

ScalarValue: TypeAlias = str | int | float | bool | None

CORE_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge")
)
INTEGER = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*")
FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")
TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
NULL = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf.

    Attributes:
        value: What YAML 1.2 makes of it; quoted and block text is always str.
        text: The characters after unquoting.
        location: Where it stands.
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
    """Keys and values in the order written; `is_flow` for `{a: b}`."""

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


def read_documents(text: str, file: str) -> tuple[Document, ...]:
    """Read all documents of a text.

    Args:
        text: YAML.
        file: Name for messages and locations.

    Returns:
        The documents that hold anything.

    Raises:
        SpecErrorGroup: it is no YAML, or it is larger or deeper than specs are.
    """
    if len(text) > MAX_CHARACTERS:
        raise _group(
            f"the file has {len(text)} characters, at most {MAX_CHARACTERS} are read; split it",
            Location(file),
            "file-too-large",
        )
    try:
        roots = list(_compose(text))
    except MarkedYAMLError as error:
        raise _syntax(error, file) from error
    except YAMLError as error:
        raise _group(f"not YAML: {_first_line(error)}", Location(file), "yaml-syntax") from error
    except RecursionError as error:
        raise _group(
            f"nested deeper than {MAX_DEPTH} levels", Location(file), "yaml-too-deep"
        ) from error
    copier = _Copier(file)
    documents = [copier.copy(root, 0) for root in roots if root is not None]
    if copier.errors:
        raise SpecErrorGroup(copier.errors)
    return tuple(Document(node, node.location) for node in documents if not _is_empty(node))


def _compose(text: str) -> Iterator[Any]:
    """Give ruamel's nodes; Any because ruamel has no types for them."""
    yaml = YAML(typ="rt", pure=True)
    yaml.allow_duplicate_keys = True
    yield from yaml.compose_all(text)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.value is None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _group(message: str, location: Location, rule: str) -> SpecErrorGroup:
    return SpecErrorGroup([SpecError(message, location=location, rule=rule)])


def _syntax(error: MarkedYAMLError, file: str) -> SpecErrorGroup:
    mark = error.problem_mark or error.context_mark
    location = Location(file)
    if mark is not None:
        location = Location(file, mark.line + 1, mark.column + 1, mark.index, mark.index)
    problem = " ".join(str(error.problem or error.context or "cannot be read").split())
    return _group(f"not YAML: {problem}", location, "yaml-syntax")


class _Copier:
    """Copies ruamel's nodes, counting aliases each time they are used."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[SpecError] = []
        self._count = 0

    def copy(self, node: Any, depth: int) -> Node:
        location = self._location(node)
        self._count += 1
        if self._count > MAX_NODES:
            raise _group(
                f"expands to more than {MAX_NODES} values; use fewer aliases", location, "yaml-bomb"
            )
        if depth > MAX_DEPTH:
            raise _group(f"nested deeper than {MAX_DEPTH} levels", location, "yaml-too-deep")
        self._check_tag(node, location)
        if isinstance(node, MappingNode):
            return Mapping(self._entries(node, depth), location, bool(node.flow_style))
        if isinstance(node, SequenceNode):
            items = tuple(self.copy(item, depth + 1) for item in node.value)
            return Sequence(items, location, bool(node.flow_style))
        return self._scalar(node, location)

    def _entries(self, node: Any, depth: int) -> tuple[tuple[Scalar, Node], ...]:
        seen: dict[str, Location] = {}
        entries: list[tuple[Scalar, Node]] = []
        for key_node, value_node in node.value:
            key = self.copy(key_node, depth + 1)
            if not isinstance(key, Scalar):
                self._complain("a key must be one word or line", key.location, "yaml-key")
                continue
            if key.text in seen:
                self._complain(
                    f'key "{key.text}" stands twice, first in line {seen[key.text].line}; '
                    "merge the two",
                    key.location,
                    "duplicate-key",
                )
                continue
            seen[key.text] = key.location
            entries.append((key, self.copy(value_node, depth + 1)))
        return tuple(entries)

    def _scalar(self, node: Any, location: Location) -> Scalar:
        text = str(node.value)
        is_quoted = isinstance(node, ScalarNode) and node.style in ("'", '"', "|", ">")
        if "\x00" in text:
            self._complain("holds a NUL character; remove it", location, "yaml-nul")
        return Scalar(text if is_quoted else resolve_plain(text), text, location, is_quoted)

    def _check_tag(self, node: Any, location: Location) -> None:
        tag = str(node.tag) if node.tag is not None else ""
        if tag and tag not in CORE_TAGS and tag != "!":
            self._complain(f'tag "{tag}" is not allowed; remove it', location, "yaml-tag")

    def _complain(self, message: str, location: Location, rule: str) -> None:
        self.errors.append(SpecError(message, location=location, rule=rule))

    def _location(self, node: Any) -> Location:
        start, end = node.start_mark, node.end_mark
        return Location(self.file, start.line + 1, start.column + 1, start.index, end.index)


def resolve_plain(text: str) -> ScalarValue:
    """Give the value of an unquoted scalar by YAML 1.2's core schema.

    Dates stay text. `yes`, `no`, `on` and `off` are words, and `012` is twelve.
    """
    if text in NULL:
        return None
    if text in TRUE or text in FALSE:
        return text in TRUE
    if INTEGER.fullmatch(text) and len(text) < 400:
        return int(text.replace("_", ""))
    if FLOAT.fullmatch(text) and len(text) < 400:
        return float(text)
    return text
