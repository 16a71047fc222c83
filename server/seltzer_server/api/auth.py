"""Who may ask: bearer keys with scopes."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from seltzer_server.api.problems import ApiError
from seltzer_server.context import Context, get_context
from seltzer_server.keys import Key, find_key

BEARER = HTTPBearer(
    auto_error=False, scheme_name="key", description="`ID.SECRET` of `seltzer server create-key`."
)
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="seltzer"'}


def require(*scopes: str) -> Callable[..., Key]:
    """Give a dependency that lets in keys with any of the scopes."""

    def authenticate(
        context: Context,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
    ) -> Key:
        if given is None:
            detail = "this needs a key; send Authorization: Bearer ID.SECRET"
            raise ApiError(401, "no-key", detail, headers=CHALLENGE)
        key = find_key(context.store, given.credentials)
        if key is None:
            detail = "the key is unknown, wrong or revoked; make one with seltzer server create-key"
            raise ApiError(401, "wrong-key", detail, headers=CHALLENGE)
        context.background.note_key_use(key.id, context.clock())
        if not key.may(*scopes):
            wanted = " or ".join(scopes)
            detail = (
                f'this needs a key with scope "{wanted}", got "{", ".join(sorted(key.scopes))}"'
            )
            raise ApiError(403, "missing-scope", detail)
        return key

    return authenticate


def require_open_pages(request: Request) -> None:
    """Let a browser see pages only where nobody but this machine can ask.

    A forwarding header means that a proxy stands in front, so that anybody may be asking.
    """
    is_forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for"))
    if is_forwarded or not get_context(request).settings.open_pages:
        detail = (
            "pages are shown on loopback only, because there is no login yet; "
            "run the server with --host 127.0.0.1, or use the API with a key"
        )
        raise ApiError(401, "login-needed", detail, headers=CHALLENGE)


IngestKey = Annotated[Key, Depends(require("ingest"))]
ReadKey = Annotated[Key, Depends(require("read"))]
ScannerKey = Annotated[Key, Depends(require("ingest", "read"))]
"""What a scanner needs back: an ingest key may read what it pushed."""
AuthorKey = Annotated[Key, Depends(require("author"))]
