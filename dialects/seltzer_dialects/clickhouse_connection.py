"""Sessions with ClickHouse: a server, or chDB inside this process."""

import re
import uuid
from collections.abc import Generator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from clickhouse_connect.driver.exceptions import ClickHouseError
from sqlglot.dialects.clickhouse import ClickHouse as SqlglotClickHouse
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import TokenType

from seltzer_dialects.connection import Connection, Rows, to_rows
from seltzer_dialects.options import boolean_option, file_path, integer_option, text_option
from seltzer_specs.errors import ConnectError, QueryError

if TYPE_CHECKING:
    from pathlib import Path

    from seltzer_specs.data_sources import DataSourceSettings

Client: TypeAlias = Any
"""A client of clickhouse-connect, whose functions have few types."""

_get_client: Any = import_module("clickhouse_connect").get_client

_CONNECT_TIMEOUT_S = 10
_SECURE_PORTS = (443, 8443, 9440)

# Without these the engine answers otherwise than the SQL that is compiled says.
_SETTINGS: Mapping[str, str | int] = {
    "aggregate_functions_null_for_empty": 1,  # MIN of nothing is NULL and not 0
    "cast_keep_nullable": 1,
    "implicit_select": 0,
    "join_use_nulls": 1,  # a row without a match has NULL and not 0
    "optimize_arithmetic_operations_in_aggregate_functions": 0,  # AVG(a * 1.0) is meant
    "prefer_column_name_to_alias": 1,  # an alias does not hide a column of its name
    "session_timezone": "UTC",
    "union_default_mode": "DISTINCT",
}

# https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
_CODES: Mapping[int, str] = {
    62: "syntax",
    16: "missing_object",
    46: "missing_object",
    47: "missing_object",
    60: "missing_object",
    81: "missing_object",
    164: "permission",
    497: "permission",
    516: "permission",
    6: "type_mismatch",
    27: "type_mismatch",
    38: "type_mismatch",
    41: "type_mismatch",
    43: "type_mismatch",
    53: "type_mismatch",
    69: "type_mismatch",
    70: "type_mismatch",
    72: "type_mismatch",
    153: "type_mismatch",
    386: "type_mismatch",
    395: "type_mismatch",
    407: "type_mismatch",
    159: "timeout",
    209: "timeout",
    394: "cancelled",
    202: "resources",
    241: "resources",
    210: "connection",
}


def open_clickhouse(settings: "DataSourceSettings", *, root: "Path") -> "ClickHouseConnection":
    """Open a session that cannot write.

    Raises:
        ConnectError: the server cannot be reached or refuses; the text holds no password.
    """
    options = _options(settings, root)
    try:
        client = _get_client(**options, settings=dict(_SETTINGS))
        # Settings may still be changed, this one not.
        client.command("SET readonly = 2") if _is_local(options) else None
        return ClickHouseConnection(client, options)
    except (ClickHouseError, ImportError, OSError) as error:
        raise ConnectError(f'data source "{settings.name}": {_one_line(error)}') from error


def _options(settings: "DataSourceSettings", root: "Path") -> dict[str, Any]:
    database = settings.schema or text_option(settings, "database")
    found: dict[str, Any] = {"database": database} if database else {}
    path = text_option(settings, "path")
    if path is not None:
        place = path if path == ":memory:" else str(file_path(path, root))
        return {**found, "interface": "chdb", "path": place}
    port = integer_option(settings, "port")
    is_secure = boolean_option(settings, "secure")
    is_secure = port in _SECURE_PORTS if is_secure is None else is_secure
    return {
        **found,
        "host": text_option(settings, "host") or "localhost",
        "port": port or (8443 if is_secure else 8123),
        "username": text_option(settings, "username", "user") or "default",
        "password": text_option(settings, "password") or "",
        "interface": "https" if is_secure else "http",
        "connect_timeout": integer_option(settings, "connection_timeout") or _CONNECT_TIMEOUT_S,
        "autogenerate_session_id": False,
        "tz_mode": "aware",
    }


def _is_local(options: Mapping[str, Any]) -> bool:
    return bool(options["interface"] == "chdb")


class ClickHouseConnection(Connection):
    """One session; a statement that runs is stopped from another one."""

    def __init__(self, client: Client, options: Mapping[str, Any]) -> None:
        self._client = client
        self._options = options
        self._running: str | None = None
        self._is_cancelled = False

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        _refuse_several(sql)
        settings = self._begin(timeout_s)
        try:
            result = self._client.query(sql, settings=settings)
            names, singles = _columns(result)
            return to_rows(names, result.result_rows, singles=singles)
        except (ClickHouseError, OSError) as error:
            raise self._explain(error) from error
        finally:
            self._running = None

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts."""
        _refuse_several(sql)
        settings = self._begin(timeout_s)
        try:
            with self._client.query_row_block_stream(sql, settings=settings) as blocks:
                names, singles = _columns(blocks.source)
                for block in blocks:
                    yield to_rows(names, list(block), singles=singles)
        except (ClickHouseError, OSError) as error:
            raise self._explain(error) from error
        finally:
            self._running = None

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        self._is_cancelled = True
        mark = self._running
        if mark is None:
            return
        # Whoever cancels wants to stop; a session that is gone has nothing to stop.
        with suppress(ClickHouseError, OSError):
            other = _get_client(**self._options)
            try:
                other.command(
                    "KILL QUERY WHERE Settings['log_comment'] = {mark:String}",
                    parameters={"mark": mark},
                )
            finally:
                other.close()

    def close(self) -> None:
        """Give the session back."""
        with suppress(ClickHouseError, OSError):
            self._client.close()

    def _begin(self, timeout_s: float | None) -> dict[str, str | float]:
        """Give the settings of a statement: its mark, by which it can be found, and its limit."""
        self._is_cancelled = False
        self._running = f"seltzer {uuid.uuid4().hex}"
        settings: dict[str, str | float] = {"log_comment": self._running}
        if timeout_s is not None:
            settings["max_execution_time"] = timeout_s
        if not _is_local(self._options):
            settings["readonly"] = 2
        return settings

    def _explain(self, error: Exception) -> QueryError:
        number: object = getattr(error, "code", None)
        code = _CODES.get(number, "other") if isinstance(number, int) else "connection"
        if self._is_cancelled:
            code = "cancelled"
        return QueryError(_one_line(error), code=code)


_NUMBERED = re.compile(r"^Code: \d+\. DB::Exception: ")
_MARK = re.compile(r" SETTINGS log_comment = '[^']*'")
_HERE = re.compile(r" here: .*", re.DOTALL)
"""What stands there is the text of a row, without quotes."""


def _columns(result: Any) -> tuple[tuple[str, ...], frozenset[int]]:
    """Give the names of a result, and the positions of single precision."""
    types = enumerate(result.column_types)
    singles = frozenset(place for place, type_ in types if "Float32" in type_.name)
    return tuple(result.column_names), singles


def _refuse_several(sql: str) -> None:
    """Refuse more than one statement: chDB runs them all."""
    try:
        tokens = SqlglotClickHouse().tokenize(sql)
    except TokenError as error:
        raise QueryError("the statement cannot be read", code="syntax") from error
    if any(token.token_type == TokenType.SEMICOLON for token in tokens[:-1]):
        raise QueryError("only a single statement may run", code="permission")


def _one_line(error: Exception) -> str:
    """Give what the server says, without the settings of the statement, which differ each time."""
    text = _MARK.sub("", " ".join(str(error).split())).removeprefix("DB::Exception: ")
    return _HERE.sub(" here: …", _NUMBERED.sub("", text))
