"""Engines and connections of SQLAlchemy as data sources.

An engine gives sessions of its own for the scan, made as our own are and closed afterwards, so that
nothing of its pool is changed. A connection is used as it is: what it sees is scanned, with its
temporary tables and what it has not committed.
"""

import sqlite3
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection as AlchemyConnection
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import SQLAlchemyError

from seltzer_dialects.connection import Connection
from seltzer_dialects.opened.borrowed import BorrowedConnection
from seltzer_dialects.opened.detached import DetachedConnection
from seltzer_dialects.opened.source import OpenSource
from seltzer_dialects.opened.sqlalchemy_connection import SqlAlchemyConnection
from seltzer_dialects.registry import dialect_names
from seltzer_specs.errors import ConfigError, ConnectError
from seltzer_specs.secrets import hide_secrets

_DIALECTS: Mapping[str, str] = {
    "postgresql": "postgres",
    "mariadb": "mysql",
    "clickhousedb": "clickhouse",
    "mssql": "sqlserver",
}
"""Names of SQLAlchemy that are others here."""

Adopt = Callable[[Any, Engine], Connection]


def open_sqlalchemy(name: str, given: object) -> OpenSource:
    """Take over an engine or a connection.

    Raises:
        ConfigError: it is neither, it has no dialect here, or it cannot be used as it is.
    """
    if isinstance(given, Engine):
        return _open_engine(name, given).made_discreet(partial(_redact, engine=given))
    if isinstance(given, AlchemyConnection):
        return _open_connection(name, given).made_discreet(partial(_redact, engine=given.engine))
    raise ConfigError(
        f'connection "{name}" wants an engine or a connection of SQLAlchemy, got '
        f"{type(given).__qualname__}; of an asynchronous engine give its sync twin with a "
        "synchronous driver"
    )


def _open_engine(name: str, engine: Engine) -> OpenSource:
    dialect = _dialect_of(name, engine)
    adopt = _ADOPTED.get((dialect, engine.dialect.driver))
    if dialect == "sqlite" and _is_in_memory(engine):
        copy = _copy_of_memory(engine)
        return OpenSource(dialect=dialect, connect=lambda: copy, threads=1)
    if dialect == "mysql" and adopt is None:
        raise ConfigError(
            f'connection "{name}" wants the driver pymysql, got {engine.dialect.driver}'
        )

    def connect() -> Connection:
        try:
            if adopt is None:
                return SqlAlchemyConnection(engine.connect(), is_ours=True)
            proxy = engine.raw_connection()
            return DetachedConnection(adopt(_detach(proxy), engine), owner=proxy)
        except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
            cause = getattr(error, "orig", None) or error
            text = _redact(" ".join(str(cause).split()), engine=engine)
            raise ConnectError(f'data source "{name}": {text}') from None

    return OpenSource(dialect=dialect, connect=connect)


def _open_connection(name: str, given: AlchemyConnection) -> OpenSource:
    dialect = _dialect_of(name, given.engine)
    if dialect == "mysql" or (dialect == "sqlite" and _is_in_memory(given.engine)):
        # MySQL: a session that reads text as numbers without an error. SQLite in memory: one that
        # belongs to its thread.
        raise ConfigError(
            f'connection "{name}" of {given.engine.dialect.name} cannot be used as it is; give the '
            "engine"
        )
    connection = BorrowedConnection(SqlAlchemyConnection(given, is_ours=False))
    return OpenSource(dialect=dialect, connect=lambda: connection, threads=1)


def _dialect_of(name: str, engine: Engine) -> str:
    found = _DIALECTS.get(engine.dialect.name, engine.dialect.name)
    if found not in dialect_names():
        raise ConfigError(
            f'connection "{name}" is of "{engine.dialect.name}", which has no dialect here; there '
            f"are {', '.join(dialect_names())}"
        )
    return found


def _detach(proxy: PoolProxiedConnection) -> Any:  # Any: the driver's own class
    """Take a session out of its pool: it is set up for scans, and must not go back."""
    session = proxy.driver_connection
    proxy.detach()
    return session


def _adopt_postgres(session: Any, _: Engine) -> Connection:
    from seltzer_dialects.postgres_connection import adopt_postgres

    return adopt_postgres(session, schema=None)


def _adopt_mysql(session: Any, engine: Engine) -> Connection:
    from seltzer_dialects.mysql_connection import adopt_mysql

    _, options = engine.dialect.create_connect_args(engine.url)
    return adopt_mysql(session, options)


def _adopt_sqlite(session: Any, _: Engine) -> Connection:
    from seltzer_dialects.sqlite_connection import adopt_sqlite

    return adopt_sqlite(session)


_ADOPTED: Mapping[tuple[str, str], Adopt] = {
    ("postgres", "psycopg"): _adopt_postgres,
    ("mysql", "pymysql"): _adopt_mysql,
    ("sqlite", "pysqlite"): _adopt_sqlite,
}
"""Dialects and drivers whose sessions are used as our own are."""


def _is_in_memory(engine: Engine) -> bool:
    name = engine.url.database
    return name in (None, "", ":memory:") or "mode=memory" in str(engine.url)


def _copy_of_memory(engine: Engine) -> Connection:
    """Copy a database that only the thread of its session can see, which is the caller's."""
    from seltzer_dialects.sqlite_connection import adopt_sqlite

    target = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with engine.connect() as connection:
        source = connection.connection.driver_connection
        if not isinstance(source, sqlite3.Connection):
            raise ConfigError("an engine of SQLite in memory wants Python's own driver")
        source.backup(target)
    return BorrowedConnection(adopt_sqlite(target))


def _redact(text: str, *, engine: Engine) -> str:
    """Give a message without the engine's secrets."""
    options = {"password": engine.url.password, "url": engine.url.render_as_string(False)}
    return hide_secrets(text, options=options, from_environment=())
