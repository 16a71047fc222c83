"""Sessions with DuckDB."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from seltzer_dialects import duckdb_estimate
from seltzer_dialects.connection import STREAMED_ROWS, Connection, Rows, to_rows
from seltzer_dialects.deadline import Deadline
from seltzer_dialects.duckdb_files import add_views
from seltzer_dialects.estimate import Estimate
from seltzer_dialects.options import file_path, text_option
from seltzer_specs.errors import ConfigError, ConnectError, QueryError

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

_MEMORY = ":memory:"
NONE_BROKEN: Mapping[str, str] = {}

# The first match counts, so that a class comes before its base.
_CODES: Mapping[type[duckdb.Error], str] = {
    duckdb.ParserException: "syntax",
    duckdb.SyntaxException: "syntax",
    duckdb.CatalogException: "missing_object",
    duckdb.BinderException: "missing_object",
    duckdb.ConversionException: "type_mismatch",
    duckdb.TypeMismatchException: "type_mismatch",
    duckdb.InvalidTypeException: "type_mismatch",
    duckdb.PermissionException: "permission",
    duckdb.InterruptException: "cancelled",
    duckdb.OutOfMemoryException: "resources",
    duckdb.ConnectionException: "connection",
    duckdb.IOException: "connection",
}


_WITHOUT_ROWS = (duckdb.BinderException, duckdb.CatalogException, duckdb.NotImplementedException)
"""Errors that no row has caused."""

_DRAWING = re.compile(r"\n\s*Candidate functions:|\n\nLINE ")
"""What takes many lines: every function of a name, and the statement with a mark below it."""

_TOLD = re.compile(r"""["'`\n]|: """)
_RAISES = re.compile(r"\berror\s*\(", re.IGNORECASE)


def open_duckdb(settings: "DataSourceSettings", *, root: Path) -> "DuckDBConnection":
    """Open a database file for reading, or a database in memory, of files of data or empty.

    Raises:
        ConnectError: the file does not exist or cannot be opened.
        ConfigError: both a database and files are named.
    """
    files = text_option(settings, "files")
    if files is not None:
        return _open_files(settings, files, root)
    name = text_option(settings, "path", "database") or _MEMORY
    is_file = name != _MEMORY and not name.startswith("md:")
    target = str(file_path(name, root)) if is_file else name
    if is_file and not Path(target).is_file():
        raise ConnectError(f'data source "{settings.name}": no DuckDB file "{target}"')
    try:
        session = duckdb.connect(target, read_only=is_file)
        if settings.schema is not None:
            session.execute("SET schema = ?", [settings.schema])
    except duckdb.Error as error:
        raise ConnectError(f'data source "{settings.name}": {error}') from error
    return DuckDBConnection(session)


def _open_files(settings: "DataSourceSettings", files: str, root: Path) -> "DuckDBConnection":
    if text_option(settings, "path", "database") is not None:
        raise ConfigError(
            f'data source "{settings.name}": "files" and "path" are two places; name one'
        )
    session = duckdb.connect(_MEMORY)
    try:
        broken = add_views(session, files, settings, root=root)
    except BaseException:
        session.close()
        raise
    return DuckDBConnection(session, broken)


class DuckDBConnection(Connection):
    """One DuckDB session.

    Args:
        session: An open session of the driver.
        broken: Why datasets that are files cannot be read, by their names.
    """

    def __init__(
        self, session: duckdb.DuckDBPyConnection, broken: Mapping[str, str] = NONE_BROKEN
    ) -> None:
        self._session = session
        self._broken = broken

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        with self._watched(timeout_s, sql):
            cursor = self._session.execute(self._only_statement(sql))
            return to_rows(_names(cursor), cursor.fetchall(), singles=_singles(cursor))

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts."""
        with self._watched(timeout_s, sql):
            cursor = self._session.execute(self._only_statement(sql))
            columns, singles = _names(cursor), _singles(cursor)
            while rows := cursor.fetchmany(STREAMED_ROWS):
                yield to_rows(columns, rows, singles=singles)

    def estimate(self, sql: str, *, timeout_s: float | None = None) -> Estimate:
        """Tell what a statement will read: rows of whole tables, bytes of the columns it needs."""
        with self._watched(timeout_s, sql):
            statement = duckdb_estimate.explain_of(self._only_statement(sql).query)
            plan = self._session.execute(statement).fetchall()[0][1]
            sizes = self._session.execute(duckdb_estimate.TABLES).fetchall()
            columns = self._session.execute(duckdb_estimate.COLUMNS).fetchall()
        return duckdb_estimate.read_estimate(plan, sizes, columns)

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        # Whoever cancels wants to stop; a session that is gone has nothing to stop.
        with suppress(duckdb.Error):
            self._session.interrupt()

    def close(self) -> None:
        """Give the session back."""
        self._session.close()

    @contextmanager
    def _watched(self, timeout_s: float | None, sql: str) -> Generator[None]:
        """Interrupt what takes too long, and turn the driver's errors into our own."""
        deadline = Deadline(self._session.interrupt, timeout_s)
        try:
            with deadline:
                yield
        except duckdb.Error as error:
            code = "timeout" if deadline.is_over else _code_of(error)
            quotes_rows = False if isinstance(error, _WITHOUT_ROWS) else None
            text = _DRAWING.split(self._why_broken(error) or str(error))[0]
            if quotes_rows is None and isinstance(error, duckdb.InvalidInputException):
                text = _what_of_rows(text, sql)
            raise QueryError(text, code=code, quotes_rows=quotes_rows) from error

    def _why_broken(self, error: duckdb.Error) -> str | None:
        """Say why there is no such table, where a file of its name could not be read."""
        if not isinstance(error, duckdb.CatalogException):
            return None
        named = (name for name in self._broken if f"with name {name} " in str(error))
        return next((f'the file of "{name}": {self._broken[name]}' for name in named), None)

    def _only_statement(self, sql: str) -> duckdb.Statement:
        statements = self._session.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise QueryError("only a single SELECT may run", code="permission")
        return statements[0]


def _what_of_rows(text: str, sql: str) -> str:
    """Give a message of any wording, as far as it is not the row's own text."""
    if _RAISES.search(sql):
        return "error() was called, with a text that may be that of a row"
    head, _, told = text.partition(": ")
    # Patterns are told bare, behind what is wrong with them, and texts once more without quotes.
    what = _TOLD.split(told)[0].rstrip()
    return f"{head}: {what}" if what == told else f"{head}: {what} …"


def _names(cursor: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    return tuple(str(column[0]) for column in cursor.description or ())


def _singles(cursor: duckdb.DuckDBPyConnection) -> frozenset[int]:
    columns = enumerate(cursor.description or ())
    return frozenset(place for place, column in columns if str(column[1]) == "FLOAT")


def _code_of(error: duckdb.Error) -> str:
    if "No function matches" in str(error):
        return "type_mismatch"
    return next((code for kind, code in _CODES.items() if isinstance(error, kind)), "other")
