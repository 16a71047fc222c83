"""Tables of the metric store. All times are UTC; integer ids inside, text ids outside."""

from datetime import datetime, timezone
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RowId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite fills a primary key by itself only when the type is INTEGER."""


class Utc(TypeDecorator[datetime]):
    """An aware UTC time on every store; SQLite keeps no zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        value = value.astimezone(timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Give an aware UTC time."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    # A missing value is SQL NULL, not the JSON text `null`, so that IS NULL finds it.
    type_annotation_map: ClassVar = {
        datetime: Utc,
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


class ApiKey(Base):
    """A key of a program; only the digest of its secret is kept."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(256))
    secret_sha256: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class DataSource(Base):
    """One connection to one engine, as scans name it."""

    __tablename__ = "data_source"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(256), unique=True)
    dialect: Mapped[str] = mapped_column(String(64))


class Dataset(Base):
    """A table, view or query in a data source."""

    __tablename__ = "dataset"
    __table_args__ = (UniqueConstraint("data_source_id", "name"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    name: Mapped[str] = mapped_column(String(256))
    owner: Mapped[str | None] = mapped_column(String(256))
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class Scan(Base):
    """One run of checks on one data source, with its counts for the pages."""

    __tablename__ = "scan"
    __table_args__ = (Index("ix_scan_data_time", "data_time"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    definition: Mapped[str] = mapped_column(String(256))
    data_time: Mapped[datetime]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    received_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    git_sha: Mapped[str | None] = mapped_column(String(64))
    client: Mapped[str] = mapped_column(String(256))
    parts: Mapped[int] = mapped_column(Integer, default=1)
    parts_received: Mapped[int] = mapped_column(Integer, default=1)
    evaluated_at: Mapped[datetime | None]
    passed: Mapped[int] = mapped_column(Integer, default=0)
    warned: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)
    errored: Mapped[int] = mapped_column(Integer, default=0)
    skipped: Mapped[int] = mapped_column(Integer, default=0)


class IngestedBatch(Base):
    """One stored delivery; the digest makes a repeated one harmless."""

    __tablename__ = "ingest_batch"
    __table_args__ = (UniqueConstraint("scan_id", "part"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    part: Mapped[int] = mapped_column(Integer)
    results: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
    api_key_id: Mapped[str | None] = mapped_column(String(32))
    received_at: Mapped[datetime]


class CheckDef(Base):
    """A check as last seen; its history hangs on it."""

    __tablename__ = "check_def"
    __table_args__ = (UniqueConstraint("data_source_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("dataset.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    key: Mapped[str] = mapped_column(String(256))
    name: Mapped[str] = mapped_column(String(256))
    kind: Mapped[str] = mapped_column(String(64))
    column: Mapped[str | None] = mapped_column(String(256))
    threshold: Mapped[str | None] = mapped_column(String(256))
    severity: Mapped[str | None] = mapped_column(String(16))
    owner: Mapped[str | None] = mapped_column(String(256))
    tags: Mapped[list[Any]] = mapped_column(default=list)
    notify: Mapped[list[Any]] = mapped_column(default=list)
    monitor_id: Mapped[str | None] = mapped_column(String(64), index=True)
    file: Mapped[str | None] = mapped_column(String(256))
    line: Mapped[int | None] = mapped_column(Integer)
    evaluate: Mapped[dict[str, Any] | None]
    last_outcome: Mapped[str] = mapped_column(String(16))
    last_data_time: Mapped[datetime]


class CheckResult(Base):
    """One outcome of one check in one scan.

    `evaluate` and `series_id` are the scan's own: of a check they follow its newest scan.
    """

    __tablename__ = "check_result"
    __table_args__ = (Index("ix_check_result_history", "check_id", "data_time"),)

    check_id: Mapped[int] = mapped_column(ForeignKey("check_def.id"), primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), primary_key=True, index=True)
    data_time: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    value: Mapped[float | None] = mapped_column(Float(53))
    error_code: Mapped[str | None] = mapped_column(String(32))
    skip_code: Mapped[str | None] = mapped_column(String(32))
    sqlstate: Mapped[str | None] = mapped_column(String(5))
    reason: Mapped[str | None] = mapped_column(Text)
    evaluate: Mapped[dict[str, Any] | None]
    # No foreign key: SQLite cannot add one to a table with rows, and no series is ever deleted.
    series_id: Mapped[int | None] = mapped_column(RowId)


class Series(Base):
    """The history of one metric of one dataset."""

    __tablename__ = "series"
    __table_args__ = (UniqueConstraint("data_source_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(256))
    column: Mapped[str | None] = mapped_column(String(256))


class Point(Base):
    """One measurement. A later delivery for the same time replaces it and counts `rev` up."""

    __tablename__ = "point"
    __table_args__ = ({"sqlite_with_rowid": False},)

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True)
    data_time: Mapped[datetime] = mapped_column(primary_key=True)
    value: Mapped[float | None] = mapped_column(Float(53))
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    rev: Mapped[int] = mapped_column(Integer, default=1)


class Band(Base):
    """A detector's verdict on one point, as it was known then."""

    __tablename__ = "band"

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), primary_key=True)
    data_time: Mapped[datetime] = mapped_column(primary_key=True)
    sensitivity: Mapped[str] = mapped_column(String(16), primary_key=True)
    lower: Mapped[float | None] = mapped_column(Float(53))
    expected: Mapped[float | None] = mapped_column(Float(53))
    upper: Mapped[float | None] = mapped_column(Float(53))
    score: Mapped[float | None] = mapped_column(Float(53))
    severity: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(64))
    model_version: Mapped[str] = mapped_column(String(64))


class SchemaVersion(Base):
    """A dataset's columns over a span of scans."""

    __tablename__ = "schema_version"
    __table_args__ = (Index("ix_schema_version_dataset", "dataset_id", "first_seen"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id"))
    hash: Mapped[str] = mapped_column(String(64))
    columns: Mapped[list[Any]]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class SchemaSeen(Base):
    """A time at which a dataset's schema was read; a late scan splits versions between two."""

    __tablename__ = "schema_seen"
    __table_args__ = ({"sqlite_with_rowid": False},)

    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id"), primary_key=True)
    data_time: Mapped[datetime] = mapped_column(primary_key=True)


class SchemaChange(Base):
    """One difference between two consecutive schema versions."""

    __tablename__ = "schema_change"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("schema_version.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("schema_version.id"))
    data_time: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    column: Mapped[str] = mapped_column(String(256))
    before: Mapped[str | None] = mapped_column(String(256))
    after: Mapped[str | None] = mapped_column(String(256))
    breaking: Mapped[bool]


class Monitor(Base):
    """A monitor: live spec, last agreed base, etag. Deleted ones keep their history."""

    __tablename__ = "monitor"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    etag: Mapped[str] = mapped_column(String(64))
    rev: Mapped[int] = mapped_column(Integer)
    spec: Mapped[dict[str, Any]]
    base: Mapped[dict[str, Any] | None]
    base_commit: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(256))
    deleted_at: Mapped[datetime | None]


class Incident(Base):
    """What people are told about until it closes; a fold over its events."""

    __tablename__ = "incident"
    __table_args__ = (
        Index(
            "uq_incident_open_fingerprint",
            "fingerprint",
            unique=True,
            sqlite_where=text("state <> 'resolved'"),
            postgresql_where=text("state <> 'resolved'"),
        ),
        Index("ix_incident_state", "state", "opened_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("dataset.id"), index=True)
    title: Mapped[str] = mapped_column(String(512))
    severity: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class IncidentEvent(Base):
    """One thing that happened to an incident; append only, numbered within it."""

    __tablename__ = "incident_event"
    __table_args__ = (UniqueConstraint("incident_id", "seq"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(256))
    kind: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Any]]


class IncidentMember(Base):
    """A check that belongs to an incident, and whether it is still bad."""

    __tablename__ = "incident_member"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("check_def.id"), primary_key=True, index=True)
    is_active: Mapped[bool]
    since: Mapped[datetime]


class OutboxMessage(Base):
    """A message to be sent, written in the transaction that caused it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "next_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str] = mapped_column(String(256), unique=True)
    receiver: Mapped[str] = mapped_column(String(256))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class SlackMessage(Base):
    """The parent message of an incident in a channel, so that later ones join its thread."""

    __tablename__ = "slack_message"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(256), primary_key=True)
    channel_id: Mapped[str] = mapped_column(String(64))
    ts: Mapped[str] = mapped_column(String(64))


class AuditEntry(Base):
    """Who changed what; append only."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(256))
    action: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(String(256), index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class PartitionStateRow(Base):
    """What the last scan kept of a dataset's partitions; `body` is gzip of its JSON.

    `key` says what it is of, so that two scans that ask different things keep apart.
    """

    __tablename__ = "partition_state"
    __table_args__ = (
        Index("ix_partition_state_definition", "definition", "data_source", "dataset", "saved_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    definition: Mapped[str] = mapped_column(String(256))
    data_source: Mapped[str] = mapped_column(String(256))
    dataset: Mapped[str] = mapped_column(String(256))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]
