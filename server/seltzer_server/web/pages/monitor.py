"""One monitor: its spec as YAML, and how it differs from what Git agreed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from seltzer_server.store.tables import Monitor
from seltzer_server.web.page import Page, PageRequest, not_found
from seltzer_server.web.pages.monitors import MonitorRow, monitor_row, read_monitor_checks
from seltzer_specs.canonical import canonical_json
from seltzer_specs.monitors import render_monitor
from seltzer_specs.wire.monitor import MonitorSpec


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field in which the live spec differs from the base; None where a side lacks it."""

    field: str
    base: str | None
    actual: str | None


@dataclass(frozen=True, slots=True)
class MonitorPage:
    """What the page of a monitor shows.

    Attributes:
        yaml: The live spec as a versioned document.
        differences: Fields changed since the last agreement; empty without a base.
    """

    monitor: MonitorRow
    rev: int
    etag: str
    base_commit: str | None
    created_at: datetime
    deleted_at: datetime | None
    yaml: str
    differences: tuple[FieldDifference, ...]


def read_monitor(session: Session, asked: PageRequest) -> MonitorPage:
    """Read one monitor; a deleted one is still shown.

    Raises:
        ApiError: there is no such monitor.
    """
    name = asked.path["monitor_id"]
    monitor = session.get(Monitor, name)
    if monitor is None:
        raise not_found("monitor", name)
    check = read_monitor_checks(session, [monitor.id]).get(monitor.id)
    return MonitorPage(
        monitor=monitor_row(monitor, check),
        rev=monitor.rev,
        etag=monitor.etag,
        base_commit=monitor.base_commit,
        created_at=monitor.created_at,
        deleted_at=monitor.deleted_at,
        yaml=render_monitor(monitor.id, MonitorSpec.model_validate(monitor.spec)),
        differences=find_differences(monitor.base, monitor.spec),
    )


def find_differences(
    base: Mapping[str, Any] | None, actual: Mapping[str, Any]
) -> tuple[FieldDifference, ...]:
    """Compare two specs field by field, in the order in which YAML shows them."""
    if base is None:
        return ()
    return tuple(
        FieldDifference(field, _show(base.get(field)), _show(actual.get(field)))
        for field in MonitorSpec.model_fields
        if base.get(field) != actual.get(field)
    )


def _show(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return canonical_json(value)


MONITOR = Page("/monitors/{monitor_id}", "monitor.html", "monitors", read_monitor)
