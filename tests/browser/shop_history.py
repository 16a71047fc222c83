"""Fills a store with six weeks of a small shop: what the pages are made to show.

Rows are inserted as the server stores them, so that a page test needs neither scanner nor
warehouse. Everything is derived from `now` and a fixed seed.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

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

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "'-alert(3)-'",
    "</script><svg onload=alert(4)>",
    "javascript:alert(5)",
    "{{ 7*7 }}${7*7}",
    "\u202eright to left\u202c",
    "Ωmega & <b>bold</b>",
    "a" * 256,
)
"""Names that a hostile or merely unlucky data source can have."""


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    name: str
    owner: str | None
    rows: int
    columns: tuple[Column, ...]


def _columns(text: str) -> tuple[Column, ...]:
    return tuple(Column(*part.split(":")) for part in text.split())


TABLES = (
    Table(
        "orders",
        "team-shop",
        10_400,
        _columns(
            "id:BIGINT customer_id:BIGINT status:VARCHAR total:DECIMAL(12,2) currency:VARCHAR "
            "created_at:TIMESTAMP coupon_code:VARCHAR"
        ),
    ),
    Table(
        "order_items",
        "team-shop",
        31_800,
        _columns("id:BIGINT order_id:BIGINT sku:VARCHAR quantity:INTEGER price:DECIMAL(12,2)"),
    ),
    Table(
        "customers",
        "team-crm",
        48_200,
        _columns("id:BIGINT email:VARCHAR country:VARCHAR created_at:TIMESTAMP is_active:BOOLEAN"),
    ),
    Table(
        "payments",
        "team-finance",
        10_100,
        _columns("id:BIGINT order_id:BIGINT amount:DECIMAL(12,2) method:VARCHAR paid_at:TIMESTAMP"),
    ),
    Table("refunds", "team-finance", 410, _columns("id:BIGINT payment_id:BIGINT amount:DECIMAL")),
    Table("shipments", "team-logistics", 9_700, _columns("id:BIGINT order_id:BIGINT city:VARCHAR")),
    Table("products", "team-shop", 2_350, _columns("sku:VARCHAR title:VARCHAR price:DECIMAL")),
    Table(
        "web_sessions", None, 182_000, _columns("id:VARCHAR user_id:BIGINT started_at:TIMESTAMP")
    ),
)


@dataclass
class Plan:
    """One check of the shop and how its values go."""

    table: str
    name: str
    kind: str = "metric"
    metric: str | None = None
    threshold: str | None = None
    base: float = 0.0
    noise: float = 0.0
    weekly: float = 0.0
    today: tuple[str, float | None] = ("pass", None)
    episodes: dict[int, tuple[str, float | None]] = field(default_factory=dict)
    column: str | None = None
    evaluate: dict[str, Any] | None = None
    severity: str | None = None
    monitor: str | None = None
    reason: str | None = None
    error_code: str | None = None
    skip_code: str | None = None


def _plans() -> Iterator[Plan]:
    for table in TABLES:
        yield Plan(
            table.name,
            "row_count > 0",
            metric="row_count",
            threshold="> 0",
            base=table.rows,
            noise=table.rows * 0.012,
            weekly=table.rows * 0.05,
            today=("pass", 2_912.0) if table.name == "orders" else ("pass", None),
        )
        key = table.columns[0].name
        yield Plan(
            table.name,
            f"duplicate_count({key}) = 0",
            metric=f"duplicate_count({key})",
            threshold="= 0",
            column=key,
            episodes={9: ("fail", 3.0), 10: ("fail", 3.0)} if table.name == "products" else {},
        )
        yield Plan(
            table.name,
            f"missing_percent({table.columns[1].name}) < 1%",
            metric=f"missing_percent({table.columns[1].name})",
            threshold="< 1%",
            column=table.columns[1].name,
            base=0.32,
            noise=0.06,
            episodes={20: ("fail", 1.9)} if table.name == "shipments" else {},
        )
    yield Plan(
        "orders",
        "anomaly detection for row_count",
        kind="anomaly",
        metric="row_count",
        base=10_400,
        noise=125,
        weekly=520,
        today=("fail", 2_912.0),
        episodes={26: ("warn", 8_730.0)},
        evaluate={"kind": "anomaly", "sensitivity": "medium"},
        severity="critical",
        monitor="mon_01JD0Z7Q4TORDERVOLUME00001",
        reason="value 2,912 is below the expected 9,812 to 11,204",
    )
    yield Plan(
        "orders",
        "when schema changes",
        kind="schema",
        evaluate={"kind": "schema_changes", "fail_on": ["column delete"]},
        today=("fail", None),
        severity="major",
        reason='column "coupon_code" was deleted',
    )
    yield Plan(
        "orders",
        "no negative totals",
        kind="failed_rows",
        metric="failed_rows",
        threshold="= 0",
        episodes={1: ("fail", 7.0), 2: ("fail", 7.0), 3: ("fail", 4.0)},
    )
    yield Plan(
        "customers",
        "missing_percent(email) < 2%",
        metric="missing_percent(email)",
        threshold="< 2%",
        column="email",
        base=1.1,
        noise=0.18,
        today=("fail", 4.37),
        episodes={1: ("fail", 4.12), 2: ("fail", 3.96), 14: ("warn", 1.93)},
        severity="major",
        reason="4.37 % is not < 2 %",
    )
    yield Plan(
        "customers",
        "invalid_percent(country) < 0.5%",
        metric="invalid_percent(country)",
        threshold="warn < 0.25%, fail < 0.5%",
        column="country",
        base=0.14,
        noise=0.03,
        today=("warn", 0.31),
        reason="0.31 % is not < 0.25 %",
    )
    yield Plan(
        "payments",
        "freshness(paid_at) < 6h",
        kind="freshness",
        metric="freshness(paid_at)",
        threshold="< 6h",
        column="paid_at",
        base=9_000,
        noise=1_300,
        episodes={17: ("fail", 31_000.0)},
    )
    yield Plan(
        "payments",
        "avg(amount) between 40 and 90",
        metric="avg(amount)",
        threshold="between 40 and 90",
        column="amount",
        base=63,
        noise=3.1,
    )
    yield Plan(
        "shipments",
        "failed rows: delivered before shipped",
        kind="failed_rows",
        metric="failed_rows",
        threshold="= 0",
        today=("error", None),
        error_code="missing_object",
        episodes={1: ("error", None)},
    )
    yield Plan(
        "refunds",
        "invalid_percent(amount) < 1%",
        metric="invalid_percent(amount)",
        threshold="< 1%",
        column="amount",
        today=("skipped", None),
        skip_code="empty",
        base=0.2,
        noise=0.05,
    )
    yield Plan(
        "web_sessions",
        "anomaly detection for duplicate_percent(id)",
        kind="anomaly",
        metric="duplicate_percent(id)",
        base=0.02,
        noise=0.004,
        evaluate={"kind": "anomaly", "sensitivity": "low"},
        monitor="mon_01JD0Z7Q4TSESSIONS00000002",
    )
    for table, column in (
        ("order_items", "quantity"),
        ("order_items", "price"),
        ("products", "price"),
    ):
        yield Plan(
            table,
            f"min({column}) >= 0",
            metric=f"min({column})",
            threshold=">= 0",
            column=column,
            base=1.0,
        )


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
        plans = list(_plans())
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
            counts = dict.fromkeys(("pass", "warn", "fail", "error", "skipped"), 0)
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
        return ("skipped", f"learning {seen}/{LEARNING}") if is_learning else (outcome, None)

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


def fill_hostile(store: Store, now: datetime) -> None:
    """Fill an empty store with one scan in which every name is hostile."""
    with store.write() as session:
        for number, text in enumerate(XSS, start=1):
            _add_hostile(session, number, text, now)


def _add_hostile(session: Session, number: int, text: str, now: datetime) -> None:
    def add(row: Base) -> Any:
        session.add(row)
        session.flush()
        return row

    source = add(DataSource(name=text, dialect="duckdb"))
    dataset = add(
        Dataset(data_source_id=source.id, name=text, owner=text, first_seen=now, last_seen=now)
    )
    series = add(
        Series(
            data_source_id=source.id,
            dataset_id=dataset.id,
            key=f"{number:064x}",
            label=text,
            column=text,
        )
    )
    check = add(
        CheckDef(
            data_source_id=source.id,
            dataset_id=dataset.id,
            series_id=series.id,
            key=text,
            name=text,
            kind="metric",
            column=text,
            threshold=text,
            severity="critical",
            owner=text,
            tags=[text],
            notify=[text],
            monitor_id=f"mon_hostile{number:03}",
            file=text,
            line=1,
            evaluate=None,
            last_outcome="fail",
            last_data_time=now,
        )
    )
    scan = add(
        Scan(
            public_id=f"{number:032x}",
            data_source_id=source.id,
            definition=text,
            data_time=now,
            started_at=now,
            ended_at=now,
            received_at=now,
            outcome="fail",
            git_sha="abcdef0",
            client=text,
            failed=1,
        )
    )
    add(
        CheckResult(
            check_id=check.id,
            scan_id=scan.id,
            data_time=now,
            outcome="fail",
            value=1.5,
            reason=text,
        )
    )
    versions = [
        add(
            SchemaVersion(
                dataset_id=dataset.id,
                hash=f"{number}{place:063x}"[:64],
                columns=[{"name": text, "type": text, "nullable": None, "position": 0}],
                first_seen=now + timedelta(seconds=place),
                last_seen=now + timedelta(seconds=place),
            )
        )
        for place in range(2)
    ]
    add(
        SchemaChange(
            dataset_id=dataset.id,
            from_id=versions[0].id,
            to_id=versions[1].id,
            data_time=now,
            kind="column type change",
            column=text,
            before=text,
            after=text,
            breaking=True,
        )
    )
    incident = add(
        Incident(
            public_id=f"inc_{number:026}",
            fingerprint=f"{number:064x}",
            dataset_id=dataset.id,
            title=text,
            severity="critical",
            state="open",
            version=1,
            opened_at=now,
            updated_at=now,
        )
    )
    body = {"text": text, "receivers": [text], "title": text}
    add(IncidentEvent(incident_id=incident.id, seq=1, at=now, actor=text, kind="opened", body=body))
    add(IncidentMember(incident_id=incident.id, check_id=check.id, is_active=True, since=now))
    add(
        OutboxMessage(
            key=f"{number}",
            receiver=text,
            incident_id=incident.id,
            kind="opened",
            payload={},
            state="dead",
            created_at=now,
            next_at=now,
            last_error=text,
        )
    )
    add(
        Monitor(
            id=f"mon_hostile{number:03}",
            etag="e",
            rev=1,
            spec={"name": text, "dataset": text, "check": text, "owner": text},
            base={"name": "other", "dataset": text, "check": text},
            base_commit="abcdef0",
            origin="cloud",
            created_at=now,
            updated_at=now,
            updated_by=text,
        )
    )
