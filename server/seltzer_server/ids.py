"""Public identifiers: sortable by time, unguessable, never derived from content."""

import secrets
from datetime import datetime
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS: Final = 80
_LENGTH: Final = 26


def new_ulid(now: datetime) -> str:
    """Give 26 characters: the time in milliseconds, then 80 random bits (Crockford base 32)."""
    number = (int(now.timestamp() * 1000) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(_LENGTH)))


def new_monitor_id(now: datetime) -> str:
    """Give an identity for a monitor that was authored in the cloud."""
    return f"mon_{new_ulid(now)}"


def new_etag() -> str:
    """Give a tag that no earlier version of any object had."""
    return secrets.token_hex(16)
