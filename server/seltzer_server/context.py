"""What request handlers need besides the request: store, settings, clock, background work."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from seltzer_server.background import Background
from seltzer_server.clock import Clock as Clock
from seltzer_server.clock import utc_now as utc_now
from seltzer_server.evaluation import Evaluator
from seltzer_server.settings import ServerSettings
from seltzer_server.store.engine import Store


@dataclass(frozen=True, slots=True)
class AppContext:
    """One running server."""

    store: Store
    settings: ServerSettings
    clock: Clock
    background: Background
    evaluator: Evaluator


def get_context(request: Request) -> AppContext:
    """Give the server that a request came to."""
    context: AppContext = request.app.state.context
    return context


Context = Annotated[AppContext, Depends(get_context)]
"""Parameter type of handlers that need the server."""
