"""Errors of the server API, RFC 9457 (`application/problem+json`)."""

from pydantic import BaseModel


class Problem(BaseModel):
    """One problem document; unknown members are ignored, as the RFC asks of clients.

    Attributes:
        code: Stable kebab-case name of the kind of problem.
        pointer: JSON pointer into the request body, where one part of it is wrong.
        request_id: Names the request in the server's log.
    """

    type: str = "about:blank"
    title: str
    status: int
    code: str = "unknown"
    detail: str | None = None
    pointer: str | None = None
    request_id: str | None = None
