"""Sessions with MySQL and MariaDB."""

from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pymysql
from pymysql.constants import FIELD_TYPE
from pymysql.cursors import SSCursor

from seltzer_dialects.dbapi_connection import Cursor, DbApiConnection
from seltzer_dialects.options import file_option, integer_option, text_option
from seltzer_specs.errors import ConnectError, QueryError

if TYPE_CHECKING:
    from pathlib import Path

    from seltzer_specs.data_sources import DataSourceSettings

_CONNECT_TIMEOUT_S = 10
_CANCEL_TIMEOUT_S = 5

# What changes how a text is read must be as the compiler takes it; ONLY_FULL_GROUP_BY refuses
# columns outside of aggregates, of which any row's value would come.
_SQL_MODE = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO"

# TIMESTAMP columns are moments, shown in the session's zone; times without a zone count as UTC.
# An average of DECIMAL has 4 digits more than the column unless told otherwise.
_SETUP = (
    f"SET sql_mode = '{_SQL_MODE}', time_zone = '+00:00', max_error_count = 64, "
    "div_precision_increment = 16"
)

_TRUNCATED = frozenset({1292, 1366, 1411})
"""Warnings of values that were read as something else: 'x' as the number 0."""

# https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html
_CODES: Mapping[int, str] = {
    1064: "syntax",
    1065: "syntax",
    1049: "missing_object",
    1054: "missing_object",
    1146: "missing_object",
    1305: "missing_object",
    1044: "permission",
    1045: "permission",
    1142: "permission",
    1143: "permission",
    1227: "permission",
    1370: "permission",
    1792: "permission",  # a write in a read-only transaction
    1264: "type_mismatch",
    1366: "type_mismatch",
    1690: "type_mismatch",  # a number out of range
    1139: "syntax",  # a regular expression
    1317: "cancelled",
    3024: "timeout",
    1969: "timeout",
    1037: "resources",
    1038: "resources",
    1040: "resources",
    1114: "resources",
    2002: "connection",
    2003: "connection",
    2006: "connection",
    2013: "connection",
    1053: "connection",
    1927: "connection",
}


def open_mysql(settings: "DataSourceSettings", *, root: "Path") -> "MySQLConnection":
    """Open a session whose statements are all read-only.

    Raises:
        ConnectError: the server cannot be reached or refuses; the text holds no password.
    """
    options = _options(settings, root)
    try:
        return adopt_mysql(pymysql.connect(**options), options)
    except (pymysql.Error, OSError) as error:
        text = " ".join(str(error.args[-1] if error.args else error).split())
        raise ConnectError(f'data source "{settings.name}": {text}') from error


def adopt_mysql(
    session: "pymysql.Connection[Any]", options: Mapping[str, Any]
) -> "MySQLConnection":
    """Make a session one whose statements all read; it serves nothing else from now.

    Args:
        session: An open session.
        options: What another one is opened with, to stop a statement of this one.
    """
    with closing(session.cursor()) as cursor:
        cursor.execute("SET autocommit = 1")
        cursor.execute(_SETUP)
        # For what ends a transaction by itself, such as CREATE TABLE.
        cursor.execute("SET SESSION TRANSACTION READ ONLY")
    return MySQLConnection(session, options)


def _options(settings: "DataSourceSettings", root: "Path") -> dict[str, Any]:
    found: dict[str, Any] = {
        "host": text_option(settings, "host") or "localhost",
        "port": integer_option(settings, "port") or 3306,
        "user": text_option(settings, "username", "user"),
        "password": text_option(settings, "password") or "",
        "database": settings.schema or text_option(settings, "database"),
        "unix_socket": text_option(settings, "unix_socket"),
        "ssl_ca": file_option(settings, "ssl_ca", root),
        "ssl_cert": file_option(settings, "ssl_cert", root),
        "ssl_key": file_option(settings, "ssl_key", root),
    }
    kept = {name: value for name, value in found.items() if value is not None}
    timeout_s = integer_option(settings, "connection_timeout") or _CONNECT_TIMEOUT_S
    return {
        **kept,
        "charset": "utf8mb4",
        "autocommit": True,
        "connect_timeout": timeout_s,
        "program_name": "seltzer",
    }


class MySQLConnection(DbApiConnection):
    """One session; every statement has a read-only transaction of its own."""

    ERRORS: tuple[type[Exception], ...] = (pymysql.Error, OSError)

    def __init__(self, session: "pymysql.Connection[Any]", options: Mapping[str, Any]) -> None:
        super().__init__(session)
        self._options = options

    def open_cursor(self) -> Cursor:
        """Begin a transaction that cannot be made read-write; rows are not kept in memory."""
        cursor = self._session.cursor(SSCursor)
        cursor.execute("START TRANSACTION READ ONLY")
        return cursor

    def finish(self, cursor: Cursor) -> None:
        """Refuse values that the engine read as something else, with no more than a warning.

        It takes any text for the number it starts with, or for 0, so that every text would have
        a sum.
        """
        if not cursor.warning_count:
            return
        with closing(self._session.cursor()) as other:
            other.execute("SHOW WARNINGS")
            for level, code, text in other.fetchall():
                if level != "Note" and code in _TRUNCATED:
                    raise QueryError(str(text), code="type_mismatch", sqlstate="22007")

    def singles(self, cursor: Cursor) -> frozenset[int]:
        """Give the columns of type FLOAT."""
        columns = enumerate(cursor.description or ())
        return frozenset(place for place, column in columns if column[1] == FIELD_TYPE.FLOAT)

    def interrupt(self, cursor: Cursor) -> None:  # noqa: ARG002  # the session has one statement
        """Kill the statement from a session of its own, as the protocol wants it."""
        options: dict[str, Any] = {**self._options, "connect_timeout": _CANCEL_TIMEOUT_S}
        with pymysql.connect(**options, read_timeout=_CANCEL_TIMEOUT_S) as other:
            killer = other.cursor()
            killer.execute("KILL QUERY %s", [self._session.thread_id()])

    def text_of(self, error: Exception) -> str:
        """Give the server's message without its number, which the code tells."""
        return str(error.args[-1] if error.args else error)

    def code_of(self, error: Exception) -> str:
        """Tell by the server's number."""
        if not isinstance(error, pymysql.Error):
            return "connection"
        number = error.args[0] if error.args else None
        return _CODES.get(number, "other") if isinstance(number, int) else "connection"
