"""Monitors: read and written with an etag, kept when deleted, every write audited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seltzer_server.ids import new_etag, new_monitor_id
from seltzer_server.store.audit import note_change
from seltzer_server.store.paging import PageRequest, read_page
from seltzer_server.store.tables import Monitor
from seltzer_server.store.upsert import insert_into
from seltzer_specs.errors import SeltzerError
from seltzer_specs.wire.monitor import MonitorList, MonitorRecord, MonitorSpec, MonitorWrite

ANY_ETAG = "*"


class MonitorExistsError(SeltzerError):
    """There is a monitor with this id already."""


class MonitorMissingError(SeltzerError):
    """There is no such monitor, or it was deleted."""


class StaleEtagError(SeltzerError):
    """The monitor changed since it was read."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who writes, and when."""

    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MonitorFilter:
    """Which monitors: `q` in the name, `dataset` as the monitor writes it."""

    q: str | None = None
    dataset: str | None = None


def list_monitors(session: Session, wanted: MonitorFilter, page: PageRequest) -> MonitorList:
    """Give monitors by id, and how many there are at this moment."""
    statement = select(Monitor).where(Monitor.deleted_at.is_(None))
    if wanted.q:
        name = Monitor.spec["name"].as_string()
        statement = statement.where(name.icontains(wanted.q, autoescape=True))
    if wanted.dataset is not None:
        statement = statement.where(Monitor.spec["dataset"].as_string() == wanted.dataset)
    total = session.scalars(select(func.count()).select_from(statement.subquery())).one()
    found = read_page(
        session,
        statement,
        page,
        keys=[Monitor.id],
        is_descending=False,
        make=lambda row: to_record(row[0]),
    )
    return MonitorList(items=found.items, total=total, next=found.next)


def find_monitor(session: Session, monitor_id: str) -> MonitorRecord | None:
    """Give one monitor; None when there is none or it was deleted."""
    row = session.get(Monitor, monitor_id)
    return to_record(row) if row is not None and row.deleted_at is None else None


def create_monitor(session: Session, write: MonitorWrite, change: Change) -> MonitorRecord:
    """Store a new monitor, or one whose id was used by a deleted one.

    Raises:
        MonitorExistsError: there is one with the wanted id.
    """
    monitor_id = write.id or new_monitor_id(change.at)
    values = {
        "id": monitor_id,
        "etag": new_etag(),
        "rev": 1,
        "spec": write.spec.model_dump(mode="json"),
        "base": _dump(write.base),
        "base_commit": write.base_commit,
        # Git names its monitors in files; the cloud lets the server name them.
        "origin": "git" if write.id is not None else "cloud",
        "created_at": change.at,
        "updated_at": change.at,
        "updated_by": change.actor,
    }
    insert = insert_into(session, Monitor).values(values)
    session.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
    row = _lock(session, monitor_id)
    if row.etag != values["etag"]:
        if row.deleted_at is None:
            raise MonitorExistsError(f'there is a monitor "{monitor_id}" already')
        rev = row.rev + 1
        for name, value in values.items():
            setattr(row, name, value)
        row.rev, row.deleted_at = rev, None
    session.flush()
    _audit(session, "monitor.create", row, None, change)
    return to_record(row)


def update_monitor(
    session: Session, monitor_id: str, write: MonitorWrite, change: Change, *, etag: str
) -> MonitorRecord:
    """Replace a monitor's spec, and its base where the write has one.

    Raises:
        MonitorMissingError: there is no such monitor.
        StaleEtagError: it changed since it had this etag.
    """
    row = _lock_current(session, monitor_id, etag)
    before = to_record(row)
    row.spec = write.spec.model_dump(mode="json")
    if write.base is not None:
        row.base, row.base_commit = _dump(write.base), write.base_commit
    return _finish(session, "monitor.update", row, before, change)


def record_base(
    session: Session, monitor_id: str, write: MonitorWrite, change: Change, *, etag: str
) -> MonitorRecord:
    """Note what Git and cloud agree on; the live spec stays.

    Raises:
        MonitorMissingError: there is no such monitor.
        StaleEtagError: it changed since it had this etag.
    """
    row = _lock_current(session, monitor_id, etag)
    before = to_record(row)
    row.base, row.base_commit = _dump(write.base), write.base_commit
    return _finish(session, "monitor.base", row, before, change)


def delete_monitor(session: Session, monitor_id: str, change: Change, *, etag: str) -> None:
    """Hide a monitor; its row and its history stay.

    Raises:
        MonitorMissingError: there is no such monitor.
        StaleEtagError: it changed since it had this etag.
    """
    row = _lock_current(session, monitor_id, etag)
    before = to_record(row)
    row.deleted_at = change.at
    _finish(session, "monitor.delete", row, before, change)


def to_record(row: Monitor) -> MonitorRecord:
    """Give a monitor as it crosses the border."""
    return MonitorRecord(
        id=row.id,
        etag=row.etag,
        rev=row.rev,
        spec=MonitorSpec.model_validate(row.spec),
        base=MonitorSpec.model_validate(row.base) if row.base is not None else None,
        base_commit=row.base_commit,
        origin=cast(Literal["git", "cloud"], row.origin),
        created_at=row.created_at,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def _lock(session: Session, monitor_id: str) -> Monitor:
    row = session.scalars(
        select(Monitor).where(Monitor.id == monitor_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise MonitorMissingError(f'there is no monitor "{monitor_id}"')
    return row


def _lock_current(session: Session, monitor_id: str, etag: str) -> Monitor:
    row = _lock(session, monitor_id)
    if row.deleted_at is not None:
        raise MonitorMissingError(f'monitor "{monitor_id}" was deleted')
    if etag not in (row.etag, ANY_ETAG):
        raise StaleEtagError(
            f'monitor "{monitor_id}" was changed by {row.updated_by} since it was read; '
            "read it again"
        )
    return row


def _finish(
    session: Session, action: str, row: Monitor, before: MonitorRecord, change: Change
) -> MonitorRecord:
    row.etag = new_etag()
    row.rev += 1
    row.updated_at, row.updated_by = change.at, change.actor
    session.flush()
    _audit(session, action, row, before, change)
    return to_record(row)


def _audit(
    session: Session, action: str, row: Monitor, before: MonitorRecord | None, change: Change
) -> None:
    after = to_record(row) if row.deleted_at is None else None
    note_change(
        session,
        at=change.at,
        actor=change.actor,
        action=action,
        subject=row.id,
        before=before.model_dump(mode="json") if before is not None else None,
        after=after.model_dump(mode="json") if after is not None else None,
    )


def _dump(spec: MonitorSpec | None) -> dict[str, object] | None:
    return spec.model_dump(mode="json") if spec is not None else None
