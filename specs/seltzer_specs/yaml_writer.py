"""JSON values to YAML text that every YAML 1.1 and 1.2 reader reads back as the same values.

ruamel.yaml's emitter loses some texts (a lone U+0085 comes back as a line feed), so this one writes
plain text only where nothing can misread it, literal blocks for lines of text, and JSON-like
quotes for all the rest.
"""

import re
from collections.abc import Iterable
from typing import Any, cast

from seltzer_specs.yaml_nodes import resolve_plain

INDENT = "  "
MAX_FLOW = 80
MAX_SIMPLE_KEY = 1_000
"""YAML ends a key on its own line after 1024 characters; longer ones are written with `?`."""

_PLAIN = re.compile(r"[^\W\d][\w .,/()<>=%+*'\"$@!?&;|~^\[\]{}\\`:#-]*")
_BREAKS = re.compile(r":(?:\s|$)|\s#|\s$")
_FLOW_MARKS = re.compile(r"[,\[\]{}:?]")
_OLD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "null", "true", "false"})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\x00": "\\0"}


def render_yaml(value: Any) -> str:
    """Give a JSON value as YAML in block style, with a line feed at its end.

    Args:
        value: None, bool, int, finite float, str, list or dict of these; Any is what JSON is.

    Returns:
        Lines without trailing spaces; short lists of scalars stay on one line.
    """
    return "\n".join(_lines(value)) + "\n"


def render_inline(value: Any) -> str:
    """Give a JSON value as YAML on one line, in flow style; Any is what JSON is."""
    if isinstance(value, dict):
        entries = [f"{_text(k, in_flow=True)}: {render_inline(v)}" for k, v in _pairs(value)]
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(render_inline(item) for item in _items(value)) + "]"
    return _text(value, in_flow=True) if isinstance(value, str) else _word(value)


def _lines(value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        return [line for key, item in _pairs(value) for line in _entry(key, item)]
    if isinstance(value, (list, tuple)) and value:
        return [line for item in _items(value) for line in _hang("- ", _lines(item))]
    if isinstance(value, str):
        return _literal(value) or [_text(value)]
    return [render_inline(value)]


def _pairs(value: Any) -> list[tuple[str, Any]]:
    return list(cast(dict[str, Any], value).items())


def _items(value: Any) -> list[Any]:
    return list(cast(list[Any], value))


def _entry(key: str, value: Any) -> list[str]:
    name = _text(key)
    if len(name) > MAX_SIMPLE_KEY:
        return [f"? {name}", *_hang(": ", _lines(value))]
    if isinstance(value, (list, tuple)) and value and not _fits(value):
        return [f"{name}:", *_shift(_lines(value))]
    if isinstance(value, (list, tuple)):
        return [f"{name}: {render_inline(value)}"]
    lines = _lines(value)
    if isinstance(value, dict) and value:
        return [f"{name}:", *_shift(lines)]
    return [f"{name}: {lines[0]}", *lines[1:]]


def _fits(values: Any) -> bool:
    """Tell whether a list is short and flat enough for one line."""
    is_flat = not any(isinstance(value, (dict, list, tuple)) for value in _items(values))
    return is_flat and len(render_inline(values)) <= MAX_FLOW


def _hang(start: str, lines: list[str]) -> list[str]:
    return [start + lines[0], *_shift(lines[1:])]


def _shift(lines: Iterable[str]) -> list[str]:
    return [INDENT + line if line else line for line in lines]


def _literal(text: str) -> list[str]:
    """Give lines of text as a literal block; nothing where a block could change them."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    is_safe = all(line.isprintable() and line == line.rstrip() for line in lines)
    if "\n" not in text or not is_safe or not body or body[0] in " \n" or body[-1] == "\n":
        return []
    return ["|" if text.endswith("\n") else "|-", *_shift(lines)]


def is_plain(text: str, *, in_flow: bool = False) -> bool:
    """Tell whether a text needs no quotes for any YAML reader."""
    return (
        _PLAIN.fullmatch(text) is not None
        and not _BREAKS.search(text)
        and text.isprintable()
        and text.lower() not in _OLD_WORDS
        and isinstance(resolve_plain(text), str)
        and not (in_flow and _FLOW_MARKS.search(text))
    )


def _text(text: str, *, in_flow: bool = False) -> str:
    return text if is_plain(text, in_flow=in_flow) else quote(text)


def quote(text: str) -> str:
    """Give a text in double quotes, on one line."""
    return '"' + "".join(map(_escape, text)) + '"'


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _word(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)
