"""Store a dataset's columns as versions, each over a span of scans."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import SchemaVersion
from seltzer_specs.canonical import canonical_json, sha256_hex
from seltzer_specs.wire.ingest import BatchColumn


def record_schema(
    session: Session, dataset_id: int, columns: Sequence[BatchColumn], data_time: datetime
) -> None:
    """Note that a dataset had these columns at a time, in whatever order times arrive.

    The same columns as before or after make that version's span longer; other columns start a
    version. A version's span that a late scan contradicts is split at that scan.
    """
    listed = _listed(columns)
    digest = sha256_hex(canonical_json(listed))
    before = _version_before(session, dataset_id, data_time)
    if before is not None and before.hash == digest:
        before.last_seen = max(before.last_seen, data_time)
        return
    if before is not None and before.last_seen > data_time:
        _split(session, before, data_time)
    else:
        after = _version_after(session, dataset_id, data_time)
        if after is not None and after.hash == digest:
            after.first_seen = data_time
            return
    session.add(
        SchemaVersion(
            dataset_id=dataset_id,
            hash=digest,
            columns=listed,
            first_seen=data_time,
            last_seen=data_time,
        )
    )
    session.flush()


def _listed(columns: Sequence[BatchColumn]) -> list[dict[str, Any]]:
    ordered = sorted(columns, key=lambda column: (column.position, column.name))
    return [column.model_dump(mode="json") for column in ordered]


def _version_before(session: Session, dataset_id: int, data_time: datetime) -> SchemaVersion | None:
    return session.scalars(
        select(SchemaVersion)
        .where(SchemaVersion.dataset_id == dataset_id, SchemaVersion.first_seen <= data_time)
        .order_by(SchemaVersion.first_seen.desc(), SchemaVersion.id.desc())
        .limit(1)
    ).first()


def _version_after(session: Session, dataset_id: int, data_time: datetime) -> SchemaVersion | None:
    return session.scalars(
        select(SchemaVersion)
        .where(SchemaVersion.dataset_id == dataset_id, SchemaVersion.first_seen > data_time)
        .order_by(SchemaVersion.first_seen, SchemaVersion.id)
        .limit(1)
    ).first()


def _split(session: Session, version: SchemaVersion, data_time: datetime) -> None:
    """End a span at a time and let a copy of the version go on where it was last seen."""
    session.add(
        SchemaVersion(
            dataset_id=version.dataset_id,
            hash=version.hash,
            columns=version.columns,
            first_seen=version.last_seen,
            last_seen=version.last_seen,
        )
    )
    version.last_seen = max(version.first_seen, min(version.last_seen, data_time))
    session.flush()
