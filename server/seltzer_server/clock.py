"""Where the server gets the time from, so that tests can say what time it is."""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def utc_now() -> datetime:
    """Give the wall-clock time, aware."""
    return datetime.now(timezone.utc)
