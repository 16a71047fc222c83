"""Parameters that several routes take, and the shape of their lists."""

from datetime import datetime, timezone
from typing import Annotated, Final, Generic, Literal, TypeAlias, TypeVar

from fastapi import Depends, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel

from seltzer_server.api.problems import ApiError
from seltzer_server.store.paging import DEFAULT_LIMIT, MAX_LIMIT, Page, PageRequest

T = TypeVar("T")

LARGEST_ID: Final = 2**63 - 1
NO_CONTROLS: Final = r"^[^\x00-\x1f\x7f]*$"

RowId: TypeAlias = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PublicId: TypeAlias = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,64}$")]
RowIdFilter: TypeAlias = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]
NameFilter: TypeAlias = Annotated[str | None, Query(max_length=256, pattern=NO_CONTROLS)]
SearchText: TypeAlias = Annotated[
    str | None, Query(max_length=256, pattern=NO_CONTROLS, description="Part of the name.")
]
OutcomeFilter: TypeAlias = Literal["pass", "warn", "fail", "error", "skipped"] | None


def _to_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError("the time is out of range") from None


Time: TypeAlias = Annotated[AwareDatetime, AfterValidator(_to_utc)]


def _read_page_request(
    cursor: Annotated[
        str | None, Query(max_length=2_000, description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> PageRequest:
    return PageRequest(cursor, limit)


PageParams: TypeAlias = Annotated[PageRequest, Depends(_read_page_request)]


class Listing(BaseModel, Generic[T]):
    """One page; `next` is the cursor of the following one, null at the end."""

    items: tuple[T, ...]
    next: str | None


def listing(page: Page[T]) -> Listing[T]:
    """Give a page as it crosses the border."""
    return Listing(items=page.items, next=page.next)


def found(item: T | None, what: str, wanted: object) -> T:
    """Give the item.

    Raises:
        ApiError: 404 when there is none.
    """
    if item is None:
        raise ApiError(404, "not-found", f'there is no {what} "{wanted}"')
    return item
