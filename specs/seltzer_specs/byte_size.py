"""Amounts of bytes as people write and read them."""

import re

_UNITS = {
    "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "pb": 10**15,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40, "pib": 2**50,
}  # fmt: skip
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)", re.IGNORECASE)
_SHOWN = ("B", "kB", "MB", "GB", "TB", "PB")


def parse_bytes(text: str) -> int | None:
    """Give the bytes of `50 GB`, `1.5TiB` or `1000`; None where the text is no such amount."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    unit = _UNITS.get(match[2].lower() or "b")
    return None if unit is None else round(float(match[1]) * unit)


def format_bytes(count: int) -> str:
    """Give an amount of bytes with three digits, in units of 1,000: `1.23 GB`."""
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(_SHOWN) - 1:
        value, unit = value / 1000, unit + 1
    digits = 0 if unit == 0 or value >= 99.95 else 1 if value >= 9.995 else 2
    return f"{value:.{digits}f} {_SHOWN[unit]}"
