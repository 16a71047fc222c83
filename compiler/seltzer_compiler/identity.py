"""Digests of identities: equal things get equal digests, in every run and every version."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from operator import attrgetter
from typing import Any, TypeVar, cast

from seltzer_specs.canonical import canonical_json, sha256_hex

DIGITS = 32
"""Hex digits of a digest."""

Kind = TypeVar("Kind", bound=type)


def digest(*parts: object) -> str:
    """Give 32 hex digits for a sequence of plain values, tuples and frozen dataclasses.

    Fields that have their default value are left out, so that a field added in a later version
    does not rename what has a history.
    """
    return sha256_hex(f"[{','.join([_text(part) for part in parts])}]")[:DIGITS]


def keep_text(kind: Kind) -> Kind:
    """Keep what each value of a dataclass is in JSON, because many digests are of the same ones.

    Args:
        kind: A dataclass with a field `kept_text`, None at first, that does not count.
    """
    write = _make_writer(kind)

    def write_once(value: Any) -> str:  # Any: no protocol says that a frozen class has the field
        if value.kept_text is None:
            object.__setattr__(value, "kept_text", write(value))
        return cast(str, value.kept_text)

    _WRITERS[kind] = write_once
    return kind


def _text(value: object) -> str:
    """Give a value as canonical JSON.

    The text is written here and not by `json`, which would have to be given dicts first: each
    check needs two digests, and this way they take a fifth of the time.
    """
    if value is None:
        return "null"
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if not is_dataclass(value):
        return canonical_json(value)
    write = _WRITERS[type(value)] = _make_writer(type(value))
    return write(value)


def _write_bool(value: bool) -> str:
    return "true" if value else "false"


def _write_items(value: tuple[object, ...]) -> str:
    return f"[{','.join([_text(item) for item in value])}]"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: json.encoder.encode_basestring,
    bool: _write_bool,
    int: int.__repr__,
    tuple: _write_items,
}
"""By exact type, as a bool is an int; what is missing here is written by `json`."""


def _make_writer(kind: type) -> Callable[[Any], str]:
    """Give what writes a dataclass: the fields that count, sorted by name."""
    found = sorted((f for f in fields(cast(Any, kind)) if f.compare), key=lambda f: f.name)
    known = tuple((f'"{f.name}":', f.default) for f in found)
    read = _reader([f.name for f in found])

    def write(value: object) -> str:
        written = [
            start + _text(content)
            for (start, default), content in zip(known, read(value), strict=True)
            if content is not default and (default is MISSING or content != default)
        ]
        return f"{{{','.join(written)}}}"

    return write


def _reader(names: list[str]) -> Callable[[object], tuple[object, ...]]:
    """Give what reads attributes, several in one call."""
    if len(names) > 1:
        # One name alone would come without a tuple around it.
        return cast("Callable[[object], tuple[object, ...]]", attrgetter(*names))
    return lambda value: tuple([getattr(value, name) for name in names])
