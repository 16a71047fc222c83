"""Static files under addresses that contain their content's hash, so browsers keep them forever."""

import hashlib
import mimetypes
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from fastapi import APIRouter, Response

from seltzer_server.web.page import not_found

HASH_LENGTH: Final = 12
FOREVER: Final = "public, max-age=31536000, immutable"
ALWAYS_ASK: Final = "no-cache"
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class Assets:
    """All static files of the package, read once.

    Attributes:
        files: Content by path below `static/`.
        hashes: First characters of each content's SHA-256, by the same path.
    """

    def __init__(self, root: Traversable) -> None:
        self.files = dict(_walk(root, ""))
        self.hashes = {
            path: hashlib.sha256(content).hexdigest()[:HASH_LENGTH]
            for path, content in self.files.items()
        }

    def url(self, path: str) -> str:
        """Give the address of a file; it changes with the content.

        Raises:
            KeyError: there is no such file.
        """
        return f"/static/{self.hashes[path]}/{path}"


@cache
def load_assets() -> Assets:
    """Load the files that the package ships."""
    return Assets(files("seltzer_server.web").joinpath("static"))


def build_static_router() -> APIRouter:
    """Give the routes of the static files; they need no login, they are the same for everybody."""
    router = APIRouter(include_in_schema=False)
    assets = load_assets()

    @router.get("/static/{digest}/{path:path}")
    def read_asset(digest: str, path: str) -> Response:
        content = assets.files.get(path)
        if content is None or assets.hashes[path] != digest:
            raise not_found("file", f"{digest}/{path}")
        return _respond(path, content, FOREVER)

    @router.get("/favicon.ico")
    def read_icon() -> Response:
        return _respond("logo.svg", assets.files["logo.svg"], ALWAYS_ASK)

    return router


def _respond(path: str, content: bytes, caching: str) -> Response:
    suffix = path[path.rfind(".") :]
    media_type = TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "text/plain"
    return Response(content, media_type=media_type, headers={"cache-control": caching})


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        path = f"{prefix}{entry.name}"
        if entry.is_dir():
            found.extend(_walk(entry, f"{path}/"))
        else:
            found.append((path, entry.read_bytes()))
    return found
