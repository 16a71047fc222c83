"""Lists in pages: a cursor names the last row seen, so that new rows shift nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar, cast

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from seltzer_server.store.tables import Utc
from seltzer_specs.errors import SeltzerError

T = TypeVar("T")
Key: TypeAlias = InstrumentedAttribute[Any] | ColumnElement[Any]
"""A column that a list is ordered by; Any, because lists are ordered by text, number or time."""
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
"""A statement with any columns."""
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of such a statement."""

DEFAULT_LIMIT = 50
MAX_LIMIT = 500


class CursorError(SeltzerError):
    """A cursor that no list gave out."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is wanted; `cursor` is the `next` of the page before."""

    cursor: str | None = None
    limit: int = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and where the next page starts; None after the last row."""

    items: tuple[T, ...]
    next: str | None


def read_page(
    session: Session,
    statement: AnySelect,
    request: PageRequest,
    *,
    keys: Sequence[Key],
    is_descending: bool,
    make: Callable[[AnyRow], T],
) -> Page[T]:
    """Read one page of a statement.

    Args:
        session: To read with.
        statement: Without order and limit.
        request: Which page.
        keys: What to order by; together unique, and all NOT NULL.
        is_descending: The direction of all keys.
        make: Turns a row into an item; the keys are not part of the row it gets to see.

    Raises:
        CursorError: the cursor was not made by this list.
    """
    limit = max(1, min(request.limit, MAX_LIMIT))
    ordered = statement.add_columns(*(key.label(f"key_{i}") for i, key in enumerate(keys)))
    ordered = ordered.order_by(*(key.desc() if is_descending else key.asc() for key in keys))
    if request.cursor is not None:
        values = _decode(request.cursor, keys)
        ours = tuple_(*keys)
        theirs = tuple_(*(literal(v, k.type) for v, k in zip(values, keys, strict=True)))
        ordered = ordered.where(ours < theirs if is_descending else ours > theirs)
    rows = session.execute(ordered.limit(limit + 1)).all()
    has_more = len(rows) > limit
    rows = rows[:limit]
    after = _encode(tuple(rows[-1])[-len(keys) :]) if has_more else None
    return Page(tuple(make(row) for row in rows), after)


def _encode(values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps(plain, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")


def _decode(cursor: str, keys: Sequence[Key]) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        plain: object = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(plain, list):
            raise CursorError(_MESSAGE)
        values = cast(list[object], plain)
        return [_typed(value, key) for value, key in zip(values, keys, strict=True)]
    except (ValueError, RecursionError, binascii.Error):
        raise CursorError(_MESSAGE) from None


def _typed(value: object, key: Key) -> object:
    if isinstance(key.type, Utc):
        if not isinstance(value, str):
            raise CursorError(_MESSAGE)
        time = datetime.fromisoformat(value)
        if time.tzinfo is None:
            raise CursorError(_MESSAGE)
        return time
    wanted = key.type.python_type
    is_number = wanted is int and isinstance(value, int) and abs(value) < _LARGEST_ID
    if is_number or (wanted is str and isinstance(value, str) and "\x00" not in value):
        return value
    raise CursorError(_MESSAGE)


_MESSAGE = "the cursor was not made by this list; start without one"
_LARGEST_ID = 2**63
