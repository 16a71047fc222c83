"""Patterns of names: `%` and `*` stand for anything."""

import re

_WILDCARDS = re.compile(r"[%*]+")


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Give a pattern for the whole name: `pii` is not `pii_x`, unlike in Soda."""
    parts = [re.escape(part) for part in _WILDCARDS.split(pattern)]
    return re.compile(".*".join(parts), re.DOTALL)
