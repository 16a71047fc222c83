"""What `/openapi.json` needs to be told by hand: bodies that we read ourselves, and problems."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from seltzer_specs.wire.ingest import IngestBatch
from seltzer_specs.wire.monitor import MonitorWrite
from seltzer_specs.wire.partitions import PartitionState
from seltzer_specs.wire.problem import Problem

BODIES: Final[tuple[type[BaseModel], ...]] = (IngestBatch, MonitorWrite, PartitionState)
_REF: Final = "#/components/schemas/{model}"
_INPUT_REF: Final = "#/components/schemas/{model}-Input"

PROBLEM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "A problem document (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}},
    }
}
"""Goes to every group of routes."""


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """Describe the body of a route that reads it by `strict_body`."""
    schema = {"$ref": _INPUT_REF.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def name_route(route: APIRoute) -> str:
    """Name an operation after its function."""
    return route.name


def install_openapi(app: FastAPI) -> None:
    """Make the application describe the hand-read bodies and the problems too."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _describe(app)
        return app.openapi_schema

    # FastAPI documents replacing the method as the way to extend the description.
    setattr(app, "openapi", describe)  # noqa: B010


def _describe(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in BODIES:
        schema = model.model_json_schema(ref_template=_INPUT_REF)
        for name, part in schema.pop("$defs", {}).items():
            schemas[f"{name}-Input"] = part
        schemas[f"{model.__name__}-Input"] = schema
    schemas["Problem"] = Problem.model_json_schema(ref_template=_REF)
    return document
