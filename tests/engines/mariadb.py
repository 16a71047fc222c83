"""A MariaDB for tests: a running one, or one of this run."""

import os
import shutil
import subprocess
import uuid
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pymysql
import pytest

from seltzer_specs.data_sources import DataSourceSettings

_LOCAL = "mysql://root@127.0.0.1:3306"
_START_TRIES = 300


@contextmanager
def mariadb_server(folder: Path) -> Generator[dict[str, Any]]:
    """Give the options of a server in which databases may be created.

    `SELTZER_TEST_MYSQL` names it as `mysql://user:password@host:port`; otherwise one on
    127.0.0.1:3306 that trusts root is used, or else one is started in the folder.
    """
    named = os.environ.get("SELTZER_TEST_MYSQL")
    options = _options(named or _LOCAL)
    if named or _answers(options):
        yield options
        return
    if shutil.which("mariadbd") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no MariaDB: apt-get install mariadb-server")
        pytest.skip("no MariaDB: start one on 127.0.0.1:3306, or install mariadb-server")
    with _started(folder) as own:
        yield own


@contextmanager
def fresh_database(
    server: dict[str, Any], statements: Sequence[str]
) -> Generator[DataSourceSettings]:
    """Give the settings of a database with these statements run in it; dropped afterwards."""
    name = f"seltzer_test_{uuid.uuid4().hex[:12]}"
    with closing(pymysql.connect(**server, autocommit=True)) as admin, admin.cursor() as cursor:
        # The statements of the tests have names in double quotes.
        cursor.execute("SET sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES', time_zone = '+00:00'")
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        cursor.execute(f"USE {name}")
        for statement in statements:
            cursor.execute(statement)
        names = {"user": "username"}
        options = {names.get(key, key): value for key, value in server.items()}
        yield DataSourceSettings("mysql", "mysql", {**options, "database": name})
        cursor.execute(f"DROP DATABASE {name}")


def _options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "host": parts.hostname,
        "port": parts.port or 3306,
        "user": parts.username or "root",
        "password": unquote(parts.password or ""),
    }


def _answers(options: dict[str, Any]) -> bool:
    try:
        pymysql.connect(**options, connect_timeout=2).close()
    except pymysql.Error:
        return False
    return True


@contextmanager
def _started(folder: Path) -> Generator[dict[str, Any]]:
    data, socket = folder / "data", folder / "sock"
    made = [
        "mariadb-install-db",
        "--no-defaults",
        f"--datadir={data}",
        "--user=root",
        "--skip-test-db",
    ]
    subprocess.run(
        [*made, "--auth-root-authentication-method=normal"], check=True, capture_output=True
    )
    server = subprocess.Popen(
        ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--user=root",
         "--skip-networking", f"--log-error={folder / 'log'}"],
    )  # fmt: skip
    options = {"unix_socket": str(socket), "user": "root", "password": ""}
    try:
        _wait(server, options)
        yield options
    finally:
        server.terminate()
        server.wait()


def _wait(server: "subprocess.Popen[bytes]", options: dict[str, Any]) -> None:
    for _ in range(_START_TRIES):
        if _answers(options):
            return
        try:
            server.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail("MariaDB did not start")
