"""The one pydantic base of everything that crosses a process border."""

from datetime import datetime, timezone
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints


class WireModel(BaseModel):
    """Frozen, strict about unknown keys, free of NaN and infinity.

    A field whose name is a word of Python (`class_`, `schema_`) has the plain word as its alias.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        populate_by_name=True,
        serialize_by_alias=True,
    )


def _to_utc(value: datetime) -> datetime:
    return value.astimezone(timezone.utc)


UtcDatetime: TypeAlias = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""An aware time, always in UTC once it is read."""

Identifier: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""A name: one line without control characters, at most 256 characters."""

Outcome: TypeAlias = Literal["pass", "warn", "fail", "error", "skipped"]
"""`error` is could not compute, `skipped` is nothing to evaluate; neither is ever `pass`."""
