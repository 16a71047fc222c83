"""Sessions with SQLite."""

import re
import sqlite3
from collections.abc import Generator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_dialects.connection import STREAMED_ROWS, Connection, Rows, to_rows
from seltzer_dialects.deadline import Deadline
from seltzer_dialects.estimate import Estimate
from seltzer_dialects.options import file_path, text_option
from seltzer_specs.errors import ConnectError, QueryError

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

_TABLE_READ = re.compile(r"(SCAN|SEARCH) (?!CONSTANT ROW|\d)")
"""A line of EXPLAIN QUERY PLAN that reads a table: https://www.sqlite.org/eqp.html"""

_MEMORY = ":memory:"


def open_sqlite(settings: "DataSourceSettings", *, root: Path) -> "SQLiteConnection":
    """Open a database file for reading, or an empty database in memory.

    Raises:
        ConnectError: the file does not exist or is not a SQLite database.
    """
    name = text_option(settings, "path", "database") or _MEMORY
    try:
        if name == _MEMORY:
            session = sqlite3.connect(_MEMORY, isolation_level=None, check_same_thread=False)
        else:
            uri = f"{file_path(name, root).as_uri()}?mode=ro"
            session = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        adopted = adopt_sqlite(session)
        session.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
    except sqlite3.Error as error:
        raise ConnectError(f'data source "{settings.name}": {error}: "{name}"') from error
    return adopted


def adopt_sqlite(session: sqlite3.Connection) -> "SQLiteConnection":
    """Make a session one that only reads and knows patterns; it serves nothing else from now."""
    session.execute("PRAGMA query_only = ON")
    session.create_function("REGEXP", 2, _regexp, deterministic=True)
    return SQLiteConnection(session)


class SQLiteConnection(Connection):
    """One SQLite session; the driver itself refuses more than one statement."""

    def __init__(self, session: sqlite3.Connection) -> None:
        self._session = session

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        deadline = Deadline(self._session.interrupt, timeout_s)
        try:
            with deadline:
                cursor = self._session.execute(sql)
                rows = cursor.fetchall()
            return to_rows(tuple(column[0] for column in cursor.description or ()), rows)
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            code = "timeout" if deadline.is_over else _code_of(error)
            raise QueryError(str(error), code=code) from error

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts."""
        deadline = Deadline(self._session.interrupt, timeout_s)
        try:
            with deadline:
                cursor = self._session.execute(sql)
                columns = tuple(column[0] for column in cursor.description or ())
                while rows := cursor.fetchmany(STREAMED_ROWS):
                    yield to_rows(columns, rows)
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            code = "timeout" if deadline.is_over else _code_of(error)
            raise QueryError(str(error), code=code) from error

    def estimate(self, sql: str, *, timeout_s: float | None = None) -> Estimate:
        """Tell what a statement reads at most: the whole file for each table of its plan.

        SQLite keeps no sizes of tables.
        """
        plan = self.fetch(f"EXPLAIN QUERY PLAN {sql}", timeout_s=timeout_s).rows
        pages = self.fetch("PRAGMA page_count").rows[0][0]
        size = self.fetch("PRAGMA page_size").rows[0][0]
        scans = sum(_TABLE_READ.match(str(row[-1])) is not None for row in plan)
        return Estimate(bytes=scans * int(str(pages)) * int(str(size)))

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        # Whoever cancels wants to stop; a session that is gone has nothing to stop.
        with suppress(sqlite3.Error):
            self._session.interrupt()

    def close(self) -> None:
        """Give the session back."""
        self._session.close()


def _regexp(pattern: str, value: object) -> bool | None:
    """Give SQLite the partial match that the other engines have; NULL stays NULL."""
    return None if value is None else _compiled(pattern).search(str(value)) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _code_of(error: Exception) -> str:
    text = str(error)
    if isinstance(error, OverflowError) or "overflow" in text:
        return "type_mismatch"
    if "syntax error" in text or "incomplete input" in text or "one statement" in text:
        return "syntax"
    if "no such" in text:
        return "missing_object"
    if "readonly" in text or "read-only" in text or "not authorized" in text:
        return "permission"
    if "interrupted" in text:
        return "cancelled"
    if "locked" in text or "unable to open" in text or "disk" in text:
        return "connection"
    return "other"
