"""YAML text to located nodes, bounded against hostile input.

ruamel.yaml gives parse events; they are built into our own nodes here. Nothing else sees the
parser, so another one that gives the same events with positions can take its place. Working on
events, not on composed nodes, is what bounds depth and aliases before they cost anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from seltzer_specs.errors import SpecError, SpecErrorGroup
from seltzer_specs.location import Location
from seltzer_specs.yaml_nodes import Document, Mapping, Node, Scalar, Sequence, resolve_plain

__all__ = ["Document", "Mapping", "Node", "Scalar", "Sequence", "read_documents"]

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_ALIASES = 10_000
STRING_TAG = "tag:yaml.org,2002:str"

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
    documents, errors = read_what_can_be(text, file)
    if errors:
        raise SpecErrorGroup(errors)
    return documents


def read_what_can_be(text: str, file: str) -> tuple[tuple[Document, ...], tuple[SpecError, ...]]:
    """Read documents and mistakes of a text, so that one mistake does not hide the next.

    Args:
        text: YAML.
        file: Name for messages and locations.

    Returns:
        The documents that ended before the text stops to be YAML, and all mistakes.
    """
    builder = _Builder(file, text)
    try:
        builder.read()
    except SpecErrorGroup as stopped:
        return tuple(builder.documents), stopped.errors
    return tuple(builder.documents), tuple(builder.errors)


def _events(text: str) -> Iterator[Any]:
    """Give ruamel's events; Any because ruamel has no types for them."""
    reader: Any = YAML(typ="safe", pure=True)
    yield from reader.parse(text)


def _unreadable(error: Any, text: str, file: str) -> tuple[str, Location, str]:
    offset = int(error.position)
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    code = ord(text[offset]) if offset < len(text) else 0
    message = f"the character U+{code:04X} is not allowed in YAML; remove it"
    return message, Location(file, line, column, offset, offset + 1), "yaml-character"


def _syntax(error: Any, file: str) -> tuple[str, Location, str]:
    problem = " ".join(str(error.problem or error.context or "cannot be read").split())
    hint = next((text for part, text in HINTS.items() if part in problem), "")
    # An unclosed quote or bracket is noticed at the end of the file; people look for its start.
    is_open = "end of stream" in problem or "stream end" in problem
    mark = error.context_mark if is_open and error.context_mark else error.problem_mark
    place = Location(file)
    if mark is not None:
        place = Location(file, mark.line + 1, mark.column + 1, mark.index, mark.index)
    return f"not valid YAML: {hint or problem}", place, "yaml-syntax"


@dataclass(slots=True)
class _Frame:
    """A collection whose end has not come yet."""

    is_mapping: bool
    event: Any
    anchor: str | None
    children: list[Node] = field(default_factory=list[Node])
    size: int = 1
    height: int = 1
    end: int = -1


@dataclass(slots=True)
class _Anchored:
    node: Node
    size: int
    height: int


class _Builder:
    """Builds nodes from events; counts each alias as the nodes it stands for."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.errors: list[SpecError] = []
        self.documents: list[Document] = []
        self._text = text
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0
        self._aliases = 0

    def read(self) -> None:
        """Build all documents of the text.

        Raises:
            SpecErrorGroup: it is no YAML, or it is larger or deeper than specs are.
        """
        if len(self._text) > MAX_CHARACTERS:
            self.stop(
                f"the file has {len(self._text)} characters, at most {MAX_CHARACTERS} are read; "
                "split it",
                Location(self.file),
                "file-too-large",
            )
        try:
            for event in _events(self._text):
                self._add(event)
        except ReaderError as error:
            self.stop(*_unreadable(error, self._text, self.file))
        except MarkedYAMLError as error:
            self.stop(*_syntax(error, self.file))

    def _add(self, event: Any) -> None:
        match type(event).__name__:
            case "ScalarEvent":
                scalar = self._scalar(event)
                self._count(1, scalar.location)
                self._keep(event.anchor, _Anchored(scalar, 1, 0))
                self._place(scalar, size=1, height=0, end=scalar.location.end)
            case "MappingStartEvent" | "SequenceStartEvent":
                self._open(event)
            case "MappingEndEvent" | "SequenceEndEvent":
                self._close(event)
            case "AliasEvent":
                self._alias(event)
            case _:
                # A stream or document begins or ends; anchors hold in one document.
                self._anchors.clear()

    def stop(self, message: str, location: Location, rule: str) -> NoReturn:
        """Give up on the file, with the mistakes found so far.

        Raises:
            SpecErrorGroup: always.
        """
        self._complain(message, location, rule)
        raise SpecErrorGroup(self.errors)

    def _open(self, event: Any) -> None:
        location = self._location(event, event.end_mark.index)
        self._check_tag(event, location)
        if len(self._stack) >= MAX_DEPTH:
            self.stop(f"nested deeper than {MAX_DEPTH} levels; flatten it", location, "yaml-depth")
        self._count(1, location)
        is_mapping = type(event).__name__ == "MappingStartEvent"
        self._stack.append(_Frame(is_mapping, event, event.anchor))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        is_flow = bool(frame.event.flow_style)
        # A block's end mark lies at the next token; where its last child ends says more.
        end = event.end_mark.index if is_flow or frame.end < 0 else frame.end
        location = self._location(frame.event, end)
        if frame.is_mapping:
            node: Node = Mapping(self._entries(frame.children), location, is_flow)
        else:
            node = Sequence(tuple(frame.children), location, is_flow)
        self._keep(frame.anchor, _Anchored(node, frame.size, frame.height))
        self._place(node, size=frame.size, height=frame.height, end=end)

    def _alias(self, event: Any) -> None:
        location = self._location(event, event.end_mark.index)
        known = self._anchors.get(event.anchor)
        if known is None:
            self.stop(
                f'the alias "*{event.anchor}" has no anchor "&{event.anchor}" before it; add it',
                location,
                "yaml-alias",
            )
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            self.stop(f"more than {MAX_ALIASES} aliases; use fewer", location, "yaml-bomb")
        if len(self._stack) + known.height > MAX_DEPTH:
            self.stop(f"nested deeper than {MAX_DEPTH} levels; flatten it", location, "yaml-depth")
        self._count(known.size, location)
        self._place(known.node, size=known.size, height=known.height, end=location.end)

    def _keep(self, anchor: str | None, anchored: _Anchored) -> None:
        if anchor is not None:
            self._anchors[anchor] = anchored

    def _place(self, node: Node, *, size: int, height: int, end: int) -> None:
        """Put a finished node where it belongs."""
        if self._stack:
            parent = self._stack[-1]
            parent.children.append(node)
            parent.size += size
            parent.end = end
            parent.height = max(parent.height, height + 1)
        elif not (isinstance(node, Scalar) and node.value is None):
            self.documents.append(Document(node, node.location))

    def _count(self, nodes: int, location: Location) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            self.stop(
                f"expands to more than {MAX_NODES} values; split the file or use fewer aliases",
                location,
                "yaml-bomb",
            )

    def _entries(self, children: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        merges: list[Node] = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._complain("a key must be one line of text", key.location, "yaml-key")
            elif key.text == "<<" and not key.is_quoted:
                merges.append(value)
            elif key.text in entries:
                self._duplicate(key, entries[key.text][0])
            else:
                entries[key.text] = (key, value)
        for value in merges:
            self._merge(entries, value)
        return tuple(entries.values())

    def _merge(self, entries: dict[str, tuple[Scalar, Node]], value: Node) -> None:
        sources = value.items if isinstance(value, Sequence) else (value,)
        for source in sources:
            if not isinstance(source, Mapping):
                self._complain("<< wants the alias of a mapping", value.location, "yaml-merge")
                continue
            for key, node in source.entries:
                entries.setdefault(key.text, (key, node))

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        self._complain(
            f'the key "{key.text}" stands twice, first in line {first.location.line}; '
            "merge the two",
            key.location,
            "duplicate-key",
        )

    def _scalar(self, event: Any) -> Scalar:
        text = str(event.value)
        end = event.end_mark.index
        if event.style in ("|", ">"):
            start = event.start_mark.index
            end = start + len(self._text[start:end].rstrip())
        location = self._location(event, end)
        self._check_tag(event, location)
        is_quoted = bool(event.style) or not event.implicit[0]
        return Scalar(text if is_quoted else resolve_plain(text), text, location, is_quoted)

    def _check_tag(self, event: Any, location: Location) -> None:
        tag = str(event.tag) if event.tag is not None else ""
        if tag and tag not in (STRING_TAG, "!"):
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._complain(f'the tag "{shown}" is not allowed; remove it', location, "yaml-tag")

    def _complain(self, message: str, location: Location, rule: str) -> None:
        self.errors.append(SpecError(message, location=location, rule=rule))

    def _location(self, event: Any, end: int) -> Location:
        start = event.start_mark
        return Location(self.file, start.line + 1, start.column + 1, start.index, end)
