"""Parse events to located nodes; depth, aliases and size are bounded before they cost anything.

Working on events, not on composed nodes, is what makes the bounds cheap: an alias counts as the
nodes it stands for when it is met, and nothing is nested deeper than it may be.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from seltzer_specs.errors import SpecError
from seltzer_specs.location import Location
from seltzer_specs.yaml_nodes import Document, Mapping, Node, Scalar, Sequence, resolve_plain

MAX_DEPTH: Final = 64
MAX_NODES: Final = 100_000
MAX_ALIASES: Final = 10_000
_FREE_TAGS: Final = frozenset({None, "", "!", "tag:yaml.org,2002:str"})

# A named tuple is made by its base in half the time that calling it takes.
_make_location: Callable[[type[Location], tuple[object, ...]], Location] = cast(Any, tuple).__new__
_make_scalar: Callable[[type[Scalar], tuple[object, ...]], Scalar] = cast(Any, tuple).__new__


class _Stopped(Exception):  # noqa: N818  # no error: the mistake is noted, and the file is given up
    pass


class _Frame:
    """A collection whose end has not come yet."""

    __slots__ = ("children", "end", "event", "height", "is_mapping", "size")

    def __init__(self, event: Any, *, is_mapping: bool) -> None:
        self.is_mapping = is_mapping
        self.event = event
        self.children: list[Node] = []
        self.size = 1
        self.height = 1
        self.end = -1


@dataclass(slots=True)
class _Anchored:
    node: Node
    size: int
    height: int


class NodeBuilder:
    """Builds the documents of one text.

    Args:
        file: Name for messages and locations.
        text: What the events come from.

    Attributes:
        documents: Those that ended, and hold anything.
        errors: Mistakes so far.
    """

    def __init__(self, file: str, text: str) -> None:
        self.documents: list[Document] = []
        self.errors: list[SpecError] = []
        self._file = file
        self._text = text
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._nodes = 0
        self._aliases = 0

    def build(self, events: Iterator[Any]) -> None:
        """Build until the events end, or the text is larger or deeper than specs are.

        Any: parsers have no types for their events; both name them alike.
        """
        handlers = {
            "MappingStartEvent": self._open,
            "SequenceStartEvent": self._open,
            "MappingEndEvent": self._close,
            "SequenceEndEvent": self._close,
            "AliasEvent": self._alias,
        }
        try:
            for event in events:
                name = type(event).__name__
                if name == "ScalarEvent":  # two of three events
                    self._scalar(event)
                else:
                    # The rest begins or ends a stream or document; anchors hold in one document.
                    handlers.get(name, self._forget)(event)
        except _Stopped:
            return

    def complain(self, message: str, location: Location, rule: str) -> None:
        """Note a mistake."""
        self.errors.append(SpecError(message, location=location, rule=rule))

    def _stop(self, message: str, location: Location, rule: str) -> _Stopped:
        """Give what ends the file, with the mistakes found so far."""
        self.complain(message, location, rule)
        return _Stopped()

    def _forget(self, _: Any) -> None:
        self._anchors.clear()

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        start = event.start_mark
        first, end = start.index, event.end_mark.index
        if event.style:
            if event.style in "|>":
                end = first + len(self._text[first:end].rstrip())
            location = _make_location(
                Location, (self._file, start.line + 1, start.column + 1, first, end)
            )
            scalar = _make_scalar(Scalar, (text, text, location, True))
        else:
            location = (
                _make_location(Location, (self._file, start.line + 1, start.column + 1, first, end))
                if end > first
                else self._empty_location(event)
            )
            is_quoted = not event.implicit[0]
            value = text if is_quoted else resolve_plain(text)
            scalar = _make_scalar(Scalar, (value, text, location, is_quoted))
        if event.tag not in _FREE_TAGS:
            self._refuse_tag(event, location)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(scalar, 1, 0)
        self._place(scalar, 1, 0, location.end)

    def _open(self, event: Any) -> None:
        if event.tag not in _FREE_TAGS:
            self._refuse_tag(event, self._location(event, event.end_mark.index))
        if len(self._stack) >= MAX_DEPTH:
            raise self._too_deep(event)
        is_mapping = type(event).__name__ == "MappingStartEvent"
        self._stack.append(_Frame(event, is_mapping=is_mapping))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        first = frame.event
        is_flow = bool(first.flow_style)
        # A block's end mark lies at the next token; where its last child ends says more.
        end = event.end_mark.index if is_flow or frame.end < 0 else frame.end
        location = self._location(first, end)
        if frame.is_mapping:
            node: Node = Mapping(self._entries(frame.children), location, is_flow)
        else:
            node = Sequence(tuple(frame.children), location, is_flow)
        if first.anchor is not None:
            self._anchors[first.anchor] = _Anchored(node, frame.size, frame.height)
        self._nodes += 1 - frame.size  # the children are counted; `_place` counts all once more
        self._place(node, frame.size, frame.height, end)

    def _alias(self, event: Any) -> None:
        location = self._location(event, event.end_mark.index)
        known = self._anchors.get(event.anchor)
        if known is None:
            raise self._stop(
                f'the alias "*{event.anchor}" has no anchor "&{event.anchor}" before it; add it',
                location,
                "yaml-alias",
            )
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._stop(f"more than {MAX_ALIASES} aliases; use fewer", location, "yaml-bomb")
        if len(self._stack) + known.height > MAX_DEPTH:
            raise self._too_deep(event)
        self._place(known.node, known.size, known.height, location.end)

    def _place(self, node: Node, size: int, height: int, end: int) -> None:
        """Put a finished node where it belongs."""
        self._nodes += size
        if self._nodes > MAX_NODES:
            raise self._stop(
                f"expands to more than {MAX_NODES} values; split the file or use fewer aliases",
                node.location,
                "yaml-bomb",
            )
        if self._stack:
            parent = self._stack[-1]
            parent.children.append(node)
            parent.size += size
            parent.end = end
            if height >= parent.height:
                parent.height = height + 1
        elif not (isinstance(node, Scalar) and node.value is None):
            self.documents.append(Document(node, node.location))

    def _entries(self, children: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        merges: list[Node] = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.complain("a key must be one line of text", key.location, "yaml-key")
            elif key.text == "<<" and not key.is_quoted:
                merges.append(value)
            elif key.text in entries:
                self._refuse_repeated(key, entries[key.text][0])
            else:
                entries[key.text] = (key, value)
        for value in merges:
            self._merge(entries, value)
        return tuple(entries.values())

    def _merge(self, entries: dict[str, tuple[Scalar, Node]], value: Node) -> None:
        sources = value.items if isinstance(value, Sequence) else (value,)
        for source in sources:
            if not isinstance(source, Mapping):
                self.complain("<< wants the alias of a mapping", value.location, "yaml-merge")
                continue
            for key, node in source.entries:
                entries.setdefault(key.text, (key, node))

    def _refuse_repeated(self, key: Scalar, first: Scalar) -> None:
        self.complain(
            f'the key "{key.text}" stands twice, first in line {first.location.line}; '
            "merge the two",
            key.location,
            "duplicate-key",
        )

    def _refuse_tag(self, event: Any, location: Location) -> None:
        shown = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        self.complain(f'the tag "{shown}" is not allowed; remove it', location, "yaml-tag")

    def _too_deep(self, event: Any) -> _Stopped:
        location = self._location(event, event.end_mark.index)
        return self._stop(
            f"nested deeper than {MAX_DEPTH} levels; flatten it", location, "yaml-depth"
        )

    def _empty_location(self, event: Any) -> Location:
        """Give the place just behind the `:` or `-` that has nothing; parsers point elsewhere."""
        found = event.start_mark.index
        if self._stack:
            parent = self._stack[-1]
            before = parent.end if parent.end >= 0 else parent.event.start_mark.index
            mark = ":" if parent.is_mapping else "-"
            found = self._text.find(mark, before, found) + 1 or found
        line = self._text.count("\n", 0, found) + 1
        return Location(self._file, line, found - self._text.rfind("\n", 0, found), found, found)

    def _location(self, event: Any, end: int) -> Location:
        start = event.start_mark
        return _make_location(
            Location, (self._file, start.line + 1, start.column + 1, start.index, end)
        )
