"""A worker's session with the data source: opened when needed, replaced when it broke."""

from collections.abc import Callable, Generator
from contextlib import closing
from threading import Event, Lock

from seltzer_dialects.connection import Connection, Rows
from seltzer_specs.errors import QueryError


class Session:
    """Runs the statements of one thread.

    Args:
        connect: Opens a connection.
        stop: Set when the whole scan is to end.
        timeout_s: Seconds that one statement may take; None for no limit.
    """

    def __init__(
        self, connect: Callable[[], Connection], *, stop: Event, timeout_s: float | None
    ) -> None:
        self._connect = connect
        self._stop = stop
        self._timeout_s = timeout_s
        self._connection: Connection | None = None
        # `cancel` comes from another thread and must not meet a connection that is being closed.
        self._lock = Lock()

    def open(self) -> Connection:
        """Give the connection, opened where there is none.

        Raises:
            ConnectError: the data source cannot be reached.
        """
        if self._connection is None:
            connection = self._connect()
            with self._lock:
                self._connection = connection
        return self._connection

    def fetch(self, sql: str) -> Rows:
        """Run one statement.

        Raises:
            QueryError: it failed, took too long or the scan was stopped.
            ConnectError: a new connection was needed and could not be had.
        """
        if self._stop.is_set():
            raise QueryError("the scan was stopped", code="cancelled")
        try:
            return self.open().fetch(sql, timeout_s=self._timeout_s)
        except QueryError as error:
            if error.code == "connection":
                self.close()
            raise

    def stream(self, sql: str) -> Generator[Rows]:
        """Run one statement and give its rows as they come.

        Raises:
            QueryError: it failed, took too long or the scan was stopped.
            ConnectError: a new connection was needed and could not be had.
        """
        if self._stop.is_set():
            raise QueryError("the scan was stopped", code="cancelled")
        try:
            # Closed here, and not when it is collected: by then the session may be gone.
            with closing(self.open().stream(sql, timeout_s=self._timeout_s)) as parts:
                for rows in parts:
                    if self._stop.is_set():
                        raise QueryError("the scan was stopped", code="cancelled")
                    yield rows
        except QueryError as error:
            if error.code == "connection":
                self.close()
            raise

    def cancel(self) -> None:
        """Stop the running statement, if there is one, from any thread."""
        with self._lock:
            if self._connection is not None:
                self._connection.cancel()

    def close(self) -> None:
        """Close the connection, if there is one."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()
