"""What `seltzer server` does: run, prepare the store, make keys."""

import logging
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import select

from seltzer_server.app import create_app
from seltzer_server.clock import utc_now
from seltzer_server.data_dir import DataDir
from seltzer_server.keys import SCOPES, check_scopes, create_key
from seltzer_server.serving import open_socket, serve_until_stopped
from seltzer_server.settings import ServerSettings, parse_settings
from seltzer_server.store.engine import open_store, parse_url
from seltzer_server.store.migrate import describe_url, upgrade
from seltzer_server.store.tables import ApiKey
from seltzer_specs.errors import RefusedError

Announce = Callable[[str], None]


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run_server(
    *, data_dir: Path, database: str | None, host: str, port: int, announce: Announce = _print
) -> int:
    """Serve until Ctrl-C or SIGTERM; creates what it needs on the first run.

    Args:
        data_dir: Folder of the SQLite store, the lock and the local key.
        database: PostgreSQL URL instead of SQLite.
        host: Address to listen on.
        port: Port to listen on; 0 picks one.
        announce: Is told the address, and the first key once.

    Raises:
        RefusedError: another process serves the folder.
        ConfigError: the store cannot be opened, or the address is taken.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    folder = DataDir(data_dir)
    settings = parse_settings(
        os.environ, data_dir=data_dir, database=database, host=host, port=port
    )
    with ExitStack() as stack:
        is_local = _is_sqlite(settings)
        if is_local and not stack.enter_context(folder.lock()):
            where = folder.read_url() or "another process"
            raise RefusedError(f"{where} serves {data_dir} already; stop it, or choose another")
        # The address first: a key that is made before a failure would never be shown.
        listener = stack.enter_context(open_socket(host, port))
        first_key = _prepare(settings, folder, is_local=is_local)
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        if is_local:
            stack.callback(folder.remove_url)

        def tell() -> None:
            if is_local:
                folder.write_url(_local_url(settings))
            announce(f"serving  {settings.base_url}  (store {_describe(settings)})")
            if first_key is not None:
                announce(f"key      {first_key}  (shown this once; all scopes)")

        serve_until_stopped(create_app(settings), listener, on_up=tell)
    return 0


def prepare_store(*, data_dir: Path, database: str | None) -> str:
    """Create or upgrade the store and name it, without its password."""
    DataDir(data_dir)
    settings = parse_settings(os.environ, data_dir=data_dir, database=database)
    upgrade(settings.database_url.get_secret_value())
    return _describe(settings)


def create_key_in(
    *, data_dir: Path, database: str | None, name: str, scopes: Iterable[str]
) -> tuple[str, str]:
    """Make a key and give its id and secret; works beside a running server.

    Raises:
        ConfigError: a scope is unknown, or the store cannot be opened.
    """
    wanted = check_scopes(scopes)
    prepare_store(data_dir=data_dir, database=database)
    settings = parse_settings(os.environ, data_dir=data_dir, database=database)
    store = open_store(settings.database_url.get_secret_value())
    try:
        return create_key(store, name, wanted, utc_now())
    finally:
        store.close()


def _prepare(settings: ServerSettings, folder: DataDir, *, is_local: bool) -> str | None:
    """Bring the store up to date; gives the first key when there was none at all."""
    url = settings.database_url.get_secret_value()
    upgrade(url)
    store = open_store(url)
    try:
        with store.read() as session:
            has_keys = session.scalars(select(ApiKey.id).limit(1)).first() is not None
        first = None if has_keys else ".".join(create_key(store, "first", SCOPES, utc_now()))
        if is_local:
            folder.local_key(store, utc_now())
        return first
    finally:
        store.close()


def _is_sqlite(settings: ServerSettings) -> bool:
    url = parse_url(settings.database_url.get_secret_value())
    return url.get_backend_name() == "sqlite"


def _describe(settings: ServerSettings) -> str:
    return describe_url(settings.database_url.get_secret_value())


def _local_url(settings: ServerSettings) -> str:
    """Give the address by which this machine reaches the server, whatever it listens on."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host)  # noqa: S104
    return settings.model_copy(update={"public_url": None, "host": host or settings.host}).base_url
