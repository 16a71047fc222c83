"""ClickHouse for tests: chDB inside this process, with one database for each use."""

import uuid
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import clickhouse_connect

from seltzer_specs.data_sources import DataSourceSettings

# The statements of the tests name no engine and expect columns that may be NULL.
_SETTINGS = {
    "data_type_default_nullable": 1,
    "default_table_engine": "MergeTree",
    "create_table_empty_primary_key_by_default": 1,
    "session_timezone": "UTC",
}


@contextmanager
def clickhouse_engine(folder: str) -> Generator[str]:
    """Give the folder of an engine that lives as long as this; a process has one."""
    client: Any = clickhouse_connect.get_client(interface="chdb", path=folder)
    with closing(client):
        yield folder


@contextmanager
def fresh_clickhouse(folder: str, statements: Sequence[str]) -> Generator[DataSourceSettings]:
    """Give the settings of a database with these statements run in it; dropped afterwards."""
    name = f"seltzer_test_{uuid.uuid4().hex[:12]}"
    client: Any = clickhouse_connect.get_client(
        interface="chdb", path=folder, settings=dict(_SETTINGS)
    )
    with closing(client):
        client.command(f"CREATE DATABASE {name}")
        client.command(f"USE {name}")
        for statement in statements:
            client.command(statement)
        yield DataSourceSettings("clickhouse", "clickhouse", {"path": folder, "database": name})
        client.command(f"DROP DATABASE {name}")
