"""The folder of a server: its store, its lock, its address and the local key."""

import fcntl
import json
import os
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from seltzer_server.keys import create_key, find_key
from seltzer_server.store.engine import Store

LOCAL_SCOPES = ("ingest", "read", "author", "admin")
GUEST_WAIT_S = 30.0
POLL_S = 0.05


class DataDir:
    """What stands in a server's folder; readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def lock(self) -> Generator[bool]:
        """Try to become the folder's one server; gives False when another process is it."""
        with self._open("server.lock") as descriptor:
            yield _try_lock(descriptor, fcntl.LOCK_EX)

    @contextmanager
    def guest(self) -> Generator[None]:
        """Tell the folder's server that somebody uses it, so that it does not stop meanwhile."""
        with self._open("guests.lock") as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield

    def wait_for_guests(self) -> None:
        """Wait until nobody uses this server, or until they took too long."""
        deadline = time.monotonic() + GUEST_WAIT_S
        with self._open("guests.lock") as descriptor:
            while not _try_lock(descriptor, fcntl.LOCK_EX) and time.monotonic() < deadline:
                time.sleep(POLL_S)

    def write_url(self, url: str) -> None:
        """Tell other processes where the folder's server listens."""
        self._write("server.json", json.dumps({"url": url, "pid": os.getpid()}))

    def read_url(self) -> str | None:
        """Give where the folder's server listens; None when nobody wrote it yet."""
        try:
            text = (self.path / "server.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        url: str = json.loads(text)["url"]
        return url

    def remove_url(self) -> None:
        """Tell other processes that the server is gone."""
        (self.path / "server.json").unlink(missing_ok=True)

    def local_key(self, store: Store, now: datetime) -> str:
        """Give the key of programs on this machine, made on first use and kept."""
        file = self.path / "local.key"
        if file.exists():
            key = file.read_text(encoding="utf-8").strip()
            if find_key(store, key) is not None:
                return key
        key_id, secret = create_key(store, "local", LOCAL_SCOPES, now)
        self._write("local.key", f"{key_id}.{secret}")
        return f"{key_id}.{secret}"

    def read_local_key(self) -> str | None:
        """Give the key that the folder's server made; None before it did."""
        file = self.path / "local.key"
        return file.read_text(encoding="utf-8").strip() if file.exists() else None

    @contextmanager
    def _open(self, name: str) -> Generator[int]:
        descriptor = os.open(self.path / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _write(self, name: str, text: str) -> None:
        """Replace a file whole; nobody but the owner may read it at any moment."""
        descriptor, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{name}.")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(self.path / name)


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
