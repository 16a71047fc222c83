"""A worker's session with the data source: opened when needed, replaced when it broke."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from threading import Event, Lock

from seltzer_dialects.connection import Connection, Rows
from seltzer_specs.errors import ConnectError, QueryError

RETRY_DELAYS_S = (0.5, 2.0)
"""Pauses before another attempt, where one is safe."""


class Session:
    """Runs the statements of one thread.

    It tries again to connect where the reason may pass, and to run a statement where the engine
    did not begin it or undid it; never anything else, for a user's statement that ran may have
    done something.

    Args:
        connect: Opens a connection.
        stop: Set when the whole scan is to end.
        timeout_s: Seconds that one statement may take; None for no limit.
        retry_delays_s: Pauses before each further attempt.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        *,
        stop: Event,
        timeout_s: float | None,
        retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S,
    ) -> None:
        self._connect = connect
        self._stop = stop
        self._timeout_s = timeout_s
        self._retry_delays_s = retry_delays_s
        self._connection: Connection | None = None
        # `cancel` comes from another thread and must not meet a connection that is being closed.
        self._lock = Lock()

    def open(self) -> Connection:
        """Give the connection, opened where there is none.

        Raises:
            ConnectError: the data source cannot be reached.
        """
        delays = self._delays()
        while self._connection is None:
            try:
                connection = self._connect()
            except ConnectError as error:
                if not error.is_transient or not next(delays, False):
                    raise
                continue
            with self._lock:
                self._connection = connection
        return self._connection

    def fetch(self, sql: str) -> Rows:
        """Run one statement.

        Raises:
            QueryError: it failed, took too long or the scan was stopped.
            ConnectError: a new connection was needed and could not be had.
        """
        delays = self._delays()
        while True:
            self._refuse_stopped()
            try:
                return self.open().fetch(sql, timeout_s=self._timeout_s)
            except QueryError as error:
                self._leave_broken(error)
                if not error.is_repeatable or not next(delays, False):
                    raise

    def stream(self, sql: str) -> Generator[Rows]:
        """Run one statement and give its rows as they come.

        Raises:
            QueryError: it failed, took too long or the scan was stopped.
            ConnectError: a new connection was needed and could not be had.
        """
        delays = self._delays()
        while True:
            self._refuse_stopped()
            has_begun = False
            try:
                # Closed here, and not when it is collected: by then the session may be gone.
                with closing(self.open().stream(sql, timeout_s=self._timeout_s)) as parts:
                    for rows in parts:
                        self._refuse_stopped()
                        has_begun = True
                        yield rows
                return
            except QueryError as error:
                self._leave_broken(error)
                if has_begun or not error.is_repeatable or not next(delays, False):
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

    def _delays(self) -> Iterator[bool]:
        """Pause before each further attempt; give False where the scan was stopped meanwhile."""
        return (not self._stop.wait(delay_s) for delay_s in self._retry_delays_s)

    def _refuse_stopped(self) -> None:
        if self._stop.is_set():
            raise QueryError("the scan was stopped", code="cancelled")

    def _leave_broken(self, error: QueryError) -> None:
        if error.code == "connection":
            self.close()
