"""Sessions with Spark: one that is active in this process, one of its own, or Spark Connect."""

import logging
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlglot
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from sqlglot import exp

from seltzer_dialects.connection import STREAMED_ROWS, Connection, Rows, to_rows
from seltzer_dialects.deadline import Deadline
from seltzer_dialects.options import text_option
from seltzer_dialects.spark import COLUMNS_VIEW
from seltzer_specs.errors import ConnectError, QueryError

if TYPE_CHECKING:
    from seltzer_specs.data_sources import DataSourceSettings

Session: TypeAlias = Any
"""A SparkSession, of this process or of Spark Connect; they share no type."""

_ERRORS = (PySparkException, Py4JError, OSError)
_INTERRUPT_AGAIN_S = 0.1

# Without these a text that is no number is NULL, and times are those of the machine.
_SETTINGS: Mapping[str, str] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",  # ${NOW} in a text is text
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
}

# https://spark.apache.org/docs/latest/sql-error-conditions-sqlstates.html
_CODES: Mapping[str, str] = {
    "42601": "syntax",
    "42703": "missing_object",
    "42704": "missing_object",
    "42P01": "missing_object",
    "42883": "missing_object",
    "42501": "permission",
    "42K09": "type_mismatch",
    "42K0E": "type_mismatch",
    "42804": "type_mismatch",
    "42846": "type_mismatch",
    "HY008": "cancelled",
}
_RAISED = "P0001"
_CAUSE = re.compile(r"^(?:: |Caused by: )(?:\w+\.)*(\w+)", re.MULTILINE)
_CLASS_CODES: Mapping[str, str] = {"08": "connection", "22": "type_mismatch", "53": "resources"}
_VIEW_SCHEMA = (
    "schema_name STRING, table_name STRING, column_name STRING, column_type STRING, "
    "is_nullable BOOLEAN, position INT, is_default BOOLEAN"
)


def open_spark(settings: "DataSourceSettings") -> "SparkConnection":
    """Open a session, or take the one that is active in this process.

    Raises:
        ConnectError: there is none, or it cannot be reached.
    """
    _silence()
    remote, master = text_option(settings, "remote"), text_option(settings, "master")
    schema = settings.schema or text_option(settings, "database")
    catalog = text_option(settings, "catalog")
    try:
        session = _session(remote, master)
        is_own = remote is not None or master is not None
        connection = SparkConnection(session, is_own=is_own, is_remote=remote is not None)
        if is_own:
            _set_up(session, catalog, schema)
    except (PySparkException, Py4JError, OSError, RuntimeError) as error:
        text = " ".join(str(error).split())
        raise ConnectError(f'data source "{settings.name}": {text}') from error
    return connection


def adopt_spark(session: Session) -> "SparkConnection":
    """Give somebody else's session; its settings are put back after each statement."""
    _silence()
    return SparkConnection(session, is_own=False, is_remote=False)


def _silence() -> None:
    """Silence messages that quote values of the data; what fails is told as an error anyway."""
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)


def _session(remote: str | None, master: str | None) -> Session:
    builder: Any = SparkSession.builder
    if remote is not None:
        return builder.remote(remote).create()
    if master is not None:
        quiet = builder.config("spark.ui.enabled", "false").config("spark.log.level", "OFF")
        # Its own settings and temporary views, over the one engine that a process may have.
        return quiet.master(master).appName("seltzer").getOrCreate().newSession()
    active = SparkSession.getActiveSession()
    if active is None:
        raise RuntimeError(
            "no Spark session is active in this process; write remote: sc://HOST or "
            "master: local[*]"
        )
    return active


def _set_up(session: Session, catalog: str | None, schema: str | None) -> None:
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    if catalog is not None:
        session.catalog.setCurrentCatalog(catalog)
    if schema is not None:
        session.catalog.setCurrentDatabase(schema)


class SparkConnection(Connection):
    """One session, whose running statements can be stopped.

    Args:
        session: Where statements run.
        is_own: Whether nobody else uses it; settings of another are put back.
        is_remote: Whether it ends with this connection.
    """

    def __init__(self, session: Session, *, is_own: bool, is_remote: bool) -> None:
        self._session = session
        self._is_own = is_own
        self._is_remote = is_remote
        self._ended: Event | None = None
        self._is_cancelled = False

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        parts = list(self.stream(sql, timeout_s=timeout_s))
        return Rows(parts[0].columns, tuple(row for part in parts for row in part.rows))

    def stream(self, sql: str, *, timeout_s: float | None = None) -> Generator[Rows]:
        """Run one statement and give its rows in parts; Arrow holds them in between."""
        self._is_cancelled = False
        deadline = Deadline(self._interrupt, timeout_s)
        try:
            with self._settings(), self._columns_view(sql), self._running(), deadline:
                table = self._run(sql)
        except _ERRORS as error:
            raise self._explain(error, deadline) from error
        names, singles = _columns(table)
        yield from (
            to_rows(names, list(zip(*_cells(batch), strict=True)), singles=singles)
            for batch in table.to_batches(max_chunksize=STREAMED_ROWS) or table.to_batches()
        )
        if table.num_rows == 0:
            yield to_rows(names, [])

    def cancel(self) -> None:
        """Stop the running statement, from any thread."""
        self._is_cancelled = True
        self._interrupt()

    def close(self) -> None:
        """Give the session back; the engine of this process stays for its other sessions."""
        if self._is_remote:
            with suppress(*_ERRORS):
                self._session.stop()

    def _run(self, sql: str) -> Any:
        """Give the rows of a query as a table of Arrow.

        A statement that is no query would run at once, so it is read inside parentheses first.
        """
        _ = self._session.sql(f"SELECT * FROM (\n{sql}\n)").schema  # noqa: S608  # a query
        return self._session.sql(sql).toArrow()

    @contextmanager
    def _running(self) -> Generator[None]:
        """Note that a statement runs."""
        ended = Event()
        self._ended = ended
        try:
            yield
        finally:
            self._ended = None
            ended.set()

    def _interrupt(self) -> None:
        ended = self._ended
        if ended is not None:
            Thread(target=self._stop, args=[ended], daemon=True).start()

    def _stop(self, ended: Event) -> None:
        """Interrupt until the statement has ended: before its jobs run there is nothing to stop.

        A tag would name this statement alone, but Spark 4.3 finds none that runs by Arrow.
        """
        while not ended.is_set():
            # A session that is gone has nothing to stop.
            with suppress(*_ERRORS):
                self._session.interruptAll()
            ended.wait(_INTERRUPT_AGAIN_S)

    @contextmanager
    def _settings(self) -> Generator[None]:
        """Put somebody else's session into our settings for one statement."""
        if self._is_own:
            yield
            return
        before = {name: self._session.conf.get(name, None) for name in _SETTINGS}
        try:
            for name, value in _SETTINGS.items():
                self._session.conf.set(name, value)
            yield
        finally:
            for name, old in before.items():
                if old is None:
                    self._session.conf.unset(name)
                else:
                    self._session.conf.set(name, old)

    @contextmanager
    def _columns_view(self, sql: str) -> Generator[None]:
        """Give the session a temporary view of its columns where a statement asks it.

        Spark has no `information_schema`.
        """
        if COLUMNS_VIEW not in sql:
            yield
            return
        texts = {node.name.lower() for node in _texts(sql)}
        frame = self._session.createDataFrame(list(self._listed(texts)), _VIEW_SCHEMA)
        frame.createOrReplaceTempView(COLUMNS_VIEW)
        try:
            yield
        finally:
            self._session.catalog.dropTempView(COLUMNS_VIEW)

    def _listed(self, texts: set[str]) -> Iterator[tuple[object, ...]]:
        """Give the columns of the tables that are named, or of all where none is."""
        catalog = self._session.catalog
        current = catalog.currentDatabase()
        others = [found.name for found in catalog.listDatabases() if found.name.lower() in texts]
        for schema in dict.fromkeys((current, *others)):
            for table in catalog.listTables(schema):
                if table.name == COLUMNS_VIEW or (texts and table.name.lower() not in texts):
                    continue
                is_default = schema == current
                if table.isTemporary and not is_default:
                    continue
                name = (
                    _quoted(table.name)
                    if table.isTemporary
                    else (f"{_quoted(schema)}.{_quoted(table.name)}")
                )
                for position, column in enumerate(catalog.listColumns(name)):
                    yield (
                        schema, table.name, column.name, column.dataType, column.nullable,
                        position, is_default,
                    )  # fmt: skip

    def _explain(self, error: Exception, deadline: Deadline) -> QueryError:
        state = error.getSqlState() if isinstance(error, PySparkException) else None
        code = _CODES.get(state or "", _CLASS_CODES.get((state or "")[:2], "other"))
        if isinstance(error, OSError):
            code = "connection"
        if deadline.is_over:
            code = "timeout"
        elif self._is_cancelled:
            code = "cancelled"
        return QueryError(_text(error, state), code=code, sqlstate=state)


def _text(error: Exception, state: str | None) -> str:
    """Give what an error says; below the first line it holds the statement, and where Java was."""
    if state == _RAISED:
        return "the statement raised an error of its own, which may quote rows"
    if isinstance(error, Py4JError):
        causes = _CAUSE.findall(str(error))
        return f"Spark stopped at {causes[-1]}" if causes else "Spark stopped"
    return str(error).partition("\n")[0]


def _columns(table: Any) -> tuple[tuple[str, ...], frozenset[int]]:
    names = tuple(str(name) for name in table.column_names)
    types = enumerate(table.schema.types)
    return names, frozenset(place for place, type_ in types if str(type_) == "float")


def _cells(batch: Any) -> list[list[object]]:
    return [column.to_pylist() for column in batch.columns]


def _texts(sql: str) -> list[exp.Literal]:
    tree = sqlglot.parse_one(sql, dialect="spark")
    return [node for node in tree.find_all(exp.Literal) if node.is_string]


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
