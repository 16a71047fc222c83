"""The same server inside this process, for history and verdicts without a server to run."""

import os
import socket
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from seltzer_server.app import create_app
from seltzer_server.clock import Clock, utc_now
from seltzer_server.data_dir import POLL_S, DataDir
from seltzer_server.serving import open_socket, serve_in_thread
from seltzer_server.settings import parse_settings, sqlite_url
from seltzer_server.store.engine import open_store
from seltzer_server.store.migrate import upgrade
from seltzer_server.store.tables import OutboxMessage
from seltzer_specs.errors import ServerError

START_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A server on loopback; `key` is `ID.SECRET` with all scopes."""

    url: str
    key: str = field(repr=False)


@contextmanager
def serve_embedded(
    data_dir: Path, *, environment: Mapping[str, str] | None = None, clock: Clock = utc_now
) -> Generator[EmbeddedServer]:
    """Serve a folder's store on loopback while the block runs.

    When another process serves the folder already, its server is used, and it waits for us.

    Args:
        data_dir: Made where it does not exist.
        environment: Where `SELTZER_*` stand; None for this process's own. What they say about a
            team's store and address does not count here.
        clock: Where the server gets the time from.

    Raises:
        ServerError: another process holds the folder but does not serve it.
        ConfigError: the store cannot be opened.
    """
    folder = DataDir(data_dir)
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        with folder.lock() as is_ours:
            if is_ours:
                with _serve(
                    folder, os.environ if environment is None else environment, clock
                ) as server:
                    yield server
                return
        with folder.guest():
            server_there = _find(folder)
            if server_there is not None:
                yield server_there
                return
        if time.monotonic() > deadline:
            raise ServerError(
                f"another process holds {data_dir}/server.lock but does not serve; stop it"
            )
        time.sleep(POLL_S)


def describe_unsent(data_dir: Path, since: datetime) -> tuple[str, ...]:
    """Say which messages since a moment will never be sent, and why.

    Nobody looks at the pages of a server that stops with its command.
    """
    store = open_store(sqlite_url(data_dir))
    try:
        with store.read() as session:
            rows = session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.state == "dead", OutboxMessage.created_at >= since)
                .order_by(OutboxMessage.id)
            )
            lines = [f"{row.receiver} was not told: {row.last_error}" for row in rows]
    except DBAPIError:
        return ()  # a store that cannot be read was told of when it was opened
    finally:
        store.close()
    return tuple(dict.fromkeys(lines))


@contextmanager
def _serve(
    folder: DataDir, environment: Mapping[str, str], clock: Clock
) -> Generator[EmbeddedServer]:
    folder.remove_url()
    key = _prepare(folder, clock)
    with open_socket("127.0.0.1", 0) as listener:
        port: int = listener.getsockname()[1]
        settings = parse_settings(
            {name: value for name, value in environment.items() if name != "SELTZER_PUBLIC_URL"},
            data_dir=folder.path,
            database=sqlite_url(folder.path),
            port=port,
        ).model_copy(update={"is_ephemeral": True})
        with serve_in_thread(create_app(settings, clock=clock), listener):
            folder.write_url(settings.base_url)
            try:
                yield EmbeddedServer(settings.base_url, key)
            finally:
                # The address goes first, so that nobody new comes while the guests finish.
                folder.remove_url()
                folder.wait_for_guests()


def _prepare(folder: DataDir, clock: Clock) -> str:
    """Bring the store up to date and give the local key."""
    url = sqlite_url(folder.path)
    upgrade(url)
    store = open_store(url)
    try:
        return folder.local_key(store, clock())
    finally:
        store.close()


def _find(folder: DataDir) -> EmbeddedServer | None:
    """Give the server that the lock's holder runs; None while it is starting or stopping."""
    url, key = folder.read_url(), folder.read_local_key()
    if url is None or key is None or not _answers(url):
        return None
    return EmbeddedServer(url, key)


def _answers(url: str) -> bool:
    """Tell whether somebody listens: a killed server leaves its address behind."""
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname or "", place.port or 0), timeout=1).close()
    except OSError:
        return False
    return True
