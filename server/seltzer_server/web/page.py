"""What a page is: a path, a template, and a function from a session to a frozen view model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from seltzer_server.api.problems import ApiError

M = TypeVar("M")

MAX_ROW_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What the URL asks for.

    Attributes:
        path: Parts of the path by name.
        query: Parameters of the query; the last one wins where a name is repeated.
        now: Time of the request.
    """

    path: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime

    def row_id(self, name: str) -> int:
        """Read a row's number from the path.

        Raises:
            ApiError: it is no number, so there is no such page (404).
        """
        text = self.path[name]
        if not (text.isascii() and text.isdigit()) or int(text[:20]) > MAX_ROW_ID:
            raise not_found(name.removesuffix("_id"), text)
        return int(text)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Read a parameter that takes one of a few words; the first is the default.

        Raises:
            ApiError: the word is none of them (422).
        """
        value = self.query.get(name) or choices[0]
        if value not in choices:
            wanted = ", ".join(f'"{choice}"' for choice in choices if choice)
            detail = f'query parameter "{name}" wants one of {wanted}, got "{value}"'
            raise ApiError(422, "invalid-parameter", detail)
        return value

    def text(self, name: str) -> str:
        """Read a parameter of free text, cut to what a name can be."""
        return self.query.get(name, "").strip().replace("\x00", "")[:256]

    def number(self, name: str) -> int | None:
        """Read a parameter that is a row's number, or None where it is absent or none."""
        text = self.query.get(name, "")
        is_number = text.isascii() and text.isdigit() and len(text) < 19
        return int(text) if is_number else None


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page.

    Attributes:
        path: Route, with parts such as `{dataset_id}`.
        template: File in `templates/`.
        section: Entry of the navigation that is marked.
        read: Reads the view model with a bounded number of bounded queries.
    """

    path: str
    template: str
    section: str
    read: Callable[[Session, PageRequest], M]

    @property
    def twin(self) -> str:
        """Give the path of the JSON twin."""
        return "/index.json" if self.path == "/" else f"{self.path}.json"


def not_found(what: str, name: str) -> ApiError:
    """Give the error of a page about something that does not exist."""
    return ApiError(404, "not-found", f'there is no {what} "{name}"')
