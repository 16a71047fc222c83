"""Keys and values of partitions as the text in which they are kept, and back, without loss."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from seltzer_compiler.incremental.partitioned import PartitionKey
from seltzer_compiler.plan import RawValue

_READERS: Mapping[str, Callable[[str], RawValue]] = {
    "i": int,
    "d": Decimal,
    "f": float.fromhex,
    "D": date.fromisoformat,
    "T": datetime.fromisoformat,
}


def is_kept(value: RawValue) -> bool:
    """Tell whether a value may be kept on the server: text may be a row's own."""
    return not isinstance(value, str | bool)


def text_of(value: RawValue) -> str | None:
    """Give the text of a value that `is_kept`."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return f"T{value.isoformat()}"
    if isinstance(value, date):
        return f"D{value.isoformat()}"
    if isinstance(value, float):
        return f"f{value.hex()}"
    return f"{'d' if isinstance(value, Decimal) else 'i'}{value}"


def value_of(text: str | None) -> RawValue:
    """Give the value of a text."""
    return None if text is None else _READERS[text[0]](text[1:])


def text_of_key(key: PartitionKey) -> str:
    """Give the text of a partition's key."""
    if key is None:
        return "null"
    return key.isoformat() if isinstance(key, date) else str(key)


def key_of(text: str) -> PartitionKey:
    """Give the key of a text."""
    if text == "null":
        return None
    return date.fromisoformat(text) if "-" in text[1:] else int(text)
