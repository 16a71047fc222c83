"""The routes of all pages, each as HTML and as JSON."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from pydantic_core import to_json

from seltzer_server.api.auth import require_open_pages
from seltzer_server.clock import Clock, utc_now
from seltzer_server.settings import ServerSettings
from seltzer_server.store.engine import Store
from seltzer_server.web.assets import build_static_router
from seltzer_server.web.frame import EMPTY_FRAME, read_frame
from seltzer_server.web.page import Page, PageRequest
from seltzer_server.web.pages.check import CHECK
from seltzer_server.web.pages.checks import CHECKS
from seltzer_server.web.pages.dataset import DATASET
from seltzer_server.web.pages.datasets import DATASETS
from seltzer_server.web.pages.health import HEALTH
from seltzer_server.web.pages.incident import INCIDENT
from seltzer_server.web.pages.incidents import INCIDENTS
from seltzer_server.web.pages.monitor import MONITOR
from seltzer_server.web.pages.monitors import MONITORS
from seltzer_server.web.pages.scan import SCAN
from seltzer_server.web.pages.scans import SCANS
from seltzer_server.web.rendering import render_page
from seltzer_specs.wire.problem import Problem

PAGES: Final[Sequence[Page[Any]]] = (
    HEALTH,
    DATASETS,
    DATASET,
    CHECKS,
    CHECK,
    SCANS,
    SCAN,
    MONITORS,
    MONITOR,
    INCIDENTS,
    INCIDENT,
)


def build_router(store: Store, settings: ServerSettings, *, clock: Clock = utc_now) -> APIRouter:
    """Give the routes of all pages and of the static files.

    Args:
        store: Only read from.
        settings: Pages tell whether messages can be sent at all.
        clock: What "4 min ago" is counted from.
    """
    pages = APIRouter(include_in_schema=False, dependencies=[Depends(require_open_pages)])
    for page in PAGES:
        # The twin first, because `{scan_id}` would match `abc.json` too.
        pages.add_api_route(page.twin, _twin_handler(page, store, clock), methods=["GET"])
        pages.add_api_route(page.path, _page_handler(page, store, settings, clock), methods=["GET"])
    router = APIRouter()
    router.include_router(build_static_router())
    router.include_router(pages)
    return router


def install_error_pages(app: FastAPI, *, clock: Clock = utc_now) -> None:
    """Show problems as pages where a browser asks; `api.problems.respond` looks this up."""

    def render_error(_request: Request, problem: Problem) -> Response:
        text = render_page(
            "error.html",
            now=clock(),
            frame=EMPTY_FRAME,
            section="",
            twin=None,
            problem=problem,
            phrase=HTTPStatus(problem.status).phrase,
        )
        return HTMLResponse(text, status_code=problem.status)

    app.state.render_error = render_error


def _twin_handler(page: Page[Any], store: Store, clock: Clock) -> Callable[[Request], Response]:
    def show_twin(request: Request) -> Response:
        asked = PageRequest(request.path_params, request.query_params, clock())
        with store.read() as session:
            model = page.read(session, asked)
        return _respond_json(model)

    return show_twin


def _page_handler(
    page: Page[Any], store: Store, settings: ServerSettings, clock: Clock
) -> Callable[[Request], Response]:
    def show_page(request: Request) -> Response:
        asked = PageRequest(request.path_params, request.query_params, clock())
        is_json = asked.choice("format", ("html", "json")) == "json"
        with store.read() as session:
            model = page.read(session, asked)
            frame = EMPTY_FRAME if is_json else read_frame(session)
        if is_json:
            return _respond_json(model)
        text = render_page(
            page.template,
            now=asked.now,
            frame=frame,
            section=page.section,
            twin=_twin_url(request),
            asked=asked,
            page=model,
            can_notify=settings.slack_token is not None,
        )
        return HTMLResponse(text)

    return show_page


def _twin_url(request: Request) -> str:
    path = "/index" if request.url.path == "/" else request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{path}.json{query}"


def _respond_json(model: object) -> Response:
    return Response(to_json(model, inf_nan_mode="null"), media_type="application/json")
