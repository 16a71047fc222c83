"""The shop that page tests show: its tables, and its checks with how their values go."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


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
    return tuple(Column(part.partition(":")[0], part.partition(":")[2]) for part in text.split())


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


def make_plans() -> Iterator[Plan]:
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
        # The e-mail addresses have a check of their own.
        other = table.columns[3 if table.name == "customers" else 1].name
        yield Plan(
            table.name,
            f"missing_percent({other}) < 1%",
            metric=f"missing_percent({other})",
            threshold="< 1%",
            column=other,
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
    )
    yield Plan(
        "orders",
        "when schema changes",
        kind="schema",
        evaluate={"kind": "schema_changes", "fail_on": ["column delete"]},
        today=("fail", None),
        severity="major",
        reason="column delete: coupon_code (VARCHAR)",
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
    for name, column in (
        ("order_items", "quantity"),
        ("order_items", "price"),
        ("products", "price"),
    ):
        yield Plan(
            name,
            f"min({column}) >= 0",
            metric=f"min({column})",
            threshold=">= 0",
            column=column,
            base=1.0,
        )
