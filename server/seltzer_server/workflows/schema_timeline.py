"""A dataset's schema over time, as spans, built from observations in any order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """A time over which a schema was the same.

    Both ends are times at which the schema was really read, whatever order scans arrived in.

    Attributes:
        id: Row of the version; None for one that is not stored yet.
        hash: Digest of the columns.
        first: First observation.
        last: Last observation.
    """

    id: int | None
    hash: str
    first: datetime
    last: datetime


def observe(
    spans: Sequence[Span],
    at: datetime,
    digest: str,
    *,
    before: datetime | None,
    after: datetime | None,
) -> tuple[Span, ...]:
    """Add one observation to a timeline.

    A later observation for the same time replaces the earlier one. An observation inside a span
    of another schema splits it into what was read before and what was read after.

    Args:
        spans: Oldest first, disjoint, neighbours with different hashes.
        at: When the schema was read.
        digest: Digest of its columns.
        before: Newest observation older than `at`, of any schema.
        after: Oldest observation newer than `at`.

    Returns:
        The new timeline, oldest first, neighbours with different hashes. Every span that came
        from a stored one keeps its id once.
    """
    if any(span.hash == digest and span.first <= at <= span.last for span in spans):
        return tuple(spans)
    pieces: list[Span] = []
    for span in spans:
        pieces.extend(_without(span, at, before, after))
    pieces.append(Span(None, digest, at, at))
    return _merged(sorted(pieces, key=lambda piece: piece.first))


def _without(
    span: Span, at: datetime, before: datetime | None, after: datetime | None
) -> list[Span]:
    """Give what is left of a span when its schema was not this one at a time."""
    if not span.first <= at <= span.last:
        return [span]
    pieces: list[Span] = []
    if before is not None and span.first <= before:
        pieces.append(replace(span, last=before))
    if after is not None and after <= span.last:
        pieces.append(Span(None if pieces else span.id, span.hash, after, span.last))
    return pieces


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].hash == span.hash:
            before = merged.pop()
            row = before.id if before.id is not None else span.id
            span = Span(row, span.hash, before.first, span.last)  # noqa: PLW2901
        merged.append(span)
    return tuple(merged)
