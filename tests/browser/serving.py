"""A real server over a filled store, and the arguments of the browser that looks at it."""

import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

from seltzer_server.app import create_app
from seltzer_server.serving import open_socket, serve_in_thread
from seltzer_server.settings import parse_settings
from seltzer_server.store.engine import Store, open_store
from seltzer_server.store.migrate import upgrade

NOW: Final = datetime(2026, 11, 20, 6, 0, tzinfo=timezone.utc)
"""Time of every request, so that a page looks the same tomorrow."""

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def serve(folder: Path, fill: Callable[[Store, datetime], None] | None) -> Generator[str]:
    """Serve a new store in `folder`, filled by `fill`, on loopback; gives its URL."""
    url = f"sqlite:///{folder / 'store.db'}"
    upgrade(url)
    store = open_store(url)
    if fill is not None:
        fill(store, NOW)
    store.close()
    settings = parse_settings({}, data_dir=folder, database=url)
    quiet = settings.model_copy(update={"runs_background": False})
    listener = open_socket("127.0.0.1", 0)
    with serve_in_thread(create_app(quiet, clock=lambda: NOW), listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def find_chromium() -> str:
    """Give the path of Debian's Chromium, or of the one that `SELTZER_CHROMIUM` names.

    Raises:
        FileNotFoundError: there is none.
    """
    path = os.environ.get("SELTZER_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        hint = "apt-get install chromium, or set SELTZER_CHROMIUM"
        raise FileNotFoundError(f'no Chromium at "{path}": {hint}')
    return path
