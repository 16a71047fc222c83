"""Store one batch of a scan, whole or not at all, and any number of times with one effect."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from seltzer_server.store.ingest_results import store_checks, store_points
from seltzer_server.store.tables import CheckResult, Dataset, DataSource, IngestedBatch, Scan
from seltzer_server.store.upsert import insert_into, newer_wins, upsert_ids
from seltzer_server.workflows.schema_history import record_schema
from seltzer_specs.errors import SeltzerError
from seltzer_specs.wire.ingest import IngestBatch

COUNTS = {
    "pass": "passed",
    "warn": "warned",
    "fail": "failed",
    "error": "errored",
    "skipped": "skipped",
}
"""Columns of `scan` by outcome."""


class BatchConflictError(SeltzerError):
    """Another batch was stored under the same scan and part before."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A batch and how it came.

    Attributes:
        sha256: Digest of the canonical body.
        size_bytes: Of the body, without compression.
        key_id: Key that it came with.
    """

    batch: IngestBatch
    sha256: str
    size_bytes: int
    key_id: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """What became of a delivery; `is_complete` once all parts of the scan are stored."""

    is_new: bool
    is_complete: bool


def store_batch(session: Session, delivery: Delivery) -> StoredBatch:
    """Store a batch; a repeated one changes nothing.

    Raises:
        BatchConflictError: the scan is known with other facts, or the part with other content.
    """
    scan = _lock_scan(session, delivery)
    if _is_stored(session, scan, delivery):
        return StoredBatch(is_new=False, is_complete=scan.parts_received >= scan.parts)
    _store_content(session, scan, delivery.batch)
    _count(session, scan)
    scan.evaluated_at = None
    scan.outcome = delivery.batch.scan.outcome
    session.flush()
    return StoredBatch(is_new=True, is_complete=scan.parts_received >= scan.parts)


def is_batch_stored(session: Session, sha256: str) -> bool:
    """Tell whether a batch was stored, for a client whose answer got lost."""
    return session.get(IngestedBatch, sha256) is not None


def _lock_scan(session: Session, delivery: Delivery) -> Scan:
    """Give the scan's row, locked until the commit; made by its first part."""
    facts = delivery.batch.scan
    source_id = _data_source_id(session, facts.data_source, facts.dialect)
    values = {
        "public_id": facts.id,
        "data_source_id": source_id,
        "definition": facts.definition,
        "data_time": facts.data_time,
        "started_at": facts.started_at,
        "ended_at": facts.ended_at,
        "received_at": delivery.received_at,
        "outcome": facts.outcome,
        "git_sha": facts.git_sha,
        "client": facts.client,
        "parts": facts.parts,
        "parts_received": 0,
    }
    insert = insert_into(session, Scan).values(values)
    session.execute(insert.on_conflict_do_nothing(index_elements=["public_id"]))
    scan = session.scalars(select(Scan).where(Scan.public_id == facts.id).with_for_update()).one()
    if (scan.data_source_id, scan.data_time, scan.parts) != (
        source_id,
        facts.data_time,
        facts.parts,
    ):
        raise BatchConflictError(
            f'scan "{facts.id}" is stored with another data source, time or number of parts'
        )
    return scan


def _data_source_id(session: Session, name: str, dialect: str) -> int:
    insert = insert_into(session, DataSource)
    return upsert_ids(
        session,
        DataSource,
        [{"name": name, "dialect": dialect}],
        key=["name"],
        updates={"dialect": insert.excluded.dialect},
        statement=insert,
    )[name]


def _is_stored(session: Session, scan: Scan, delivery: Delivery) -> bool:
    """Note the batch; True when it was noted before.

    Raises:
        BatchConflictError: the part was stored with other content.
    """
    part = delivery.batch.scan.part
    stored = session.scalar(
        select(IngestedBatch.sha256).where(
            IngestedBatch.scan_id == scan.id, IngestedBatch.part == part
        )
    )
    if stored == delivery.sha256:
        return True
    if stored is not None:
        raise BatchConflictError(
            f'part {part} of scan "{scan.public_id}" is stored with other content'
        )
    session.add(
        IngestedBatch(
            sha256=delivery.sha256,
            scan_id=scan.id,
            part=part,
            results=len(delivery.batch.checks),
            size_bytes=delivery.size_bytes,
            api_key_id=delivery.key_id,
            received_at=delivery.received_at,
        )
    )
    session.flush()
    return False


def _store_content(session: Session, scan: Scan, batch: IngestBatch) -> None:
    ids = _dataset_ids(session, scan, batch)
    by_index = [ids[dataset.name] for dataset in batch.datasets]
    for dataset_id, dataset in zip(by_index, batch.datasets, strict=True):
        if dataset.columns is not None:
            record_schema(session, dataset_id, dataset.columns, scan.data_time)
    series = store_points(session, scan, batch.metrics, by_index)
    store_checks(session, scan, batch.checks, by_index, series)


def _dataset_ids(session: Session, scan: Scan, batch: IngestBatch) -> dict[str, int]:
    insert = insert_into(session, Dataset)
    rows = [
        {
            "data_source_id": scan.data_source_id,
            "name": dataset.name,
            "owner": dataset.owner,
            "first_seen": scan.data_time,
            "last_seen": scan.data_time,
        }
        for dataset in batch.datasets
    ]
    updates: dict[str, ColumnElement[object]] = newer_wins(
        insert, Dataset, ["owner", "last_seen"], by="last_seen"
    )
    earliest = func.min if session.get_bind().dialect.name == "sqlite" else func.least
    updates["first_seen"] = earliest(Dataset.first_seen, insert.excluded.first_seen)
    return upsert_ids(
        session,
        Dataset,
        rows,
        key=["data_source_id", "name"],
        updates=updates,
        statement=insert,
    )


def _count(session: Session, scan: Scan) -> None:
    found = session.execute(
        select(CheckResult.outcome, func.count())
        .where(CheckResult.scan_id == scan.id)
        .group_by(CheckResult.outcome)
    )
    counts = dict(found.all())
    for outcome, column in COUNTS.items():
        setattr(scan, column, counts.get(outcome, 0))
    scan.parts_received = session.scalars(
        select(func.count()).select_from(IngestedBatch).where(IngestedBatch.scan_id == scan.id)
    ).one()
