"""Stores and servers for the server's tests: each test runs on SQLite and on PostgreSQL."""

import base64
import gzip
import hashlib
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import requests
from psycopg import sql

from seltzer_server.app import create_app
from seltzer_server.keys import create_key
from seltzer_server.serving import open_socket, serve_in_thread
from seltzer_server.settings import ServerSettings, parse_settings
from seltzer_server.store.engine import Store, open_store
from seltzer_server.store.migrate import upgrade
from seltzer_server.store.tables import Base

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=timezone.utc)


DIALECTS = ["sqlite", "postgresql"]


def pytest_configure(config: pytest.Config) -> None:
    """Name our mark."""
    config.addinivalue_line(
        "markers", "breaks_store: spoils the tables, so gets a store of its own"
    )


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("store") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_store(postgres_server: str) -> Iterator[str]:
    """URL of one database with all tables, to be emptied: making one per test is slow."""
    name = f"seltzer_store_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))
        upgrade(url)
        yield url
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(params=DIALECTS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a store with all tables and no rows."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "seltzer.db")
        return f"sqlite:///{tmp_path / 'seltzer.db'}"
    if request.node.get_closest_marker("breaks_store"):
        own: str = request.getfixturevalue("postgres_url")
        upgrade(own)
        return own
    url: str = request.getfixturevalue("postgres_store")
    with psycopg.connect(url) as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store with all tables and no rows."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Function that waits until a condition holds, and fails when it never does."""

    def wait(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, "it never happened"

    return wait


@pytest.fixture
def now() -> datetime:
    """The time that servers of tests think it is."""
    return NOW


def _scan(number: int, data_time: datetime, part: int, parts: int) -> dict[str, Any]:
    return {
        "id": f"{number:032x}",
        "data_source": "shop",
        "dialect": "duckdb",
        "definition": "nightly",
        "data_time": data_time.isoformat(),
        "started_at": (NOW + timedelta(seconds=number)).isoformat(),
        "ended_at": (NOW + timedelta(seconds=number + 1)).isoformat(),
        "outcome": "fail",
        "git_sha": "0123abc",
        "client": "seltzer/0.1.0",
        "part": part,
        "parts": parts,
    }


def build_batch(
    number: int = 1,
    *,
    value: float = 12,
    data_time: datetime = NOW,
    part: int = 1,
    parts: int = 1,
    outcome: str = "fail",
) -> dict[str, Any]:
    """Give a batch of one dataset, one metric and one check per part."""
    suffix = "" if parts == 1 else f"-{part}"
    key = f"{part:016x}"
    return {
        "v": 1,
        "scan": _scan(number, data_time, part, parts),
        "datasets": [{"name": "orders", "owner": "team-shop"}],
        "metrics": [
            {
                "key": key,
                "dataset": 0,
                "label": "missing_count(email)",
                "column": "email",
                "value": value,
            }
        ],
        "checks": [
            {
                "id": f"orders-email-known{suffix}",
                "name": f"email is known{suffix}",
                "kind": "metric",
                "dataset": 0,
                "column": "email",
                "metric": key,
                "outcome": outcome,
                "value": value,
                "threshold": "= 0",
                "owner": "team-shop",
                "file": "checks/orders.yml",
                "line": 4,
            }
        ],
    }


@pytest.fixture
def make_batch() -> Callable[..., dict[str, Any]]:
    """Function that gives batches: `(number, *, value, data_time, part, parts, outcome)`."""
    return build_batch


def encode_batch(batch: dict[str, Any]) -> bytes:
    """Give the canonical body of a batch."""
    text = json.dumps(batch, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


@dataclass
class RunningServer:
    """A server on loopback, its store, and keys by scope."""

    url: str
    store: Store
    keys: dict[str, str] = field(repr=False)

    def send(
        self, method: str, path: str, *, scope: str | None = "admin", **options: Any
    ) -> requests.Response:
        """Send a request with the key of a scope; None for no key."""
        headers = dict(options.pop("headers", {}))
        if scope is not None:
            headers.setdefault("Authorization", f"Bearer {self.keys[scope]}")
        return requests.request(method, self.url + path, headers=headers, timeout=30, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        """Read."""
        return self.send("GET", path, **options)

    def ingest(
        self, batch: dict[str, Any] | bytes, *, scope: str | None = "ingest", **headers: str
    ) -> requests.Response:
        """Push a batch as the client does: gzip, digests."""
        body = batch if isinstance(batch, bytes) else encode_batch(batch)
        packed = gzip.compress(body, mtime=0)
        digest = base64.b64encode(hashlib.sha256(packed).digest()).decode()
        standard = {
            "Content-Encoding": "gzip",
            "Content-Type": "application/json",
            "Content-Digest": f"sha-256=:{digest}:",
            "X-Batch-Sha256": hashlib.sha256(body).hexdigest(),
        }
        return self.send(
            "POST",
            "/api/v1/ingest/scans",
            scope=scope,
            data=packed,
            headers={**standard, **headers},
        )


@pytest.fixture
def settings(store_url: str, tmp_path: Path) -> ServerSettings:
    """Settings of a server whose background thread rests."""
    found = parse_settings({}, data_dir=tmp_path, database=store_url)
    return found.model_copy(update={"runs_background": False})


@pytest.fixture
def start_server(store: Store) -> Iterator[Callable[[ServerSettings], RunningServer]]:
    """Function that starts a real server with some settings on the test's store."""
    with ExitStack() as stack:

        def start(settings: ServerSettings) -> RunningServer:
            listener = open_socket("127.0.0.1", 0)
            app = create_app(settings, clock=lambda: NOW)
            stack.enter_context(serve_in_thread(app, listener))
            keys = {
                scope: ".".join(create_key(store, f"{scope} key", [scope], NOW))
                for scope in ("ingest", "read", "author", "admin")
            }
            return RunningServer(f"http://127.0.0.1:{listener.getsockname()[1]}", store, keys)

        yield start


@pytest.fixture
def server(
    start_server: Callable[[ServerSettings], RunningServer], settings: ServerSettings
) -> RunningServer:
    """A real server on loopback with an empty store."""
    return start_server(settings)
