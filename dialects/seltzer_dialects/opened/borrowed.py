"""A connection that belongs to somebody else: one statement at a time, and never closed."""

from collections.abc import Generator
from contextlib import closing
from threading import Lock

from seltzer_dialects.connection import Connection, Rows
from seltzer_dialects.estimate import Estimate


class BorrowedConnection(Connection):
    """Passes statements on, from whichever thread, one after the other.

    Args:
        inner: The connection; it stays open.
    """

    def __init__(self, inner: Connection) -> None:
        self._inner = inner
        self._lock = Lock()

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        with self._lock:
            return self._inner.fetch(sql, timeout_s=timeout_s)

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts."""
        with self._lock, closing(self._inner.stream(sql, timeout_s=timeout_s)) as parts:
            yield from parts

    def estimate(self, sql: str, *, timeout_s: float | None = None) -> Estimate | None:
        """Tell what a statement will read, without running it."""
        with self._lock:
            return self._inner.estimate(sql, timeout_s=timeout_s)

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        self._inner.cancel()

    def close(self) -> None:
        """Leave it open: its owner closes it."""
