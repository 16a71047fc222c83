"""A Slack on loopback that the real slack-sdk talks to: strict, scriptable, with readable channels.

It is our reading of Slack's public documentation. Tests read channels; they never count calls.
"""

import json
import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "xoxb-fake-token-of-the-tests"
MAX_BLOCKS, MAX_HEADER, MAX_TEXT, MAX_FIELDS, MAX_FIELD = 50, 150, 3000, 10, 2000
MAX_ELEMENTS = 10
MENTIONS = ("<!", "<@", "<#")


@dataclass
class Message:
    """A message as a channel shows it."""

    ts: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None
    metadata: dict[str, Any] | None
    is_edited: bool = False

    @property
    def shown(self) -> str:
        """All texts of the blocks, one per line."""
        return "\n".join(_texts(self.blocks))


@dataclass
class Channel:
    """A channel and what was posted to it."""

    id: str
    name: str
    is_archived: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def parents(self) -> list[Message]:
        """Messages that stand in the channel itself."""
        return [message for message in self.messages if message.thread_ts is None]

    def thread(self, parent: Message) -> list[Message]:
        """Give the replies to a message."""
        return [message for message in self.messages if message.thread_ts == parent.ts]


class FakeSlack:
    """The workspace: channels by name, and the faults to come, one per request.

    Faults: `429 N` (Retry-After N), `500`, `html` (a proxy's page with status 200), `reset`,
    `hang`, `accept-then-reset` (posted, but the answer gets lost), `json-list`, or any error code
    of Slack's.
    """

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.faults: deque[str] = deque()
        self.url = ""
        self._lock = threading.Lock()
        self._next_ts = 1_700_000_000
        self.closing = threading.Event()

    def add_channel(self, name: str, *, is_archived: bool = False) -> Channel:
        """Make a channel that the bot is in."""
        channel = Channel(f"C{len(self.channels):08d}", name, is_archived)
        self.channels[name] = channel
        return channel

    def call(self, method: str, body: dict[str, Any], token: str) -> dict[str, Any]:
        """Answer one API call as Slack would."""
        if token != TOKEN:
            return _error("invalid_auth")
        with self._lock:
            channel = self._find(str(body.get("channel", "")))
            if channel is None:
                return _error("channel_not_found")
            if channel.is_archived:
                return _error("is_archived")
            problem = find_problem(body)
            if problem is not None:
                return _error(*problem)
            if method == "chat.postMessage":
                return self._post(channel, body)
            if method == "chat.update":
                return _update(channel, body)
            return _error("unknown_method")

    def _find(self, wanted: str) -> Channel | None:
        for channel in self.channels.values():
            if wanted in {channel.id, channel.name}:
                return channel
        return None

    def _post(self, channel: Channel, body: dict[str, Any]) -> dict[str, Any]:
        thread_ts = body.get("thread_ts")
        if thread_ts is not None and thread_ts not in {m.ts for m in channel.parents}:
            return _error("thread_not_found")
        self._next_ts += 1
        ts = f"{self._next_ts}.000100"
        channel.messages.append(
            Message(ts, body["text"], body["blocks"], thread_ts, body.get("metadata"))
        )
        return {"ok": True, "channel": channel.id, "ts": ts}


def _update(channel: Channel, body: dict[str, Any]) -> dict[str, Any]:
    if not str(body["channel"]).startswith("C"):
        return _error("channel_not_found")  # chat.update takes ids only
    for message in channel.messages:
        if message.ts == body.get("ts"):
            message.text, message.blocks = body["text"], body["blocks"]
            message.metadata, message.is_edited = body.get("metadata"), True
            return {"ok": True, "channel": channel.id, "ts": message.ts}
    return _error("message_not_found")


def find_problem(body: dict[str, Any]) -> tuple[str, str] | None:
    """Give Slack's error code for a message that it would refuse, with the reason."""
    text = body.get("text")
    if not isinstance(text, str) or not text.strip():
        return "no_text", "text"
    blocks = body.get("blocks")
    if not isinstance(blocks, list) or len(blocks) > MAX_BLOCKS:
        return "invalid_blocks", "number of blocks"
    for block in blocks:
        reason = _block_problem(block)
        if reason is not None:
            return "invalid_blocks", reason
    return None


def _block_problem(block: dict[str, Any]) -> str | None:
    kind = block.get("type")
    if kind == "header":
        return _text_problem(block.get("text"), MAX_HEADER, {"plain_text"})
    if kind == "section":
        fields = block.get("fields", [])
        if len(fields) > MAX_FIELDS or ("text" not in block and not fields):
            return "section"
        problems = [_text_problem(part, MAX_FIELD, {"plain_text", "mrkdwn"}) for part in fields]
        if "text" in block:
            problems.append(_text_problem(block["text"], MAX_TEXT, {"plain_text", "mrkdwn"}))
        return next((problem for problem in problems if problem), None)
    if kind == "context":
        elements = block.get("elements", [])
        if not 1 <= len(elements) <= MAX_ELEMENTS:
            return "context elements"
        problems = [_text_problem(part, MAX_TEXT, {"plain_text", "mrkdwn"}) for part in elements]
        return next((problem for problem in problems if problem), None)
    return None if kind == "divider" else f"unknown block {kind}"


def _text_problem(text: Any, budget: int, kinds: set[str]) -> str | None:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        return f"text object {text!r:.40}"
    known = {"type", "text"} | ({"emoji"} if text["type"] == "plain_text" else {"verbatim"})
    if not set(text) <= known:
        return f"unknown keys {set(text) - known}"
    units = len(str(text.get("text", "")).encode("utf-16-le")) // 2
    return None if 1 <= units <= budget else f"{units} characters, at most {budget}"


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def _error(code: str, reason: str = "") -> dict[str, Any]:
    return {"ok": False, "error": code, "response_metadata": {"messages": [reason]}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    slack: FakeSlack

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.slack.faults.popleft() if self.slack.faults else ""
        method = self.path.rsplit("/", 1)[-1]
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        name, _, argument = fault.partition(" ")
        if name == "hang":
            self.slack.closing.wait(30)
            self.close_connection = True
        elif name == "reset":
            self.close_connection = True
        elif name == "accept-then-reset":
            self.slack.call(method, json.loads(raw), token)
            self.close_connection = True
        elif name == "429":
            self._answer(429, _error("ratelimited"), {"Retry-After": argument})
        elif name == "500":
            self._answer(500, _error("internal_error"))
        elif name == "html":
            self._send(200, b"<html><body>Sign in to the network</body></html>", "text/html")
        elif name == "json-list":
            self._send(200, b"[1]", "application/json")
        elif name:
            self._answer(200, _error(name))
        else:
            self._answer(200, self.slack.call(method, json.loads(raw), token))

    def _answer(
        self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers)

    def _send(
        self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


@contextmanager
def run_fake_slack() -> Generator[FakeSlack]:
    """Run a workspace on a port of its own."""
    slack = FakeSlack()
    handler = type("Handler", (_Handler,), {"slack": slack})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    slack.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield slack
    finally:
        slack.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
