"""Connections to the store: many readers, and on SQLite exactly one writer."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from seltzer_server.store.writer import DirectWriter, GroupWriter, Writer
from seltzer_specs.errors import ConfigError

T = TypeVar("T")

BUSY_TIMEOUT_S = 15
"""How long a statement waits for another process, for example `create-key`."""
WAL_LIMIT_BYTES = 64 * 1024 * 1024
STATEMENT_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10


class Store:
    """The metric store, opened.

    Attributes:
        dialect: `sqlite` or `postgresql`.
        read_engine: For reads only; the store refuses writes on it.
        write_engine: On SQLite a pool of one connection, which is what makes writers queue up.
        writer: Takes the writes that come in bulk.
    """

    def __init__(self, *, read_engine: Engine, write_engine: Engine) -> None:
        self.dialect = write_engine.dialect.name
        self.read_engine = read_engine
        self.write_engine = write_engine
        self._thread = threading.local()
        self.writer: Writer = (
            GroupWriter(self.write) if self.dialect == "sqlite" else DirectWriter(self.write)
        )

    @contextmanager
    def read(self) -> Generator[Session]:
        """Give a session that sees one moment of the store and cannot write."""
        with Session(self.read_engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """Give a session that commits at the end, or rolls back when an error leaves the block.

        Keep the block short: on SQLite nobody else writes meanwhile. Not to be nested.
        """
        if getattr(self._thread, "is_writing", False):
            raise RuntimeError("a write block cannot stand inside another one")
        self._thread.is_writing = True
        try:
            with Session(self.write_engine, expire_on_commit=False) as session, session.begin():
                yield session
        finally:
            self._thread.is_writing = False

    def submit(self, work: Callable[[Session], T]) -> T:
        """Do one piece of bulk work; returns only after its commit."""
        return self.writer.submit(work)

    def close(self) -> None:
        """Finish queued writes and close all connections."""
        self.writer.close()
        self.read_engine.dispose()
        self.write_engine.dispose()


def open_store(url: str) -> Store:
    """Open a store whose tables exist; `seltzer_server.store.migrate.upgrade` makes them.

    Args:
        url: `sqlite:///FILE` or a PostgreSQL URL as libpq or SQLAlchemy writes it.

    Raises:
        ConfigError: the URL is of no known kind.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Store(
            read_engine=_sqlite_engine(parsed, is_reader=True),
            write_engine=_sqlite_engine(parsed, is_reader=False),
        )
    engine = _postgres_engine(parsed)
    return Store(
        read_engine=engine.execution_options(
            postgresql_readonly=True, isolation_level="REPEATABLE READ"
        ),
        write_engine=engine,
    )


def parse_url(url: str) -> URL:
    """Read a store's URL and fix the driver.

    Raises:
        ConfigError: the URL is of no known kind; the text does not show it.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigError("the database URL cannot be read; write postgresql://…") from None
    backend = parsed.get_backend_name()
    if backend in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed.set(drivername="sqlite+pysqlite")
    raise ConfigError(
        f'the database URL wants postgresql:// or a sqlite:/// file, got "{backend}://"'
    )


def connect_once(url: str) -> Engine:
    """Give an engine for a migration: it may write, waits as long as needed, keeps nothing."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        # SQLite gives its other files the mode of this one: nobody else may read any of them.
        Path(parsed.database or "").touch(mode=0o600)
        return _sqlite_engine(parsed, is_reader=False)
    return create_engine(parsed, connect_args={"connect_timeout": CONNECT_TIMEOUT_S})


def _sqlite_engine(url: URL, *, is_reader: bool) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=8 if is_reader else 1,
        max_overflow=32 if is_reader else 0,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # Any: the raw sqlite3 connection
        connection.isolation_level = None  # SQLAlchemy begins, not the driver
        for pragma in _pragmas(is_reader=is_reader):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")

    return engine


def _pragmas(*, is_reader: bool) -> tuple[str, ...]:
    if is_reader:
        return ("PRAGMA query_only = ON",)
    return (
        "PRAGMA journal_mode = WAL",
        # FULL: an acknowledged batch survives a power cut; measured to cost almost nothing here.
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}",
    )


def _postgres_engine(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=10,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_S * 1000} -c timezone=UTC",
        },
    )
