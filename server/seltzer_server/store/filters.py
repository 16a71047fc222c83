"""Search text as a condition."""

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute


def contains(text: str, *columns: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Give the condition that any column holds the text, in any case; `%` and `_` are plain."""
    return or_(*(column.icontains(text, autoescape=True) for column in columns))
