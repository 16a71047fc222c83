"""Edits of a YAML document as splices of its text, so that all other bytes stay as they are.

A comment goes only together with the line of the field it stands on.
"""

from collections.abc import Sequence as Items

from seltzer_specs.errors import RefusedError
from seltzer_specs.wire.monitor import MonitorSpec
from seltzer_specs.yaml_reader import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    read_documents,
)
from seltzer_specs.yaml_writer import render_inline, render_yaml

FIELD_ORDER = ("apiVersion", "kind", "id", *MonitorSpec.model_fields)


def set_field(text: str, *, file: str, monitor_id: str, path: str, value: object) -> str:
    """Give the text with one field of one monitor set to a value.

    Args:
        text: A whole file.
        file: Its path, for messages.
        monitor_id: Which document.
        path: Field of the monitor's spec.
        value: JSON value; None or an empty list removes the field.

    Raises:
        RefusedError: the file has no such monitor.
    """
    root = find_monitor(text, file=file, monitor_id=monitor_id)
    entry = next(((key, node) for key, node in root.entries if key.text == path), None)
    is_empty = value is None or value == []
    if entry is None:
        return text if is_empty else _insert(text, root, path, value)
    key, node = entry
    if is_empty:
        return _remove(text, key, node)
    return _replace(text, key, node, value)


def find_monitor(text: str, *, file: str, monitor_id: str) -> Mapping:
    """Give the mapping of the monitor with an id.

    Raises:
        RefusedError: there is none.
    """
    for document in read_documents(text, file):
        root = document.root
        if isinstance(root, Mapping) and any(
            key.text == "id" and isinstance(node, Scalar) and node.text == monitor_id
            for key, node in root.entries
        ):
            return root
    raise RefusedError(f"{file} holds no monitor {monitor_id}")


def append_document(text: str | None, document: str) -> str:
    """Give the text with one more YAML document at its end."""
    if not text or not text.strip():
        return document
    lead = "" if text.endswith("\n") else "\n"
    return text + _line_ends(f"{lead}---\n{document}", text)


def _replace(text: str, key: Scalar, node: Node, value: object) -> str:
    end = end_of(node)
    rendered = render_value(value, indent=key.location.column - 1)
    between = text[key.location.end : node.location.start]
    start = node.location.start
    if rendered.startswith("\n") or "\n" in between:
        # From or to a block: the value starts right behind the colon.
        start = key.location.end + between.index(":") + 1
        rendered = rendered if rendered.startswith("\n") else f" {rendered}"
    return text[:start] + _line_ends(rendered, text) + text[end:]


def _insert(text: str, root: Mapping, path: str, value: object) -> str:
    rank = FIELD_ORDER.index(path)
    known = [(k, n) for k, n in root.entries if k.text in FIELD_ORDER]
    before = [(k, n) for k, n in known if FIELD_ORDER.index(k.text) < rank] or known[:1]
    key, node = before[-1]
    if root.is_flow:
        at = end_of(node)
        return f"{text[:at]}, {path}: {render_inline(value)}{text[at:]}"
    indent = key.location.column - 1
    at = _line_end(text, end_of(node))
    line = f"{' ' * indent}{path}:{_spaced(render_value(value, indent=indent))}"
    lead = "" if text[:at].endswith("\n") else "\n"
    return text[:at] + _line_ends(f"{lead}{line}\n", text) + text[at:]


def _remove(text: str, key: Scalar, node: Node) -> str:
    start = text.rfind("\n", 0, key.location.start) + 1
    return text[:start] + text[_line_end(text, end_of(node)) :]


def _line_ends(added: str, text: str) -> str:
    """Give lines the ends that the file has."""
    return added.replace("\n", "\r\n") if "\r\n" in text else added


def _line_end(text: str, offset: int) -> int:
    """Give the offset behind the newline that ends the line of an offset."""
    found = text.find("\n", offset)
    return len(text) if found < 0 else found + 1


def end_of(node: Node) -> int:
    """Give the offset behind the last character that belongs to a value.

    A block collection ends where the next token starts, so comments behind it would count; its
    last leaf tells where it really ends.
    """
    if isinstance(node, Scalar):
        return node.location.end
    children: Items[Node] = (
        node.items if isinstance(node, Sequence) else [value for _, value in node.entries]
    )
    return max([_flow_end(node), *(end_of(child) for child in children)])


def _flow_end(node: Node) -> int:
    """Give the end of a flow collection, where the mark is exact; 0 for a block."""
    return node.location.end if getattr(node, "is_flow", False) else 0


def _spaced(rendered: str) -> str:
    return rendered if rendered.startswith("\n") else f" {rendered}"


def render_value(value: object, *, indent: int) -> str:
    """Give a value as YAML: scalars and lists on the line, mappings as a block below it.

    Args:
        value: JSON value.
        indent: Column of the key, from 0.
    """
    if not isinstance(value, dict):
        return render_inline(value)
    prefix = " " * (indent + 2)
    lines = render_yaml(value).rstrip("\n").split("\n")
    return "\n" + "\n".join(f"{prefix}{line}" for line in lines)
