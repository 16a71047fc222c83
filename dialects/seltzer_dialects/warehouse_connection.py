"""Sessions with warehouses through whichever driver of PEP 249."""

import re
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlglot.dialects.dialect import Dialect as SqlglotDialect

from seltzer_dialects.connection import Connection
from seltzer_dialects.dbapi_connection import Cursor, DbApiConnection, Session
from seltzer_dialects.single_query import require_query
from seltzer_specs.errors import ConnectError

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

# https://www.postgresql.org/docs/current/errcodes-appendix.html; the classes are standard.
_STATES: Mapping[str, str] = {
    "08": "connection",
    "22": "type_mismatch",
    "28": "permission",
    "42501": "permission",
    "42601": "syntax",
    "42703": "missing_object",
    "42P01": "missing_object",
    "42S02": "missing_object",
    "42S22": "missing_object",
    "57014": "cancelled",
}
_WORDS: tuple[tuple[str, str], ...] = (
    ("permission", r"permission|denied|not authorized|unauthorized|privilege|forbidden"),
    ("missing_object", r"not exist|not found|invalid (?:identifier|column|object)|unresolved"),
    ("missing_object", r"unrecognized name|cannot be resolved|unknown (?:column|table|database)"),
    ("type_mismatch", r"cannot (?:cast|convert)|conver(?:t|sion)|not recognized|overflow|mismatch"),
    ("timeout", r"timed? ?out"),
    ("cancelled", r"cancel"),
    ("syntax", r"syntax|parse error|mismatched input|unexpected"),
    ("connection", r"connection|network|socket"),
)


def open_warehouse(
    settings: "DataSourceSettings",
    module: str,
    arguments: Mapping[str, Any],
    *,
    dialect: type[SqlglotDialect],
    also: tuple[type[Exception], ...] = (),
) -> Connection:
    """Open a session.

    Args:
        settings: Of the data source, for messages.
        module: The driver, a module of PEP 249.
        arguments: What its `connect` takes; None is left to the driver.
        dialect: Reads what is to be run, so that it is one query.
        also: What the driver raises beside its own errors.

    Raises:
        ModuleNotFoundError: the driver is not installed.
        ConnectError: the data source cannot be reached or refuses.
    """
    driver: Any = import_module(module)
    given = {name: value for name, value in arguments.items() if value is not None}
    errors: tuple[type[Exception], ...] = (driver.Error, OSError, ValueError, *also)
    try:
        session = driver.connect(**given)
    except errors as error:
        text = " ".join(str(error).split()) or type(error).__name__
        raise ConnectError(f'data source "{settings.name}": {text}') from error
    return WarehouseConnection(session, errors, dialect)


class WarehouseConnection(DbApiConnection):
    """One session, which runs nothing but queries.

    Args:
        session: An open connection of the driver.
        errors: What the driver raises.
        dialect: Reads what is to be run.
    """

    def __init__(
        self,
        session: Session,
        errors: tuple[type[Exception], ...],
        dialect: type[SqlglotDialect],
    ) -> None:
        super().__init__(session)
        self.ERRORS = errors
        self._dialect = dialect

    def check(self, sql: str) -> None:
        """Refuse what is no query: few warehouses can be told to only read."""
        require_query(sql, self._dialect)

    def reset(self) -> None:
        """Leave the transaction, where the driver has any."""
        leave = getattr(self._session, "rollback", None)
        # Trino's driver raises this where there is no transaction.
        with suppress(RuntimeError):
            if callable(leave):
                leave()

    def interrupt(self, cursor: Cursor) -> None:
        """Stop the statement by what the driver has for it."""
        for owner, name in ((cursor, "cancel"), (self._session, "cancel"),
                            (self._session, "interrupt")):  # fmt: skip
            stop = getattr(owner, name, None)
            if callable(stop):
                stop()
                return

    def code_of(self, error: Exception) -> str:
        """Tell by the SQLSTATE, or else by the words that drivers use."""
        state = self.sqlstate_of(error) or ""
        code = _STATES.get(state, _STATES.get(state[:2]))
        if code is not None:
            return code
        if isinstance(error, OSError):
            return "connection"
        text = str(error)
        found = (code for code, pattern in _WORDS if re.search(pattern, text, re.IGNORECASE))
        return next(found, "other")

    def sqlstate_of(self, error: Exception) -> str | None:
        """Give the SQLSTATE where the driver tells one."""
        state: object = getattr(error, "sqlstate", None)
        return state if isinstance(state, str) and len(state) == 5 else None
