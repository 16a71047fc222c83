"""Monitors: durable, identified checks, authored in Git or in the cloud."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints

from seltzer_specs.wire.base import Identifier, UtcDatetime, WireModel

MonitorId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^mon_[0-9A-Za-z]{6,40}$")]
"""Never derived from content; `mon_` plus a ULID when Seltzer makes it."""

CheckText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


AttributeValue: TypeAlias = bool | int | float | Identifier
"""One value: a truth, a number or one line of text."""


class MonitorSpec(WireModel):
    """What both sides agree or differ on, field by field.

    Attributes:
        name: What people read.
        data_source: None for the project's default.
        dataset: Dataset as written in a check file.
        check: One check in SodaCL: a line, or a line with its configuration mapping.
        sensitivity: For anomaly checks.
        schedule: Cron expression of five fields, in `timezone`.
        notify: Receivers, for example `slack:#shop-data`.
        enabled: False keeps the monitor and its history but does not run it.
    """

    name: Identifier
    data_source: Identifier | None = None
    dataset: Identifier
    check: CheckText | dict[CheckText, dict[str, Any]]
    sensitivity: Literal["low", "medium", "high"] | None = None
    schedule: Identifier | None = None
    timezone: Identifier | None = None
    notify: tuple[Identifier, ...] = ()
    owner: Identifier | None = None
    severity: Literal["minor", "major", "critical"] | None = None
    tags: tuple[Identifier, ...] = ()
    attributes: dict[Identifier, AttributeValue] = Field(default_factory=dict)
    description: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    enabled: bool = True


class MonitorRecord(WireModel):
    """A monitor as the server keeps it.

    Attributes:
        etag: Changes with every write; a write names the etag it saw (`If-Match`).
        rev: Counts writes, from 1.
        spec: The live spec ("actual").
        base: The last spec that Git and cloud agreed on; None while Git never knew it.
        base_commit: Commit at which they agreed.
        origin: Where the monitor was first authored.
        updated_by: Person or key that wrote last.
    """

    id: MonitorId
    etag: str
    rev: int
    spec: MonitorSpec
    base: MonitorSpec | None = None
    base_commit: str | None = None
    origin: Literal["git", "cloud"]
    created_at: UtcDatetime
    updated_at: UtcDatetime
    updated_by: str


class MonitorWrite(WireModel):
    """Body of `POST /monitors` and `PUT /monitors/{id}`.

    Attributes:
        id: Wanted id on create (Git); None lets the server make one (cloud).
        base: New base to record with the write, given by the reconciler alone.
    """

    id: MonitorId | None = None
    spec: MonitorSpec
    base: MonitorSpec | None = None
    base_commit: str | None = None


class MonitorList(WireModel):
    """All monitors at one moment; `total` proves that the listing is complete."""

    items: tuple[MonitorRecord, ...]
    total: int = Field(ge=0)
    next: str | None = None
