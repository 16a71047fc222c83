"""Reports with known outcomes, and text that must not act anywhere."""

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from seltzer_scanner.outcome import worst_outcome
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import (
    ReportCheck,
    ReportError,
    ReportLocation,
    ReportQuery,
    ScanReport,
)

START = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
HOSTILE = "\x00\x1b[2J\ud800\ufffe\x9b31m \u202etxt. ]]> <b>&amp; | `x` @kim -->\r\n::error::x"

REASONS: Mapping[Outcome, str | None] = {
    "pass": None,
    "warn": "3 is < 5",
    "fail": "1 is not = 0",
    "error": 'no column "nope"',
    "skipped": "nothing to evaluate: no values",
}


def check(outcome: Outcome, **changes: Any) -> ReportCheck:
    """Give a check of `orders` with an outcome."""
    members: dict[str, Any] = {
        "id": f"orders.{outcome}",
        "name": f"a check to {outcome}",
        "definition": "row_count > 0",
        "kind": "metric",
        "dataset": "orders",
        "column": None,
        "metric": "row_count",
        "outcome": outcome,
        "value": 1,
        "threshold": "> 0",
        "reason": REASONS[outcome],
        "location": ReportLocation(file="checks/orders.yml", line=7, column=5),
        "queries": ("q_1",),
    }
    return ReportCheck(**{**members, **changes})


def query(name: str, duration_s: float | None) -> ReportQuery:
    """Give a statement."""
    return ReportQuery(
        id=name, dialect="duckdb", dataset="orders", sql="SELECT 1", duration_s=duration_s,
        scans=1, rules=(),
    )  # fmt: skip


def report(
    *checks: ReportCheck, errors: tuple[ReportError, ...] = (), **changes: Any
) -> ScanReport:
    """Give a report of these checks, which one query of 2 s served."""
    members: dict[str, Any] = {
        "data_source": "shop",
        "started_at": START,
        "ended_at": START.replace(second=3),
        "data_time": START,
        "outcome": worst_outcome(check.outcome for check in checks),
        "checks": checks,
        "queries": (query("q_1", 2.0),),
        "errors": errors,
    }
    return ScanReport(**{**members, **changes})


OUTCOMES: tuple[Outcome, ...] = ("fail", "pass", "warn", "error", "skipped")

EVERY = report(
    *(check(outcome) for outcome in OUTCOMES),
    check("pass", id="c.pass", dataset="customers"),
    errors=(
        ReportError(
            code="unknown-key",
            message='unknown key "x"',
            location=ReportLocation(file="checks/a.yml", line=2, column=3),
        ),
    ),
)
"""Each outcome once in `orders`, one that passed in `customers`, and a mistake in a spec."""

NASTY = report(
    check("fail", id=HOSTILE, name=HOSTILE, dataset=HOSTILE, reason=HOSTILE, definition=HOSTILE),
    errors=(ReportError(code=HOSTILE, message=HOSTILE),),
    data_source=HOSTILE,
)
