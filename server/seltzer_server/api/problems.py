"""Errors of the API as problem documents (RFC 9457), whatever went wrong."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from seltzer_server.store.failures import describe_failure
from seltzer_server.store.paging import CursorError
from seltzer_server.store.writer import WriterBusyError
from seltzer_specs.errors import SeltzerError, SpecErrorGroup
from seltzer_specs.wire.problem import Problem

LOG = logging.getLogger("seltzer.server")
RETRY_AFTER_S = "5"


class ApiError(SeltzerError):
    """A request that cannot be answered as asked.

    Args:
        status: HTTP status.
        code: Stable kebab-case name of the kind of problem.
        detail: Where, what, got, what to do; lower case, no full stop.
        pointer: JSON pointer into the body, where one part of it is wrong.
        headers: Sent with the answer.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        pointer: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.pointer = pointer
        self.headers = dict(headers or {})


def respond(request: Request, error: ApiError) -> Response:
    """Give the problem as a response: JSON, or the error page where a browser asks for a page."""
    problem = Problem(
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        code=error.code,
        detail=error.detail,
        pointer=error.pointer,
        request_id=getattr(request.state, "request_id", None),
    )
    render = getattr(request.app.state, "render_error", None)
    if render is not None and _wants_page(request):
        page: Response = render(request, problem)
        page.headers.update(error.headers)
        return page
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=error.status,
        headers=error.headers,
        media_type="application/problem+json",
    )


def install_handlers(app: FastAPI) -> None:
    """Make every known kind of error a problem document; unknown ones are the edge's."""
    app.add_exception_handler(ApiError, _on_api_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid_parameters)
    app.add_exception_handler(DBAPIError, _on_store_failure)
    app.add_exception_handler(PoolTimeoutError, _on_no_connection)
    app.add_exception_handler(WriterBusyError, _on_busy_writer)
    app.add_exception_handler(SpecErrorGroup, _on_invalid_spec)
    app.add_exception_handler(CursorError, _on_wrong_cursor)


def _on_api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)  # noqa: S101 - starlette's type is wider than its promise
    return respond(request, error)


def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = HTTPStatus(error.status_code)
    code = status.phrase.lower().replace(" ", "-")
    details = {
        404: f'there is no "{request.url.path}"',
        405: f'"{request.url.path}" does not take {request.method}',
    }
    # Starlette fills in the phrase where nobody gave a detail.
    given = None if error.detail == status.phrase else str(error.detail)
    detail = given or details.get(error.status_code, status.phrase.lower())
    return respond(request, ApiError(error.status_code, code, detail, headers=error.headers))


def _on_invalid_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    first: dict[str, Any] = error.errors()[0]
    place, *names = [str(part) for part in first["loc"]]
    detail = f'{place} parameter "{".".join(names)}": {first["msg"].lower()}'
    return respond(request, ApiError(422, "invalid-parameter", detail))


def _on_store_failure(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)  # noqa: S101
    failure = describe_failure(error)
    if failure is None:
        raise error
    LOG.warning("store failure %s: %s", failure.code, error.orig)
    retry = {"Retry-After": RETRY_AFTER_S}
    return respond(request, ApiError(failure.status, failure.code, failure.detail, headers=retry))


def _on_no_connection(request: Request, _: Exception) -> Response:
    detail = "all connections to the store are in use; send again later"
    retry = {"Retry-After": RETRY_AFTER_S}
    return respond(request, ApiError(503, "store-busy", detail, headers=retry))


def _on_busy_writer(request: Request, error: Exception) -> Response:
    retry = {"Retry-After": "1"}
    return respond(request, ApiError(429, "too-many-writes", str(error), headers=retry))


def _on_invalid_spec(request: Request, error: Exception) -> Response:
    return respond(request, ApiError(422, "invalid-spec", str(error)))


def _on_wrong_cursor(request: Request, error: Exception) -> Response:
    return respond(request, ApiError(422, "invalid-parameter", str(error)))


def _wants_page(request: Request) -> bool:
    is_api = request.url.path.startswith("/api/")
    return not is_api and "text/html" in request.headers.get("accept", "")
