"""Answers that are not success, as errors of one line without secrets."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from pydantic import ValidationError

from seltzer_client.errors import ServerBusyError
from seltzer_specs.errors import ServerError, StaleError
from seltzer_specs.wire.problem import Problem

_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 507})
_MAX_TEXT = 400
_SPACES = re.compile(r"\s+")


def error_of_answer(status: int, headers: Mapping[str, str], body: bytes) -> ServerError:
    """Give the error that an answer means.

    Args:
        status: HTTP status, not 2xx.
        headers: Headers whose names compare without case.
        body: The body, bounded.
    """
    if 300 <= status < 400:
        return ServerError(
            f"the server redirects ({status}){_target(headers)}; "
            "write its final address under `server: url:`",
            status=status,
            code="redirect",
        )
    problem = _problem(status, body)
    text = _describe(problem)
    if status == HTTPStatus.PRECONDITION_FAILED:
        return StaleError(text, status=status, code=problem.code)
    if status in _BUSY:
        wait_s = parse_retry_after(headers.get("Retry-After"), now=datetime.now(timezone.utc))
        return ServerBusyError(text, status=status, code=problem.code, retry_after_s=wait_s)
    return ServerError(text, status=status, code=problem.code)


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Give the seconds of a `Retry-After` header, which may also be a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return max(0.0, (moment - now).total_seconds())


def one_line(text: str) -> str:
    """Give foreign text fit for a message: one line, no control characters, bounded."""
    spaced = _SPACES.sub(" ", text)
    clean = "".join(char for char in spaced if unicodedata.category(char)[0] != "C")
    return clean if len(clean) <= _MAX_TEXT else f"{clean[:_MAX_TEXT]}…"


def _problem(status: int, body: bytes) -> Problem:
    try:
        return Problem.model_validate_json(body)
    except ValidationError:
        # Not our server, or a proxy before it: its page is not worth quoting.
        return Problem(title=_phrase(status), status=status, code="no-problem-document")


def _describe(problem: Problem) -> str:
    parts = [problem.detail or problem.title]
    if problem.pointer:
        parts.append(f"at {problem.pointer}")
    if problem.request_id:
        parts.append(f"(request {problem.request_id})")
    return one_line(f"the server answered {problem.status}: {' '.join(parts)}")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase.lower()
    except ValueError:
        return "no reason given"


def _target(headers: Mapping[str, str]) -> str:
    # Only the host: a query may hold a token.
    host = urlsplit(headers.get("Location", "")).hostname
    return one_line(f' to "{host}"') if host else ""
