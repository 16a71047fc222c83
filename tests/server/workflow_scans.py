"""Scans as scanners push them, stored the way the ingest route stores them, then evaluated."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import select

from seltzer_server.store.engine import Store
from seltzer_server.store.ingest import Delivery, store_batch
from seltzer_server.store.tables import (
    CheckDef,
    Incident,
    IncidentEvent,
    IncidentMember,
    OutboxMessage,
)
from seltzer_server.workflows.evaluate import evaluate_scan
from seltzer_specs.canonical import canonical_json, sha256_hex
from seltzer_specs.wire.ingest import IngestBatch, ScanVerdicts

START = datetime(2026, 11, 1, 6, 0, tzinfo=timezone.utc)
DAY = timedelta(days=1)

Column = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """One check of a scan."""

    id: str
    outcome: str = "skipped"
    dataset: str = "orders"
    value: float | None = None
    owner: str | None = None
    notify: tuple[str, ...] = ("slack:#shop-data",)
    severity: str | None = None
    evaluate: Mapping[str, Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def anomaly(id: str, value: float | None, **more: Any) -> Asked:
    """Give an anomaly check with its measurement, as a scanner sends it."""
    code = "no_history" if value is not None else "empty"
    return Asked(
        id,
        value=value,
        evaluate={"kind": "anomaly"},
        more={"metric": sha256_hex(id)[:32], "skip_code": code},
        **more,
    )


def schema(
    id: str, *, fail_on: Sequence[str] = (), warn_on: Sequence[str] = (), **more: Any
) -> Asked:
    """Give a check on schema changes, as a scanner sends it."""
    asked = {"kind": "schema_changes", "fail_on": list(fail_on), "warn_on": list(warn_on)}
    return Asked(id, evaluate=asked, **more)


class Shop:
    """A data source that is scanned; scans have the number of the day of their data.

    Args:
        store: Where scans go.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.random = random.Random(20_261_101)

    def push(
        self,
        day: float,
        checks: Iterable[Asked],
        *,
        columns: Sequence[Column] | None = None,
        run: int = 0,
        part: tuple[int, int] = (1, 1),
    ) -> str:
        """Store a scan and give its id; nothing is evaluated."""
        asked = list(checks)
        data_time = START + day * DAY
        scan_id = sha256_hex(f"{day}:{run}")[:32]
        names = sorted({check.dataset for check in asked} | ({"orders"} if columns else set()))
        batch = IngestBatch.model_validate(
            {
                "scan": {
                    "id": scan_id,
                    "data_source": "shop",
                    "dialect": "duckdb",
                    "definition": "nightly",
                    "data_time": data_time,
                    "started_at": data_time + timedelta(seconds=run),
                    "ended_at": data_time + timedelta(seconds=run + 1),
                    "outcome": "pass",
                    "git_sha": "0123abc",
                    "client": "seltzer/0.1.0",
                    "part": part[0],
                    "parts": part[1],
                },
                "datasets": [_dataset(name, columns) for name in names],
                "metrics": [
                    {
                        "key": check.more["metric"],
                        "dataset": names.index(check.dataset),
                        "label": check.id,
                        "value": check.value,
                    }
                    for check in asked
                    if "metric" in check.more
                ],
                "checks": [_check(check, names) for check in asked],
            }
        )
        digest = sha256_hex(canonical_json(batch.model_dump(mode="json")))
        delivery = Delivery(batch, digest, 1_000, None, data_time)
        self.store.submit(lambda session: store_batch(session, delivery))
        return scan_id

    def evaluate(self, scan_id: str, now: datetime, **options: Any) -> ScanVerdicts:
        """Evaluate a stored scan."""
        return evaluate_scan(self.store, scan_id, now=now, **options)

    def scan(self, day: float, checks: Iterable[Asked], **options: Any) -> ScanVerdicts:
        """Store a scan and evaluate it a minute after its data time."""
        now = options.pop("now", START + day * DAY + timedelta(minutes=1))
        notify = options.pop("default_notify", ())
        return self.evaluate(self.push(day, checks, **options), now, default_notify=notify)

    def volume(self, day: int) -> int:
        """Give a plausible number of orders: fewer at the weekend, some noise."""
        weekday = (START + day * DAY).weekday()
        return round((10_000 if weekday < 5 else 6_000) + self.random.gauss(0, 150))

    def incidents(self) -> list[dict[str, Any]]:
        """Give all incidents with their members by key of the check, oldest first."""
        with self.store.read() as session:
            rows = session.scalars(select(Incident).order_by(Incident.id)).all()
            return [
                {
                    "title": row.title,
                    "state": row.state,
                    "severity": row.severity,
                    "version": row.version,
                    "active": self._members(session, row.id, is_active=True),
                    "good": self._members(session, row.id, is_active=False),
                    "events": list(
                        session.scalars(
                            select(IncidentEvent.kind)
                            .where(IncidentEvent.incident_id == row.id)
                            .order_by(IncidentEvent.seq)
                        )
                    ),
                }
                for row in rows
            ]

    def _members(self, session: Any, incident_id: int, *, is_active: bool) -> list[str]:
        return list(
            session.scalars(
                select(CheckDef.key)
                .join(IncidentMember, IncidentMember.check_id == CheckDef.id)
                .where(
                    IncidentMember.incident_id == incident_id,
                    IncidentMember.is_active.is_(is_active),
                )
                .order_by(CheckDef.key)
            )
        )

    def outbox(self) -> list[OutboxMessage]:
        """Give all messages, oldest first."""
        with self.store.read() as session:
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
            session.expunge_all()
            return list(rows)


def _dataset(name: str, columns: Sequence[Column] | None) -> dict[str, Any]:
    listed = None
    if columns is not None and name == "orders":
        listed = [
            {"name": column, "type": type_, "nullable": True, "position": position}
            for position, (column, type_) in enumerate(columns)
        ]
    return {"name": name, "owner": None, "columns": listed}


def _check(check: Asked, names: Sequence[str]) -> dict[str, Any]:
    return {
        "id": check.id,
        "name": check.id,
        "kind": "metric",
        "dataset": names.index(check.dataset),
        "outcome": check.outcome,
        "value": check.value,
        "owner": check.owner,
        "severity": check.severity,
        "notify": check.notify,
        "evaluate": check.evaluate,
        **check.more,
    }
