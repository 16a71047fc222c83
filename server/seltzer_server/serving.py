"""Run the application by uvicorn, in the main thread or in one of its own."""

import signal
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from seltzer_specs.errors import ConfigError

STOP_TIMEOUT_S = 10
_POLL_S = 0.1
_NOT_STARTED = "the server could not start; its log says why"
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def open_socket(host: str, port: int) -> socket.socket:
    """Give a socket that listens; `port` 0 picks a free one.

    Raises:
        ConfigError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(f"cannot listen on {host}:{port}: {reason}; choose another") from error


def serve_until_stopped(
    app: FastAPI, listener: socket.socket, *, on_up: Callable[[], None]
) -> None:
    """Serve in the main thread until Ctrl-C or SIGTERM, then finish open requests.

    Args:
        app: What to serve.
        listener: Where.
        on_up: Called once requests are answered.

    Raises:
        ConfigError: the application could not start; the log says why.
    """
    server = _Server(app, on_up)
    server.run(sockets=[listener])
    if not server.started:
        raise ConfigError(_NOT_STARTED)


@contextmanager
def serve_in_thread(app: FastAPI, listener: socket.socket) -> Generator[None]:
    """Serve while the block runs.

    Raises:
        ConfigError: the application could not start; the log says why.
    """
    is_up = threading.Event()
    server = _Server(app, is_up.set)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="server", daemon=True
    )
    thread.start()
    while not is_up.wait(_POLL_S) and thread.is_alive():
        pass
    if not server.started:
        thread.join()
        raise ConfigError(_NOT_STARTED)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


class _Server(uvicorn.Server):
    """Uvicorn that tells when it is up, and that outlives its signals to clean up."""

    def __init__(self, app: FastAPI, on_up: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=STOP_TIMEOUT_S,
            )
        )
        self._on_up = on_up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell those who wait."""
        await super().startup(sockets)
        if self.started:
            self._on_up()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Stop on a signal without raising it again: the caller still has files to remove."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {kind: signal.signal(kind, self._on_signal) for kind in STOP_SIGNALS}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)

    def _on_signal(self, kind: int, frame: FrameType | None) -> None:
        self.handle_exit(kind, frame)
