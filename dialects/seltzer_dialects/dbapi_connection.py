"""Sessions through drivers that follow PEP 249, which most drivers of warehouses do."""

from abc import abstractmethod
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from typing import Any, TypeAlias

from seltzer_dialects.connection import STREAMED_ROWS, Connection, Rows, to_rows
from seltzer_dialects.deadline import Deadline
from seltzer_specs.errors import QueryError

Cursor: TypeAlias = Any
"""A cursor of PEP 249; drivers share no type."""

Session: TypeAlias = Any
"""A connection of PEP 249."""


class DbApiConnection(Connection):
    """One session of a driver; an engine says how it stops and what its errors mean.

    Args:
        session: An open connection of the driver.
    """

    ERRORS: tuple[type[Exception], ...]
    """What the driver raises; only in subclasses, which the driver's module defines."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._running: Cursor | None = None
        self._is_sent = False
        self._is_cancelled = False

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""

        def read(cursor: Cursor) -> Rows:
            rows = [tuple(row) for row in cursor.fetchall()]
            return to_rows(_names(cursor), rows, singles=self.singles(cursor))

        (rows,) = self._run(sql, timeout_s, lambda cursor: iter([read(cursor)]))
        return rows

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts."""

        def read(cursor: Cursor) -> Generator[Rows]:
            columns, singles = _names(cursor), self.singles(cursor)
            while rows := cursor.fetchmany(STREAMED_ROWS):
                yield to_rows(columns, [tuple(row) for row in rows], singles=singles)

        yield from self._run(sql, timeout_s, read)

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        self._is_cancelled = True
        self._interrupt()

    def close(self) -> None:
        """Give the session back."""
        with suppress(*self.ERRORS):
            self._session.close()

    def check(self, sql: str) -> None:
        """Refuse a statement before it is sent, where the engine itself would run it."""

    def open_cursor(self) -> Cursor:
        """Give a cursor for one statement; an engine sets here what the statement needs."""
        return self._session.cursor()

    def finish(self, cursor: Cursor) -> None:
        """Look at a statement whose rows are all read; an error here is one of the statement."""

    def singles(self, cursor: Cursor) -> frozenset[int]:  # noqa: ARG002  # for engines that can tell
        """Give the positions of columns of single precision."""
        return frozenset()

    def reset(self) -> None:
        """Leave the transaction of a statement, whatever became of it."""
        self._session.rollback()

    @abstractmethod
    def interrupt(self, cursor: Cursor) -> None:
        """Stop a running statement, from any thread."""

    @abstractmethod
    def code_of(self, error: Exception) -> str:
        """Give the enumerated code of a driver's error."""

    def text_of(self, error: Exception) -> str:
        """Give what a driver's error says."""
        return str(error)

    def sqlstate_of(self, error: Exception) -> str | None:  # noqa: ARG002  # few drivers tell
        """Give the SQLSTATE of a driver's error, where it has one."""
        return None

    def _run(
        self,
        sql: str,
        timeout_s: float | None,
        read: Callable[[Cursor], "Generator[Rows] | Any"],
    ) -> Generator[Rows]:
        self.check(sql)
        self._is_cancelled = self._is_sent = False
        deadline = Deadline(self._interrupt, timeout_s)
        try:
            try:
                with closing(self.open_cursor()) as cursor, deadline:
                    self._running = cursor
                    self._is_sent = True
                    cursor.execute(sql)
                    for rows in read(cursor):
                        self._refuse_stopped(deadline)
                        yield rows
                    self.finish(cursor)
            finally:
                self._running = None
                with suppress(*self.ERRORS):
                    self.reset()
        except self.ERRORS as error:
            raise self._explain(error, deadline) from error

    def _refuse_stopped(self, deadline: Deadline) -> None:
        """Refuse what came of a statement that was stopped: some engines then answer anyway."""
        if deadline.is_over or self._is_cancelled:
            code = "timeout" if deadline.is_over else "cancelled"
            raise QueryError("the statement was stopped", code=code)

    def _interrupt(self) -> None:
        cursor = self._running
        if cursor is not None:
            # Whoever cancels wants to stop; a session that is gone has nothing to stop.
            with suppress(*self.ERRORS):
                self.interrupt(cursor)

    def _explain(self, error: Exception, deadline: Deadline) -> QueryError:
        code = self.code_of(error)
        if deadline.is_over:
            code = "timeout"
        elif self._is_cancelled:
            code = "cancelled"
        state = self.sqlstate_of(error)
        is_undone = (state or "").startswith("40") and code not in ("timeout", "cancelled")
        is_repeatable = is_undone or (code == "connection" and not self._is_sent)
        text = self.text_of(error)
        return QueryError(text, code=code, sqlstate=state, is_repeatable=is_repeatable)


def _names(cursor: Cursor) -> tuple[str, ...]:
    columns: Sequence[Sequence[object]] = cursor.description or ()
    return tuple(str(column[0]) for column in columns)
