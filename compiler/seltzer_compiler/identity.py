"""Digests of identities: equal things get equal digests, in every run and every version."""

from dataclasses import MISSING, fields, is_dataclass
from typing import cast

from seltzer_specs.canonical import canonical_json, sha256_hex

DIGITS = 32
"""Hex digits of a digest."""


def digest(*parts: object) -> str:
    """Give 32 hex digits for a sequence of plain values, tuples and frozen dataclasses.

    Fields that have their default value are left out, so that a field added in a later version
    does not rename what has a history.
    """
    return sha256_hex(canonical_json([_lean(part) for part in parts]))[:DIGITS]


def _lean(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        kept = ((f.name, getattr(value, f.name), f.default) for f in fields(value) if f.compare)
        return {
            name: _lean(content)
            for name, content, default in kept
            if default is MISSING or content != default
        }
    if isinstance(value, tuple):
        return [_lean(item) for item in cast("tuple[object, ...]", value)]
    return value
