"""The application: routes, errors, background work, tied to one store."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from seltzer_server.api import (
    checks,
    datasets,
    health,
    incidents,
    ingest,
    monitors,
    partitions,
    scans,
    series,
)
from seltzer_server.api.edge import Edge
from seltzer_server.api.openapi import install_openapi, name_route
from seltzer_server.api.problems import install_handlers
from seltzer_server.background import Background
from seltzer_server.context import AppContext, Clock, utc_now
from seltzer_server.evaluation import Evaluator
from seltzer_server.keys import note_uses
from seltzer_server.settings import ServerSettings
from seltzer_server.store.engine import open_store
from seltzer_server.web.routes import build_router, install_error_pages
from seltzer_server.workflows.outbox import deliver_due
from seltzer_server.workflows.sending import Sender

DESCRIPTION = """\
Metadata of data-quality scans in, history, verdicts, monitors and incidents out. Errors are problem
documents (RFC 9457). Lists are pages: pass `next` back as `cursor`."""


def create_app(settings: ServerSettings, *, clock: Clock = utc_now) -> FastAPI:
    """Give the application on a store whose tables exist; it opens the store and closes it."""
    store = open_store(settings.database_url.get_secret_value())
    evaluator = Evaluator(store, clock, notify=settings.notify)
    sender = _sender(settings)
    background = Background(
        {
            "evaluate scans": evaluator.evaluate_waiting,
            "deliver messages": lambda: deliver_due(store, sender, now=clock()),
        },
        lambda uses: note_uses(store, uses),
    )
    context = AppContext(store, settings, clock, background, evaluator)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        if settings.runs_background:
            background.start()
        yield
        await run_in_threadpool(background.stop)
        await run_in_threadpool(store.close)

    app = FastAPI(
        title="Seltzer",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
        generate_unique_id_function=name_route,
    )
    app.state.context = context
    app.add_middleware(Edge, settings=settings)
    install_handlers(app)
    app.include_router(health.router)
    for group in (ingest, datasets, checks, scans, series, monitors, incidents, partitions):
        app.include_router(group.router, prefix="/api/v1")
    app.include_router(build_router(store, settings, clock=clock))
    install_error_pages(app, clock=clock)
    install_openapi(app)
    return app


def _sender(settings: ServerSettings) -> Sender | None:
    if settings.slack_token is None:
        return None
    # Imported here: most servers on a laptop have no Slack, and slack-sdk is slow to import.
    from seltzer_server.workflows.slack import SlackSender

    return SlackSender(
        settings.slack_token, base_url=settings.slack_base_url, link_url=settings.link_url
    )
