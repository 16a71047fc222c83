"""The one middleware: request ids, the Host check, security headers, and what nobody caught."""

import logging
import re
import secrets
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from seltzer_server.api.problems import ApiError, respond
from seltzer_server.settings import ServerSettings

LOG = logging.getLogger("seltzer.server")
REQUEST_ID: Final = re.compile(r"[0-9A-Za-z._-]{8,64}")
FIRST_ERROR: Final = 400
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Edge:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, *, settings: ServerSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing leaves without a request id and the security headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        has_started = False
        tap = _BodyTap(receive)

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                if message["status"] >= FIRST_ERROR:
                    await tap.drain(2 * self._settings.max_body_bytes)
                _add_headers(message, request_id)
            await send(message)

        request = Request(scope, tap.receive)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await respond(request, refusal)(scope, receive, send_with_headers)
            return
        try:
            await self._app(scope, tap.receive, send_with_headers)
        except Exception:  # the server's one edge
            LOG.exception("request %s failed: %s %s", request_id, scope["method"], scope["path"])
            if has_started:
                raise
            text = "the server failed; its log has the request id"
            response = respond(request, ApiError(500, "internal-error", text))
            await response(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, headers: Headers) -> ApiError | None:
        allowed = self._settings.allowed_hosts
        if allowed is not None and _without_port(headers.get("host", "")) not in allowed:
            return ApiError(421, "unknown-host", "this server does not answer to that host name")
        if scope["method"] not in SAFE_METHODS and _is_cross_site(headers):
            return ApiError(403, "cross-site", "a page of another site may not write here")
        return None


class _BodyTap:
    """Reads the rest of a body that nobody wanted, before an error is sent.

    A sender that is still sending when the connection closes never sees the answer, and would
    take a refusal for a lost connection.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._has_more = True

    async def receive(self) -> Message:
        """Give the next message, and note whether it was the last of the body."""
        message = await self._receive()
        self._has_more = message["type"] == "http.request" and message.get("more_body", False)
        return message

    async def drain(self, limit: int) -> None:
        """Read and drop the rest of the body, up to a limit in bytes."""
        dropped = 0
        while self._has_more and dropped <= limit:
            dropped += len((await self.receive()).get("body", b""))


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _add_headers(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["x-request-id"] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store")


def _without_port(host: str) -> str:
    host = host.lower().rstrip(".")
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def _is_cross_site(headers: Headers) -> bool:
    """Tell whether a browser sent this from a page that is not ours; programs send neither."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host", "")
