"""What can go wrong between a client and the server, beside problem documents.

ServerError             specs   the server answered with a problem document or with nonsense
├── ServerUnreachable           no answer came: no connection, a reset, a timeout
└── ServerBusyError             an answer that asks to try again later (408, 425, 429, 5xx)
"""

from seltzer_specs.errors import ServerError


class ServerUnreachable(ServerError):  # noqa: N818  # "unreachable" says what it is
    """No answer came; whether the server did what it was asked is unknown."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="unreachable")


class ServerBusyError(ServerError):
    """The server asks to try again later.

    Args:
        message: What the server said.
        status: HTTP status.
        code: Kind of problem as the server names it.
        retry_after_s: Seconds that the server asks to wait; None where it does not say.
    """

    def __init__(
        self, message: str, *, status: int, code: str = "busy", retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, status=status, code=code)
        self.retry_after_s = retry_after_s
