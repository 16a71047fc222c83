"""`/healthz` and `/readyz`: whether the process lives, and whether it can do its work."""

import shutil
from typing import Final, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from seltzer_server.context import AppContext, Context
from seltzer_server.store.migrate import is_current

router = APIRouter(tags=["health"])
MIN_FREE_BYTES: Final = 64 * 1024 * 1024


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the server can do its work; `checks` says what is wrong."""

    status: Literal["ready", "not ready"]
    checks: dict[str, str]


@router.get("/healthz")
def read_health() -> Health:
    """Tell that the process answers."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}})
def read_readiness(context: Context, response: Response) -> Readiness:
    """Tell whether store, disk and background work are in order."""
    checks = {
        "store": _check_store(context),
        "disk": _check_disk(context),
        "background": _check_background(context),
    }
    is_ready = all(value == "ok" for value in checks.values())
    response.status_code = 200 if is_ready else 503
    return Readiness(status="ready" if is_ready else "not ready", checks=checks)


def _check_store(context: AppContext) -> str:
    try:
        with context.store.read() as session:
            session.execute(text("SELECT 1"))
            return "ok" if is_current(session.connection()) else "tables of another version"
    except SQLAlchemyError:
        return "cannot be reached"


def _check_disk(context: AppContext) -> str:
    try:
        free = shutil.disk_usage(context.settings.data_dir).free
    except OSError:
        return "data folder cannot be read"
    return "ok" if free >= MIN_FREE_BYTES else "almost full"


def _check_background(context: AppContext) -> str:
    if not context.settings.runs_background or context.background.is_alive:
        return "ok"
    return "stopped"
