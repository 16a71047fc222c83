"""Sessions whose errors say what is wrong, and neither a secret nor a value of a row."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from seltzer_dialects.connection import Connection, Rows
from seltzer_dialects.estimate import Estimate
from seltzer_dialects.row_values import hide_row_values
from seltzer_specs.errors import QueryError


class DiscreetConnection(Connection):
    """Passes everything on to a session, and its errors only as they may be shown.

    Args:
        session: Runs the statements.
        redact: Gives a message without the secrets of the connection.
    """

    def __init__(self, session: Connection, redact: Callable[[str], str]) -> None:
        self._session = session
        self._redact = redact

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        with self._discreetly(sql, timeout_s):
            return self._session.fetch(sql, timeout_s=timeout_s)

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts."""
        with self._discreetly(sql, timeout_s):
            yield from self._session.stream(sql, timeout_s=timeout_s)

    def estimate(self, sql: str, *, timeout_s: float | None = None) -> Estimate | None:
        """Tell what a statement will read, without running it."""
        with self._discreetly(sql, timeout_s):
            return self._session.estimate(sql, timeout_s=timeout_s)

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        self._session.cancel()

    def close(self) -> None:
        """Give the session back."""
        self._session.close()

    @contextmanager
    def _discreetly(self, sql: str, timeout_s: float | None) -> Generator[None]:
        try:
            yield
        except QueryError as error:
            text = hide_row_values(error.text, sql) if error.quotes_rows else error.text
            if error.code == "timeout" and timeout_s is not None:
                text = f"stopped after {timeout_s:g} s; raise --query-timeout if it may take longer"
            # Without the driver's own error, whose text a traceback would show.
            raise error.with_text(self._redact(text)) from None
