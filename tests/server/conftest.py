"""Stores and servers for the server's tests: each test runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from seltzer_server.store.engine import Store, open_store
from seltzer_server.store.migrate import upgrade

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=timezone.utc)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store with all tables and no rows."""
    upgrade(store_url)
    opened = open_store(store_url)
    yield opened
    opened.close()
