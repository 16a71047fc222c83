"""Statements through a connection of SQLAlchemy, whatever its driver."""

from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection as AlchemyConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from seltzer_dialects.connection import Connection, Rows, to_rows
from seltzer_dialects.deadline import Deadline
from seltzer_dialects.sqlstates import code_of_state
from seltzer_specs.errors import QueryError

_AS_WRITTEN = {"no_parameters": True}
"""A `%` or a `:` in SQL is no parameter."""

_STOPPING = ("cancel_safe", "cancel", "interrupt")
"""Methods by which sessions of drivers stop a statement from another thread."""


class SqlAlchemyConnection(Connection):
    """One connection; each statement has a transaction of its own, or a savepoint in the caller's.

    A driver that cannot stop a statement from another thread has no time limit.

    Args:
        connection: An open connection.
        is_ours: True closes it in the end.
    """

    def __init__(self, connection: AlchemyConnection, *, is_ours: bool) -> None:
        self._connection = connection
        self._is_ours = is_ours
        self._is_cancelled = False

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        self._is_cancelled = False
        deadline = Deadline(self._interrupt, timeout_s)
        try:
            with self._transaction(), deadline:
                result = self._connection.exec_driver_sql(sql, execution_options=_AS_WRITTEN)
                columns = tuple(map(str, result.keys()))
                rows = [tuple(map(_plain, row)) for row in result]
            return to_rows(columns, rows)
        except SQLAlchemyError as error:
            raise self._explain(error, deadline) from error

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        self._is_cancelled = True
        self._interrupt()

    def close(self) -> None:
        """Give the connection back, where it is ours."""
        if self._is_ours:
            with suppress(SQLAlchemyError):
                self._connection.close()

    @contextmanager
    def _transaction(self) -> Generator[None]:
        """Undo everything but what the caller had begun."""
        is_postgres = self._connection.dialect.name == "postgresql"
        undo: Callable[[], None]
        if not self._connection.in_transaction():
            undo = self._connection.rollback
            self._connection.begin()
            if is_postgres:
                self._connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        elif is_postgres:  # where a statement that fails would end the caller's transaction
            undo = self._connection.begin_nested().rollback
        else:
            undo = _nothing
        try:
            yield
        finally:
            with suppress(SQLAlchemyError):
                undo()

    def _interrupt(self) -> None:
        session = self._connection.connection.driver_connection
        stop = next((getattr(session, name) for name in _STOPPING if hasattr(session, name)), None)
        if stop is not None:
            # Whoever stops wants to stop; a session that is gone has nothing to stop.
            with suppress(self._connection.dialect.loaded_dbapi.Error):
                stop()

    def _explain(self, error: SQLAlchemyError, deadline: Deadline) -> QueryError:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
        code = code_of_state(state) if isinstance(state, str) else "other"
        if deadline.is_over:
            code = "timeout"
        elif self._is_cancelled:
            code = "cancelled"
        elif isinstance(error, DBAPIError) and error.connection_invalidated:
            code = "connection"
        return QueryError(str(cause), code=code, sqlstate=state if isinstance(state, str) else None)


def _plain(cell: object) -> object:
    return cell.tobytes() if isinstance(cell, memoryview) else cell


def _nothing() -> None:
    """The caller's transaction goes on."""
