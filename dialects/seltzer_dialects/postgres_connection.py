"""Sessions with PostgreSQL."""

from collections.abc import Generator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.string import TextBinaryLoader

from seltzer_dialects import postgres_estimate
from seltzer_dialects.connection import STREAMED_ROWS, Connection, Rows, to_rows
from seltzer_dialects.estimate import Estimate, total
from seltzer_dialects.options import integer_option, text_option
from seltzer_dialects.sqlstates import code_of_state
from seltzer_specs.errors import ConnectError, QueryError

if TYPE_CHECKING:
    from psycopg.abc import Buffer
    from psycopg.sql import Composed

    from seltzer_specs.data_sources import DataSourceSettings

_CONNECT_TIMEOUT_S = 10
_CANCEL_TIMEOUT_S = 5
_FLOAT4 = 700  # pg_type.oid

_TRANSIENT = (
    "starting up",
    "shutting down",
    "recovery mode",
    "not yet accepting connections",
    "too many",
    "connection slots",
)
_WITHOUT_ROWS = frozenset({"0A", "42", "40", "55"})
"""Classes of errors that no row has caused."""

_OF_ROWS = frozenset({"type_mismatch", "resources", "other"})


def open_postgres(settings: "DataSourceSettings") -> "PostgresConnection":
    """Open a session whose transactions are all read-only.

    Raises:
        ConnectError: the server cannot be reached or refuses; the text holds no password.
    """
    try:
        session = psycopg.connect(
            host=text_option(settings, "host") or "localhost",
            port=integer_option(settings, "port") or 5432,
            user=text_option(settings, "username", "user"),
            password=text_option(settings, "password"),
            dbname=text_option(settings, "database", "dbname"),
            sslmode=text_option(settings, "sslmode"),
            connect_timeout=integer_option(settings, "connection_timeout") or _CONNECT_TIMEOUT_S,
            application_name="seltzer",
            # A server that is gone without a word is noticed after about a minute.
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
        )
    except psycopg.Error as error:
        text = " ".join(str(error).split())
        raise ConnectError(
            f'data source "{settings.name}": {text}', is_transient=_is_transient(text)
        ) from error
    return adopt_postgres(session, schema=settings.schema)


def adopt_postgres(
    session: "psycopg.Connection[tuple[object, ...]]", *, schema: str | None
) -> "PostgresConnection":
    """Make a session one whose transactions are all read-only; it serves nothing else from now."""
    session.rollback()
    session.autocommit = False
    session.read_only = True
    session.adapters.register_loader("bpchar", _PaddedLoader)
    return PostgresConnection(session, schema=schema)


class _PaddedLoader(TextBinaryLoader):
    """Gives CHARACTER(n) without the blanks that fill it up, which say nothing when it compares."""

    def load(self, data: "Buffer") -> bytes | str:
        """Read one value; the driver gives bytes where a database says nothing of its encoding."""
        text = super().load(data)
        return text.rstrip(b" ") if isinstance(text, bytes) else text.rstrip(" ")


class PostgresConnection(Connection):
    """One PostgreSQL session; every statement has a read-only transaction of its own.

    A transaction that began read-only cannot be made read-write, and what a statement sets is
    undone with it, so that no user-written SQL can change what a later one may do.
    """

    def __init__(
        self, session: "psycopg.Connection[tuple[object, ...]]", *, schema: str | None
    ) -> None:
        self._session = session
        self._schema = schema
        self._is_cancelled = False
        self._is_sent = False

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        self._is_cancelled = False
        try:
            try:
                return self._fetch(sql, timeout_s)
            finally:
                self._reset()
        except psycopg.Error as error:
            raise self._explain(error, timeout_s) from error

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts."""
        self._is_cancelled = False
        try:
            try:
                cursor = self._prepared(timeout_s)
                part: list[tuple[object, ...]] = []
                for row in cursor.stream(sql.encode(), binary=True):
                    part.append(row)
                    if len(part) == STREAMED_ROWS:
                        yield to_rows(_names(cursor), part, singles=_singles(cursor))
                        part = []
                if part:
                    yield to_rows(_names(cursor), part, singles=_singles(cursor))
            finally:
                self._reset()
        except psycopg.Error as error:
            raise self._explain(error, timeout_s) from error

    def estimate(self, sql: str, *, timeout_s: float | None = None) -> Estimate:
        """Tell what a statement will read: rows and pages of the tables in its plan."""
        self._is_cancelled = False
        try:
            try:
                cursor = self._prepared(timeout_s)
                plan = self._plan(cursor, postgres_estimate.explain_of(sql))
                return total(self._size(cursor, scan) for scan in postgres_estimate.scans_of(plan))
            finally:
                self._reset()
        except psycopg.Error as error:
            raise self._explain(error, timeout_s) from error

    def _reset(self) -> None:
        """Leave the transaction; a session that is gone has said so already, or will."""
        with suppress(psycopg.Error):
            self._session.rollback()

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        self._is_cancelled = True
        # Whoever cancels wants to stop; a session that is gone has nothing to stop.
        with suppress(psycopg.Error):
            self._session.cancel_safe(timeout=_CANCEL_TIMEOUT_S)

    def close(self) -> None:
        """Give the session back."""
        self._session.close()

    def _prepared(self, timeout_s: float | None) -> "psycopg.Cursor[tuple[object, ...]]":
        """Begin a transaction with the time limit and the schema of this data source."""
        self._is_sent = False
        cursor = self._session.cursor()
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true)",
            [str(0 if timeout_s is None else max(1, round(timeout_s * 1000)))],
        )
        if self._schema is not None:
            cursor.execute(
                "SELECT set_config('search_path', quote_ident(%s), true)", [self._schema]
            )
        self._is_sent = True
        return cursor

    def _plan(
        self, cursor: "psycopg.Cursor[tuple[object, ...]]", statement: "bytes | Composed"
    ) -> Mapping[str, Any]:
        # Binary results: the server refuses more than one statement, as in `_fetch`.
        row = cursor.execute(statement, binary=True).fetchone()
        return postgres_estimate.read_plan(row[0] if row is not None else None)

    def _size(
        self, cursor: "psycopg.Cursor[tuple[object, ...]]", scan: postgres_estimate.Scan
    ) -> Estimate:
        size = cursor.execute(postgres_estimate.SIZE, [scan.schema, scan.table]).fetchone()
        whole = int(str(size[0])) if size is not None else 0
        if not scan.is_whole:
            # At worst, every row is on a page of its own.
            return Estimate(
                rows=scan.rows, bytes=min(whole, scan.rows * postgres_estimate.BLOCK_BYTES)
            )
        every = self._plan(cursor, postgres_estimate.rows_of_table(scan.schema, scan.table))
        return Estimate(rows=int(every["Plan Rows"]), bytes=whole)

    def _fetch(self, sql: str, timeout_s: float | None) -> Rows:
        cursor = self._prepared(timeout_s)
        # Binary results go through the extended protocol, where the server itself refuses more
        # than one statement.
        cursor.execute(sql.encode(), binary=True)
        columns = _names(cursor)
        rows = cursor.fetchall() if columns else []
        return to_rows(columns, rows, singles=_singles(cursor))

    def _explain(self, error: psycopg.Error, timeout_s: float | None) -> QueryError:
        state = error.sqlstate
        code = code_of_state(state)
        if code == "cancelled" and timeout_s is not None and not self._is_cancelled:
            code = "timeout"
        if state is None and self._session.broken:
            code = "connection"
        # 40: the transaction was rolled back for another one, on a replica for its recovery.
        is_undone = (state or "").startswith("40") and code != "cancelled"
        is_repeatable = is_undone or (code == "connection" and not self._is_sent)
        quotes_rows = (state or "")[:2] not in _WITHOUT_ROWS and code in _OF_ROWS
        return QueryError(
            _what_of_rows(error) if quotes_rows else _what_of_statement(error),
            code=code,
            sqlstate=state,
            is_repeatable=is_repeatable,
            quotes_rows=quotes_rows,
        )


def _what_of_statement(error: psycopg.Error) -> str:
    """Give a message with the server's hint, on one line and without a drawing of the statement."""
    parts = (error.diag.message_primary, error.diag.message_hint)
    return "; ".join(part for part in parts if part) or " ".join(str(error).split())


def _what_of_rows(error: psycopg.Error) -> str:
    """Give a message that may quote a row without its details, which are the row."""
    if (error.sqlstate or "").startswith("P0"):
        return "a function of the database refused a row, in words that may quote it"
    return error.diag.message_primary or str(error)


def _is_transient(text: str) -> bool:
    """Tell whether a session may be had a moment later.

    libpq gives no SQLSTATE of a refused session. What the server itself refuses is `FATAL`;
    without that word nobody answered.
    """
    return "FATAL" not in text or any(words in text for words in _TRANSIENT)


def _names(cursor: "psycopg.Cursor[tuple[object, ...]]") -> tuple[str, ...]:
    return tuple(column.name for column in cursor.description or ())


def _singles(cursor: "psycopg.Cursor[tuple[object, ...]]") -> frozenset[int]:
    columns = enumerate(cursor.description or ())
    return frozenset(place for place, column in columns if column.type_code == _FLOAT4)
