"""ClickHouse's HTTP interface in front of chDB, for the client that talks to servers."""

from base64 import b64decode
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_OF_TRANSPORT = frozenset(
    {"query", "database", "query_id", "client_protocol_version", "session_id", "compress",
     "enable_http_compression", "wait_end_of_query", "send_progress_in_http_headers",
     "http_headers_progress_interval_ms"}
)  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    folder: str
    password: str

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(self.rfile.read(length).decode())

    def do_GET(self) -> None:
        self._answer("")

    def _answer(self, body: str) -> None:
        given = dict(parse_qsl(urlsplit(self.path).query))
        sql = given.get("query", "") + body
        try:
            self._send(200, self._run(sql, given), {})
        except Exception as error:  # noqa: BLE001  # chDB's errors are the server's answers
            text = str(error)
            code = text.partition("Code: ")[2].partition(".")[0] or "516"
            self._send(500, text.encode(), {"X-ClickHouse-Exception-Code": code})

    def _run(self, sql: str, given: dict[str, str]) -> bytes:
        scheme, _, given_key = self.headers.get("Authorization", "").partition(" ")
        key = b64decode(given_key).decode().partition(":")[2]
        if scheme != "Basic" or key != self.password:
            raise PermissionError("Code: 516. DB::Exception: Authentication failed")
        session: Any = import_module("chdb").connect(self.folder)
        try:
            session.query(f"USE {given.get('database', 'default')}")
            settings = {k: v for k, v in given.items() if k not in _OF_TRANSPORT}
            for name, value in settings.items():
                session.query(f"SET {name} = '{value}'")
            found: bytes = session.query(sql, "TabSeparated").bytes()
            return found
        finally:
            session.close()

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def http_server(folder: str, *, password: str) -> Generator[int]:
    """Give the port of a server on loopback over the data of that folder."""
    handler = type("Handler", (_Handler,), {"folder": folder, "password": password})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
