"""A GitHub on loopback that the real client talks to: comments, pages, a moving head."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

TOKEN = "ghs_loopback"


@dataclass
class FakeGitHub:
    """State of one repository with one pull request."""

    head_sha: str = "a" * 40
    comments: list[dict[str, Any]] = field(default_factory=list)
    fail_status: int | None = None
    writes: int = 0
    url: str = ""
    token: str = TOKEN

    def add_comment(self, body: str, *, kind: str) -> int:
        """Store a comment by a `Bot` or a `User`."""
        number = max((comment["id"] for comment in self.comments), default=0) + 1
        self.comments.append({"id": number, "body": body, "user": {"type": kind}})
        return number


@pytest.fixture
def fake_github() -> Iterator[FakeGitHub]:
    """Serve a fake GitHub until the test ends."""
    state = FakeGitHub()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, body: object) -> None:
            data = json.dumps(body).encode() if body is not None else b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _payload(self) -> dict[str, Any]:
            length = int(self.headers.get("Content-Length") or 0)
            payload: dict[str, Any] = json.loads(self.rfile.read(length)) if length else {}
            return payload

        def _refused(self) -> bool:
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self._answer(401, {"message": "Bad credentials"})
                return True
            if state.fail_status is not None:
                self._answer(state.fail_status, {"message": "no"})
                return True
            return False

        def do_GET(self) -> None:
            if self._refused():
                return
            parts = urlsplit(self.path)
            if parts.path.endswith("/comments"):
                query = parse_qs(parts.query)
                size, page = int(query["per_page"][0]), int(query["page"][0])
                self._answer(200, state.comments[(page - 1) * size : page * size])
            else:
                self._answer(200, {"head": {"sha": state.head_sha}})

        def do_POST(self) -> None:
            if not self._refused():
                state.writes += 1
                number = state.add_comment(self._payload()["body"], kind="Bot")
                self._answer(201, {"id": number})

        def do_PATCH(self) -> None:
            if not self._refused():
                state.writes += 1
                number = int(self.path.rpartition("/")[2])
                body = self._payload()["body"]
                next(c for c in state.comments if c["id"] == number)["body"] = body
                self._answer(200, {"id": number})

        def do_DELETE(self) -> None:
            if not self._refused():
                state.writes += 1
                number = int(self.path.rpartition("/")[2])
                state.comments = [c for c in state.comments if c["id"] != number]
                self._answer(204, None)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
