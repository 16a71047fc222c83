"""YAML text to located nodes, bounded against hostile input."""

from typing import Any

from seltzer_specs.errors import SpecError, SpecErrorGroup
from seltzer_specs.location import Location
from seltzer_specs.yaml_builder import NodeBuilder
from seltzer_specs.yaml_events import FastError, careful_events, fast_events
from seltzer_specs.yaml_nodes import Document, Mapping, Node, Scalar, Sequence

__all__ = ["Document", "Mapping", "Node", "Scalar", "Sequence", "read_documents"]

MAX_CHARACTERS = 1_000_000


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
    if len(text) > MAX_CHARACTERS:
        message = (
            f"the file has {len(text)} characters, at most {MAX_CHARACTERS} are read; split it"
        )
        return (), (SpecError(message, location=Location(file), rule="file-too-large"),)
    builder = _build_fast(text, file) or _build_careful(text, file)
    return tuple(builder.documents), tuple(builder.errors)


def _build_fast(text: str, file: str) -> NodeBuilder | None:
    """Build the nodes by libyaml; None where it does not read the text."""
    events = fast_events(text)
    if events is None:
        return None
    builder = NodeBuilder(file, text)
    try:
        builder.build(events)
    except FastError:
        return None
    return builder


def _build_careful(text: str, file: str) -> NodeBuilder:
    # Imported here: hardly any text needs it.
    from ruamel.yaml.error import MarkedYAMLError
    from ruamel.yaml.reader import ReaderError

    builder = NodeBuilder(file, text)
    try:
        builder.build(careful_events(text))
    except ReaderError as error:
        builder.complain(*_unreadable(error, text, file))
    except MarkedYAMLError as error:
        builder.complain(*_syntax(error, text, file))
    return builder


def _unreadable(error: Any, text: str, file: str) -> tuple[str, Location, str]:
    offset = int(error.position)
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    code = ord(text[offset]) if offset < len(text) else 0
    message = f"the character U+{code:04X} is not allowed in YAML; remove it"
    return message, Location(file, line, column, offset, offset + 1), "yaml-character"


def _syntax(error: Any, text: str, file: str) -> tuple[str, Location, str]:
    from seltzer_specs.yaml_hints import hint_of  # hardly any text needs it

    problem = " ".join(str(error.problem or error.context or "cannot be read").split())
    # An unclosed quote or bracket is noticed at the end of the file; people look for its start.
    is_open = "end of stream" in problem or "stream end" in problem
    mark = error.context_mark if is_open and error.context_mark else error.problem_mark
    if mark is None:
        return f"not valid YAML: {problem}", Location(file), "yaml-syntax"
    hint, line, column = hint_of(problem, text, mark.line, mark.column)
    is_there = (line, column) == (mark.line, mark.column)
    offset = mark.index if is_there else 0
    place = Location(file, line + 1, column + 1, offset, offset)
    return f"not valid YAML: {hint}", place, "yaml-syntax"
