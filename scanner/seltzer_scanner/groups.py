"""Groups of a group-by check: what people call them here, and what they are called elsewhere."""

import hmac
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from seltzer_dialects.connection import RawValue
from seltzer_specs.canonical import canonical_json

MAX_TEXT = 200
"""Characters of a group's values that are shown; they are row values of any length."""

_DIGITS = 16
_SHOWN_DIGITS = 8
_PUBLIC = re.compile(r"\bgroup ([0-9a-f]{8})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of a check.

    Attributes:
        parent: Id of the check that it is a group of.
        text: Its values for people at this machine.
        digest: Keyed hash of its values, 16 hex digits; the same in every scan with the same key,
            and of no use to those who do not have the key.
        is_exposed: True when `text` may leave the machine.
    """

    parent: str
    text: str
    digest: str
    is_exposed: bool = False

    @property
    def public(self) -> str:
        """Give what it is called outside of this machine."""
        return self.text if self.is_exposed else f"group {self.digest[:_SHOWN_DIGITS]}"


def name_group(
    parent: str, values: Sequence[RawValue], *, key: bytes, is_exposed: bool = False
) -> Group:
    """Name a group by its values.

    Args:
        parent: Id of the check; the same values have other digests in other checks.
        values: Of the fields that tell groups apart, in their order.
        key: Secret of the project.
        is_exposed: Whether the values may leave the machine.
    """
    texts = [None if value is None else text_of(value) for value in values]
    message = canonical_json([parent, texts]).encode("utf-8", "surrogatepass")
    shown = ",".join("NULL" if text is None else text for text in texts)
    return Group(
        parent=parent,
        text=shown if len(shown) <= MAX_TEXT else f"{shown[:MAX_TEXT]}…",
        digest=hmac.new(key, message, "sha256").hexdigest()[:_DIGITS],
        is_exposed=is_exposed,
    )


def name_groups(parent: str, groups: Collection[str], *, key: bytes) -> dict[str, str]:
    """Give the names of the groups of a check by their digests."""
    return {name_group(parent, [name], key=key).digest: name for name in groups}


def key_id(key: bytes) -> str:
    """Give what tells one key from another, and nothing else of it."""
    return hmac.new(key, b"which key is this", "sha256").hexdigest()[:_DIGITS]


def show_names(text: str, names: Mapping[str, str]) -> str:
    """Give a text of the server with the groups that are known here by their names."""
    known = {digest[:_SHOWN_DIGITS]: name for digest, name in names.items()}

    def name_of(match: re.Match[str]) -> str:
        name = known.get(match[1])
        return match[0] if name is None else f'"{name}"'

    return _PUBLIC.sub(name_of, text)


def text_of(value: RawValue) -> str:
    """Give a value as text, the same whichever type the engine has for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def sort_key(value: RawValue) -> tuple[int, float, str]:
    """Give a key that sorts values of any type: numbers by size, then texts, NULL first."""
    if value is None:
        return (0, 0.0, "")
    if isinstance(value, int | float | Decimal) and math.isfinite(value):
        return (1, float(value), str(value))
    return (2, 0.0, str(value))
