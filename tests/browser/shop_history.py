"""Fills a store with six weeks of a small shop: what the pages are made to show.

Rows are inserted as the server stores them, so that a page test needs neither scanner nor
warehouse. Everything is derived from `now` and a fixed seed.
"""

import math
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session
from tests.browser.shop_plans import TABLES, Plan, make_plans

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import (
    Band,
    Base,
    CheckDef,
    CheckResult,
    Dataset,
    DataSource,
    Incident,
    IncidentEvent,
    IncidentMember,
    IngestedBatch,
    Monitor,
    OutboxMessage,
    Point,
    Scan,
    SchemaChange,
    SchemaVersion,
    Series,
)

DAYS = 45
LEARNING = 7


class _Filler:
    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.random = Random(11)
        self.tables: dict[str, int] = {}
        self.series: dict[tuple[str, str], int] = {}
        self.checks: dict[str, int] = {}
        self.scans: list[int] = []
        self.results: list[dict[str, Any]] = []
        self.points: dict[tuple[int, datetime], dict[str, Any]] = {}
        self.bands: list[dict[str, Any]] = []

    def time_of(self, age: int) -> datetime:
        """Data time of the scan `age` days ago."""
        return self.now - timedelta(days=age, minutes=4)

    def add(self, row: Base) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def fill(self) -> None:
        source = self.add(DataSource(name="warehouse", dialect="duckdb")).id
        for table in TABLES:
            row = Dataset(
                data_source_id=source,
                name=table.name,
                owner=table.owner,
                first_seen=self.time_of(DAYS - 1),
                last_seen=self.time_of(0),
            )
            self.tables[table.name] = self.add(row).id
        plans = list(make_plans())
        for plan in plans:
            self.add_check(source, plan)
        self.add_scans(source, plans)
        for model, rows in (
            (CheckResult, self.results),
            (Point, list(self.points.values())),
            (Band, self.bands),
        ):
            self.session.execute(insert(model), rows)
        self.add_schemas()
        self.add_incidents()
        self.add_monitors()

    def add_check(self, source: int, plan: Plan) -> None:
        series_id = None
        if plan.metric is not None:
            place = (plan.table, plan.metric)
            if place not in self.series:
                row = Series(
                    data_source_id=source,
                    dataset_id=self.tables[plan.table],
                    key=f"{len(self.series) + 1:064x}",
                    label=plan.metric,
                    column=plan.column,
                )
                self.series[place] = self.add(row).id
            series_id = self.series[place]
        check = CheckDef(
            data_source_id=source,
            dataset_id=self.tables[plan.table],
            series_id=series_id,
            key=f"{plan.table}/{plan.name}",
            name=plan.name,
            kind=plan.kind,
            column=plan.column,
            threshold=plan.threshold,
            severity=plan.severity,
            owner=next(table.owner for table in TABLES if table.name == plan.table),
            tags=["nightly", "tier-1"] if plan.table == "orders" else [],
            notify=["slack:#shop-data"] if plan.severity else [],
            monitor_id=plan.monitor,
            file=f"checks/{plan.table}.yml",
            line=4 + len(self.checks),
            evaluate=plan.evaluate,
            last_outcome=plan.today[0],
            last_data_time=self.time_of(0),
        )
        self.checks[f"{plan.table}/{plan.name}"] = self.add(check).id

    def add_scans(self, source: int, plans: list[Plan]) -> None:
        for age in reversed(range(DAYS)):
            at = self.time_of(age)
            counts: dict[str, int] = dict.fromkeys(("pass", "warn", "fail", "error", "skipped"), 0)
            scan = Scan(
                public_id=f"{self.random.getrandbits(128):032x}",
                data_source_id=source,
                definition="nightly",
                data_time=at,
                started_at=at,
                ended_at=at + timedelta(seconds=self.random.uniform(1.8, 4.2)),
                received_at=at + timedelta(seconds=5),
                outcome="pass",
                git_sha=f"{self.random.getrandbits(160):040x}",
                client="seltzer 0.1.0",
                evaluated_at=at + timedelta(seconds=6),
            )
            self.add(scan)
            for plan in plans:
                counts[self.add_result(plan, age, scan)] += 1
            scan.passed, scan.warned = counts["pass"], counts["warn"]
            scan.failed, scan.errored = counts["fail"], counts["error"]
            scan.skipped = counts["skipped"]
            bad = [word for word in ("fail", "error", "warn") if counts[word]]
            scan.outcome = bad[0] if bad else "pass"
            batch = IngestedBatch(
                sha256=f"{self.random.getrandbits(256):064x}",
                scan_id=scan.id,
                part=1,
                results=len(plans),
                size_bytes=9_000,
                received_at=scan.received_at,
            )
            self.add(batch)
            self.scans.append(scan.id)

    def add_result(self, plan: Plan, age: int, scan: Scan) -> str:
        at = scan.data_time
        usual = plan.base + plan.weekly * math.sin(at.toordinal() / 7 * 2 * math.pi)
        value: float | None = usual + self.random.gauss(0, plan.noise) if plan.metric else None
        if plan.metric == "row_count" and value is not None:
            value = round(value)
        outcome, forced = plan.today if age == 0 else plan.episodes.get(age, ("pass", None))
        if forced is not None:
            value = forced
        if outcome in {"error", "skipped"}:
            value = None
        check_id = self.checks[f"{plan.table}/{plan.name}"]
        state = None
        if plan.kind == "anomaly":
            outcome, state = self.add_band(plan, age, scan, usual, outcome, value)
        series_id = self.series.get((plan.table, plan.metric or ""))
        if series_id is not None:
            point = {"series_id": series_id, "data_time": at, "value": value, "scan_id": scan.id}
            self.points.setdefault((series_id, at), {**point, "rev": 1})
        is_today = age == 0
        row = {
            "check_id": check_id,
            "scan_id": scan.id,
            "series_id": series_id,
            "data_time": at,
            "outcome": outcome,
            "value": value,
            "error_code": plan.error_code if outcome == "error" else None,
            "skip_code": plan.skip_code if outcome == "skipped" and is_today else None,
            "sqlstate": "42703" if outcome == "error" else None,
            "reason": state or (plan.reason if is_today and outcome in {"fail", "warn"} else None),
        }
        self.results.append(row)
        return outcome

    def add_band(
        self, plan: Plan, age: int, scan: Scan, usual: float, outcome: str, value: float | None
    ) -> tuple[str, str | None]:
        """Store a verdict as a detector that first learns for a week."""
        seen = DAYS - 1 - age
        is_learning = seen < LEARNING
        width = plan.noise * (2.7 + 4 / (seen + 1))
        middle = usual + self.random.gauss(0, plan.noise * 0.15)
        row = {
            "series_id": self.series[(plan.table, plan.metric or "")],
            "data_time": scan.data_time,
            "sensitivity": (plan.evaluate or {}).get("sensitivity", "medium"),
            "lower": None if is_learning else middle - width,
            "expected": None if is_learning else middle,
            "upper": None if is_learning else middle + width,
            "score": 0.0 if is_learning else {"fail": 8.4, "warn": 3.4}.get(outcome, 0.6),
            "severity": outcome if outcome in {"fail", "warn"} else None,
            "state": f"learning {seen}/{LEARNING}" if is_learning else "active",
            "model_version": "robust-mixture 1",
        }
        self.bands.append(row)
        if is_learning:
            return "skipped", f"learning {seen}/{LEARNING}"
        if outcome == "pass" or value is None:
            return outcome, None
        edges = f"{middle - width:,.0f} to {middle + width:,.0f}"
        return outcome, f"{value:,.0f} is below the expected {edges}"

    def add_schemas(self) -> None:
        for table in TABLES:
            whole = [
                {"name": c.name, "type": c.type, "nullable": c.nullable, "position": i}
                for i, c in enumerate(table.columns)
            ]
            spans = [(whole, DAYS - 1, 0)]
            if table.name == "orders":
                spans = [
                    (_without(whole, "currency", "coupon_code"), DAYS - 1, 31),
                    (_without(whole, "coupon_code"), 30, 19),
                    (whole, 18, 1),
                    (_without(whole, "coupon_code"), 0, 0),
                ]
            before = None
            for columns, first, last in spans:
                version = SchemaVersion(
                    dataset_id=self.tables[table.name],
                    hash=f"{self.random.getrandbits(256):064x}",
                    columns=columns,
                    first_seen=self.time_of(first),
                    last_seen=self.time_of(last),
                )
                self.add(version)
                if before is not None:
                    self.add_change(table.name, before, version)
                before = version

    def add_change(self, table: str, before: SchemaVersion, after: SchemaVersion) -> None:
        old = {column["name"]: column["type"] for column in before.columns}
        new = {column["name"]: column["type"] for column in after.columns}
        for name in sorted(set(old) ^ set(new)):
            change = SchemaChange(
                dataset_id=self.tables[table],
                from_id=before.id,
                to_id=after.id,
                data_time=after.first_seen,
                kind="column add" if name in new else "column delete",
                column=name,
                before=old.get(name),
                after=new.get(name),
                breaking=name not in new,
            )
            self.add(change)

    def add_incidents(self) -> None:
        self.add_incident(
            "orders: 2 checks fail",
            "critical",
            ("orders/anomaly detection for row_count", "orders/when schema changes"),
            opened=self.time_of(0),
        )
        self.add_incident(
            "customers: missing_percent(email) < 2%",
            "major",
            ("customers/missing_percent(email) < 2%",),
            opened=self.time_of(2),
            is_acknowledged=True,
        )
        self.add_incident(
            "shipments: failed rows: delivered before shipped",
            "minor",
            ("shipments/failed rows: delivered before shipped",),
            opened=self.time_of(1),
        )
        self.add_incident(
            "orders: no negative totals",
            "major",
            ("orders/no negative totals",),
            opened=self.time_of(3),
            resolved=self.time_of(0),
        )
        self.add_incident(
            "products: duplicate_count(sku) = 0",
            "minor",
            ("products/duplicate_count(sku) = 0",),
            opened=self.time_of(10),
            resolved=self.time_of(8),
        )

    def add_incident(
        self,
        title: str,
        severity: str,
        checks: tuple[str, ...],
        *,
        opened: datetime,
        resolved: datetime | None = None,
        is_acknowledged: bool = False,
    ) -> None:
        state = "resolved" if resolved else "acknowledged" if is_acknowledged else "open"
        incident = Incident(
            public_id=f"inc_{self.random.getrandbits(104):026X}",
            fingerprint=f"{self.random.getrandbits(256):064x}",
            dataset_id=self.tables[title.partition(":")[0]],
            title=title,
            severity=severity,
            state=state,
            version=3,
            opened_at=opened,
            updated_at=resolved or self.time_of(0),
            resolved_at=resolved,
        )
        self.add(incident)
        receiver = "slack:#shop-data"
        text = title.partition(": ")[2]
        events: list[tuple[str, datetime, str, dict[str, Any]]] = [
            ("opened", opened, "seltzer", {"text": text, "receivers": [receiver], "title": title})
        ]
        if resolved:
            events.append(("resolved", resolved, "seltzer", {"text": "1 check passes again"}))
        elif opened < self.time_of(0):
            events.append(("repeated", self.time_of(0), "seltzer", {"text": "1 check still fails"}))
        if is_acknowledged:
            at = opened + timedelta(hours=2)
            events.insert(1, ("acknowledged", at, "mara", {"text": "asked the CRM team"}))
        for number, (kind, at, actor, body) in enumerate(events, start=1):
            event = IncidentEvent(
                incident_id=incident.id, seq=number, at=at, actor=actor, kind=kind, body=body
            )
            self.add(event)
        for name in checks:
            member = IncidentMember(
                incident_id=incident.id,
                check_id=self.checks[name],
                is_active=resolved is None,
                since=opened,
            )
            self.add(member)
        for number, (kind, at, _, _) in enumerate(events[:2], start=1):
            is_waiting = severity == "minor" and resolved is None
            message = OutboxMessage(
                key=f"{incident.public_id}:{number}:{receiver}",
                receiver=receiver,
                incident_id=incident.id,
                kind=kind,
                payload={},
                state="waiting" if is_waiting else "sent",
                attempts=2 if is_waiting else 1,
                created_at=at,
                next_at=self.now + timedelta(minutes=2) if is_waiting else at,
                sent_at=None if is_waiting else at + timedelta(seconds=1),
                last_error="slack answered 503; tried again later" if is_waiting else None,
            )
            self.add(message)

    def add_monitors(self) -> None:
        volume = {
            "name": "Order volume",
            "dataset": "orders",
            "check": "anomaly detection for row_count",
            "sensitivity": "medium",
            "schedule": "0 6 * * *",
            "notify": ["slack:#shop-data"],
            "owner": "team-shop",
            "severity": "critical",
            "enabled": True,
        }
        sessions = {
            **volume,
            "name": "Session duplicates",
            "dataset": "web_sessions",
            "check": "anomaly detection for duplicate_percent(id)",
            "sensitivity": "low",
            "owner": None,
            "severity": None,
        }
        refunds = {
            **sessions,
            "name": "Refund amounts",
            "dataset": "refunds",
            "check": {"avg(amount) between 10 and 200": {"name": "Refund amounts"}},
            "sensitivity": None,
            "schedule": None,
            "description": "Authored in the cloud after the double refunds of October.",
        }
        paused = {**refunds, "name": "Coupon use", "dataset": "orders", "enabled": False}
        edited = {**volume, "sensitivity": "low", "schedule": "0 5 * * *"}
        for number, (spec, base, identity) in enumerate(
            (
                (volume, edited, "mon_01JD0Z7Q4TORDERVOLUME00001"),
                (sessions, sessions, "mon_01JD0Z7Q4TSESSIONS00000002"),
                (refunds, None, "mon_01JD0Z7Q4TREFUNDS000000003"),
                (paused, None, "mon_01JD0Z7Q4TCOUPONS000000004"),
            )
        ):
            monitor = Monitor(
                id=identity,
                etag=f"{self.random.getrandbits(128):032x}",
                rev=3 - min(number, 2),
                spec=spec,
                base=base,
                base_commit=f"{self.random.getrandbits(160):040x}" if base else None,
                origin="git" if base else "cloud",
                created_at=self.time_of(30 - number),
                updated_at=self.time_of(number),
                updated_by="mara" if number != 1 else "ci key",
            )
            self.add(monitor)


def _without(columns: list[dict[str, Any]], *left_out: str) -> list[dict[str, Any]]:
    return [column for column in columns if column["name"] not in left_out]


def fill_shop(store: Store, now: datetime) -> None:
    """Fill an empty store with the shop's history up to four minutes before `now`."""
    with store.write() as session:
        _Filler(session, now).fill()
