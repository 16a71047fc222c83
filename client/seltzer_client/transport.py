"""One HTTP session with one server: bounded, without redirects, silent about its key."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from seltzer_client.errors import ServerUnreachable
from seltzer_client.problems import error_of_answer, one_line
from seltzer_specs.errors import ConfigError, ServerError
from seltzer_specs.secrets import HIDDEN, is_maskable

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

MAX_ANSWER_BYTES = 32 * 1024 * 1024
_CONNECT_TIMEOUT_S = 5.0
_CHUNK_BYTES = 64 * 1024


@cache
def client_version() -> str:
    """Give the version of Seltzer that runs."""
    try:
        return version("seltzer")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request.

    Attributes:
        path: From the root of the server, already quoted.
        params: Query parameters.
        headers: Beyond those that every request has.
        content: Body.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes | None = None


class Transport:
    """Sends calls and gives the bodies of successful answers.

    Args:
        url: Root of the server, for example `https://seltzer.example.org`.
        key: `ID.SECRET`; no message, repr or log ever shows it.
        timeout_s: Seconds without a byte after which the server counts as unreachable.
    """

    def __init__(self, url: str, *, key: str, timeout_s: float) -> None:
        self.url = _clean_url(url)
        self._key = key
        self._timeout_s = timeout_s
        self._session = requests.Session()
        # Given as `auth`, because requests would let a .netrc override a plain header.
        self._session.auth = _Bearer(key)
        self._session.headers["User-Agent"] = f"seltzer/{client_version()}"
        self._session.headers["Accept"] = "application/json, application/problem+json"

    def __repr__(self) -> str:
        return f"Transport({self.url!r})"

    def send(self, call: Call) -> bytes:
        """Send one request, once.

        Raises:
            ServerUnreachable: no whole answer came.
            ServerBusyError: the server asks to try again.
            StaleError: a precondition failed.
            ServerError: any other answer that is not 2xx.
        """
        try:
            with self._open(call) as response:
                body = self._read(response)
        except requests.RequestException as error:
            # The texts of requests quote addresses and proxies with their passwords.
            raise ServerUnreachable(
                f'no answer from the server at "{self.url}": {_reason(error)}'
            ) from None
        if 200 <= response.status_code < 300:
            return body
        raise self._without_key(error_of_answer(response.status_code, response.headers, body))

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def _open(self, call: Call) -> "Response":
        return self._session.request(
            call.method,
            self.url + call.path,
            params=dict(call.params),
            data=call.content,
            headers=dict(call.headers),
            timeout=(min(_CONNECT_TIMEOUT_S, self._timeout_s), self._timeout_s),
            allow_redirects=False,
            stream=True,
        )

    def _read(self, response: "Response") -> bytes:
        end = time.monotonic() + 2 * self._timeout_s
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise ServerError(
                    f'the server at "{self.url}" answered more than {MAX_ANSWER_BYTES} bytes',
                    status=response.status_code,
                    code="answer-too-large",
                )
            if time.monotonic() > end:
                raise requests.ReadTimeout
        return bytes(body)

    def _without_key(self, error: ServerError) -> ServerError:
        text, secret = str(error).replace(self._key or HIDDEN, HIDDEN), self._key.partition(".")[2]
        # A secret such as "key" can only be a mistake; hiding it would hide words of the message.
        error.args = (text.replace(secret, HIDDEN) if is_maskable(secret) else text,)
        return error


class _Bearer(AuthBase):
    """Adds the key to a request."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: "PreparedRequest") -> "PreparedRequest":
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def _clean_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        has_more = bool(parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        is_usable, has_more = False, False
    if not is_usable:
        raise ConfigError('the server\'s url wants "https://HOST" or "http://HOST:PORT"')
    if has_more:
        raise ConfigError(
            "the server's url holds a password, a query or a fragment; leave them out, "
            "the key has its own place"
        )
    return url.rstrip("/")


def _reason(error: requests.RequestException) -> str:
    kinds: tuple[tuple[type[requests.RequestException], str], ...] = (
        (requests.exceptions.SSLError, "the certificate cannot be verified"),
        (requests.exceptions.ProxyError, "the proxy does not answer"),
        (requests.ConnectTimeout, "no connection in time"),
        (requests.ReadTimeout, "no answer in time"),
        (requests.exceptions.ChunkedEncodingError, "the connection broke"),
        (requests.exceptions.ContentDecodingError, "the answer cannot be decompressed"),
        (requests.ConnectionError, "no connection, or it broke"),
    )
    found = next((text for kind, text in kinds if isinstance(error, kind)), None)
    return found or one_line(type(error).__name__)
