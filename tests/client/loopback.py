"""The network edge in tests: a server on loopback that speaks the ingest protocol on command."""

import base64
import gzip
import hashlib
import json
import socket
import struct
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from seltzer_specs.wire.ingest import BatchScan, IngestBatch

KEY = "key1.s3cr3t-0f-the-key"
NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Answer:
    """One answer that the server gives instead of doing its work."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Loopback:
    """State of the server.

    Attributes:
        script: What the next requests meet: an `Answer`, `hang` or `reset`; then normal work.
        stored: Bodies of stored batches by digest, in the order of their arrival.
        requests: Method, path and headers of all requests.
        pages: Answers of the monitor listing, by cursor.
    """

    url: str = ""
    script: "deque[Answer | str]" = field(default_factory=deque[Answer | str])
    stored: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    requests: list[tuple[str, str, dict[str, str]]] = field(
        default_factory=list[tuple[str, str, dict[str, str]]]
    )
    bodies: list[bytes] = field(default_factory=list[bytes])
    pages: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    closing: Event = field(default_factory=Event)


@contextmanager
def serve_loopback() -> Generator[Loopback]:
    """Run a server until the block ends."""
    state = Loopback()
    with _Server(("127.0.0.1", 0), _handler(state)) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield state
        finally:
            state.closing.set()
            server.shutdown()
            thread.join()


def problem(status: int, detail: str, *headers: tuple[str, str]) -> Answer:
    """Give a problem document as an answer."""
    body = {"title": "no", "status": status, "code": "test", "detail": detail}
    return Answer(status, json.dumps(body).encode(), headers)


def make_batch(number: int = 0) -> IngestBatch:
    """Give a small batch; another number gives another scan."""
    return IngestBatch(
        scan=BatchScan(
            id=f"{number:032x}",
            data_source="shop",
            dialect="duckdb",
            definition="nightly",
            data_time=NOON,
            started_at=NOON,
            ended_at=NOON,
            outcome="pass",
            client="seltzer/test",
            part=1,
            parts=1,
        )
    )


def _handler(state: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self._receive()
            if self._meets_script():
                return
            if urlsplit(self.path).path != "/api/v1/ingest/scans":
                self._send(Answer(201, content))
                return
            status, receipt = _store(state, self.headers["Content-Digest"], content)
            self._send(Answer(status, json.dumps(receipt).encode()))

        def do_PUT(self) -> None:
            content = self._receive()
            if not self._meets_script():
                self._send(Answer(200, content))

        def do_DELETE(self) -> None:
            self._receive()
            if not self._meets_script():
                self._send(Answer(204))

        def do_GET(self) -> None:
            self._receive()
            if self._meets_script():
                return
            cursor = parse_qs(urlsplit(self.path).query).get("cursor", [""])[0]
            self._send(Answer(200, json.dumps(state.pages[cursor]).encode()))

        def _receive(self) -> bytes:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            state.requests.append((self.command, self.path, dict(self.headers.items())))
            state.bodies.append(content)
            return content

        def _meets_script(self) -> bool:
            step = state.script.popleft() if state.script else None
            if isinstance(step, Answer):
                self._send(step)
            elif step == "hang":
                state.closing.wait()
                self.close_connection = True
            elif step == "reset":
                _reset(self.connection)
                self.close_connection = True
            elif step == "lose the answer":
                _store(state, self.headers["Content-Digest"], state.bodies[-1])
                _reset(self.connection)
                self.close_connection = True
            return step is not None

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Take it that clients go away."""


def _store(state: Loopback, digest: str, content: bytes) -> tuple[int, dict[str, Any]]:
    assert digest == f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"
    body = gzip.decompress(content)
    sha256 = hashlib.sha256(body).hexdigest()
    is_new = sha256 not in state.stored
    state.stored.setdefault(sha256, json.loads(body))
    scan_id = state.stored[sha256]["scan"]["id"]
    receipt = {"batch": sha256, "scan_id": scan_id, "stored": is_new, "accepted": 0}
    return (201 if is_new else 200), receipt


def _reset(connection: socket.socket) -> None:
    """Close with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
