"""What request handlers need besides the request: store, settings, clock, background work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated

from fastapi import Depends, Request

from seltzer_server.background import Background
from seltzer_server.settings import ServerSettings
from seltzer_server.store.engine import Store

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class AppContext:
    """One running server."""

    store: Store
    settings: ServerSettings
    clock: Clock
    background: Background


def utc_now() -> datetime:
    """Give the wall-clock time, aware."""
    return datetime.now(timezone.utc)


def get_context(request: Request) -> AppContext:
    """Give the server that a request came to."""
    context: AppContext = request.app.state.context
    return context


Context = Annotated[AppContext, Depends(get_context)]
"""Parameter type of handlers that need the server."""
