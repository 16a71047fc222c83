"""Schema versions and changes in the store, kept right whatever order scans arrive in."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeAlias

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import SchemaChange, SchemaSeen, SchemaVersion
from seltzer_server.store.upsert import insert_into
from seltzer_server.workflows.schema_diff import diff_columns
from seltzer_server.workflows.schema_timeline import Span, observe
from seltzer_specs.canonical import canonical_json, sha256_hex
from seltzer_specs.wire.ingest import BatchColumn

NEIGHBOURS = 3
"""Versions on each side of a time that one observation can touch, and one more."""

Columns: TypeAlias = list[dict[str, Any]]


def record_schema(
    session: Session, dataset_id: int, columns: Sequence[BatchColumn], data_time: datetime
) -> list[SchemaChange]:
    """Note that a dataset had these columns at a time, and what changed with that.

    To be called in the transaction that stores the scan. Repeats change nothing. Late scans are
    put where they belong: spans are split or made longer, and changes follow.

    Returns:
        The changes from the version before to the one that starts at `data_time`, stored; empty
        when none starts there or it is the dataset's first.
    """
    listed = _listed(columns)
    digest = sha256_hex(canonical_json(listed))
    rows = _near(session, dataset_id, data_time)
    before = tuple(Span(row.id, row.hash, row.first_seen, row.last_seen) for row in rows)
    earlier, later = _note_seen(session, dataset_id, data_time)
    after = observe(before, data_time, digest, before=earlier, after=later)
    if after == before:
        return []
    known = {row.hash: list(row.columns) for row in rows} | {digest: listed}
    stored = _store(session, dataset_id, rows, after, known)
    if [(span.id, span.hash) for span in after] != [(span.id, span.hash) for span in before]:
        _rebuild_changes(session, rows, stored)
    else:
        _move_changes(session, stored)
    return _changes_at(session, dataset_id, data_time)


def _listed(columns: Sequence[BatchColumn]) -> Columns:
    ordered = sorted(columns, key=lambda column: (column.position, column.name))
    return [column.model_dump(mode="json") for column in ordered]


def _note_seen(
    session: Session, dataset_id: int, at: datetime
) -> tuple[datetime | None, datetime | None]:
    """Store that the schema was read at a time, and give its neighbours in time."""
    insert = insert_into(session, SchemaSeen).values(dataset_id=dataset_id, data_time=at)
    session.execute(insert.on_conflict_do_nothing())
    of_dataset = SchemaSeen.dataset_id == dataset_id
    newest, oldest = func.max(SchemaSeen.data_time), func.min(SchemaSeen.data_time)
    return (
        session.scalar(select(newest).where(of_dataset, SchemaSeen.data_time < at)),
        session.scalar(select(oldest).where(of_dataset, SchemaSeen.data_time > at)),
    )


def _near(session: Session, dataset_id: int, at: datetime) -> list[SchemaVersion]:
    """Give the versions around a time, oldest first, locked: they may be changed."""
    of_dataset = select(SchemaVersion).where(SchemaVersion.dataset_id == dataset_id)
    earlier = session.scalars(
        of_dataset.where(SchemaVersion.first_seen <= at)
        .order_by(SchemaVersion.first_seen.desc(), SchemaVersion.id.desc())
        .limit(NEIGHBOURS)
        .with_for_update()
    ).all()
    later = session.scalars(
        of_dataset.where(SchemaVersion.first_seen > at)
        .order_by(SchemaVersion.first_seen, SchemaVersion.id)
        .limit(NEIGHBOURS)
        .with_for_update()
    ).all()
    return [*reversed(earlier), *later]


def _store(
    session: Session,
    dataset_id: int,
    rows: Sequence[SchemaVersion],
    spans: Sequence[Span],
    columns: dict[str, Columns],
) -> list[SchemaVersion]:
    """Make the rows agree with the spans; those that no span needs lose their changes and go."""
    by_id = {row.id: row for row in rows}
    stored: list[SchemaVersion] = []
    for span in spans:
        row = by_id.pop(span.id, None) if span.id is not None else None
        if row is None:
            row = SchemaVersion(dataset_id=dataset_id)
            session.add(row)
        row.hash, row.columns = span.hash, columns[span.hash]
        row.first_seen, row.last_seen = span.first, span.last
        stored.append(row)
    session.flush()
    if by_id:
        _forget_changes(session, list(by_id))
        session.execute(delete(SchemaVersion).where(SchemaVersion.id.in_(by_id)))
    return stored


def _rebuild_changes(
    session: Session, before: Sequence[SchemaVersion], after: Sequence[SchemaVersion]
) -> None:
    """Write the changes between neighbours again; the outermost keep theirs to the outside."""
    ids = {row.id for row in (*before, *after)}
    session.execute(
        delete(SchemaChange).where(SchemaChange.from_id.in_(ids), SchemaChange.to_id.in_(ids))
    )
    for old, new in pairwise(after):
        session.add_all(_changes(old, new))
    session.flush()


def _move_changes(session: Session, rows: Sequence[SchemaVersion]) -> None:
    """Give changes the time at which their version is now known to start."""
    starts = {row.id: row.first_seen for row in rows}
    for change in session.scalars(select(SchemaChange).where(SchemaChange.to_id.in_(starts))):
        change.data_time = starts[change.to_id]
    session.flush()


def _forget_changes(session: Session, ids: Sequence[int]) -> None:
    session.execute(
        delete(SchemaChange).where(or_(SchemaChange.from_id.in_(ids), SchemaChange.to_id.in_(ids)))
    )


def _changes(old: SchemaVersion, new: SchemaVersion) -> list[SchemaChange]:
    return [
        SchemaChange(
            dataset_id=new.dataset_id,
            from_id=old.id,
            to_id=new.id,
            data_time=new.first_seen,
            **change.model_dump(),
        )
        for change in diff_columns(old.columns, new.columns)
    ]


def _changes_at(session: Session, dataset_id: int, at: datetime) -> list[SchemaChange]:
    return list(
        session.scalars(
            select(SchemaChange)
            .where(SchemaChange.dataset_id == dataset_id, SchemaChange.data_time == at)
            .order_by(SchemaChange.id)
        )
    )
