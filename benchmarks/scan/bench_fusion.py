"""Fused SQL against one query per check on DuckDB: equal values, interleaved runs."""

import math
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time

import duckdb

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import Measured, RawValue, ScanPlan
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import MetricCheck
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.location import Location
from seltzer_specs.metrics import Metric, Validity
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.thresholds import Thresholds

ROWS = 1_000_000
RUNS = 5
TABLE = """
CREATE TABLE items AS SELECT
    i AS item_id,
    CASE WHEN i % 50 = 0 THEN NULL ELSE 'c' || (i % 1000) END AS customer,
    ['new', 'paid', 'sent', 'odd'][1 + i % 4] AS status,
    (i * 7919 % 100000) / 100.0 AS total
FROM range(?) AS rows(i)
"""
ASKED = [
    Metric(name="row_count"),
    *(
        Metric(name=name, columns=(Name(column),))
        for name in ("missing_count", "missing_percent")
        for column in ("item_id", "customer", "status", "total")
    ),
    *(Metric(name=n, columns=(Name("total"),)) for n in ("min", "max", "avg", "sum", "stddev")),
    *(Metric(name=n, columns=(Name("customer"),)) for n in ("min_length", "avg_length")),
    Metric(
        name="invalid_count",
        columns=(Name("status"),),
        validity=Validity(valid_values=("new", "paid", "sent")),
    ),
    Metric(name="avg", columns=(Name("total"),), filter="status = 'paid' OR status = 'sent'"),
]


def main() -> None:
    """Print CPU seconds of both ways and their ratio."""
    dialect = get_dialect("duckdb")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.duckdb"
        with duckdb.connect(path) as session:
            session.execute(TABLE, [ROWS])
        settings = DataSourceSettings("bench", "duckdb", {"path": str(path)})
        with dialect.connect(settings, root=Path(folder)) as connection:
            compare(connection)


def compare(connection: Connection) -> None:
    """Run both ways in turn, so that what else the machine does meets both."""
    checks = [check(metric) for metric in ASKED]
    fused, alone = [plan_of(checks)], [plan_of([one]) for one in checks]
    expected = [value for plan in alone for value in measured(plan, connection)]
    if not all(map(is_equal, measured(fused[0], connection), expected)):
        raise SystemExit("fused values differ")
    seconds: dict[str, list[float]] = {"fused": [], "one query per check": []}
    for _ in range(RUNS):
        seconds["fused"].append(cpu(lambda: [measured(plan, connection) for plan in fused]))
        seconds["one query per check"].append(
            cpu(lambda: [measured(plan, connection) for plan in alone])
        )
    for name, runs in seconds.items():
        print(f"{name:22} {median(runs):.3f} CPU s (median of {RUNS}, {ROWS:,} rows)")
    ratio = median(seconds["fused"]) / median(seconds["one query per check"])
    print(f"{'ratio':22} x{ratio:.2f}, {len(checks)} checks in {len(fused[0].queries)} query")


def is_equal(first: Measured, second: Measured) -> bool:
    """Compare to 12 digits: threads add up floats in any order."""
    return math.isclose(number(first), number(second), rel_tol=1e-12)


def number(measured: Measured) -> float:
    """Give the value as a float."""
    if not isinstance(measured.value, int | float | Decimal):
        raise SystemExit(f"no number: {measured}")
    return float(measured.value)


def check(metric: Metric) -> MetricCheck:
    """Ask for a metric."""
    dataset = DatasetRef((Name("items"),))
    return MetricCheck(
        id=metric.label,
        name=metric.label,
        definition=metric.label,
        location=Location("bench.yml"),
        dataset=dataset,
        metric=metric,
        thresholds=Thresholds(),
    )


def plan_of(checks: list[MetricCheck]) -> ScanPlan:
    """Compile for DuckDB."""
    return compile_checks(checks, dialect=get_dialect("duckdb"), data_source="bench")


def measured(plan: ScanPlan, connection: Connection) -> list[Measured]:
    """Run the queries of a plan and compute its metrics."""
    values: dict[str, RawValue] = {}
    for query in plan.queries:
        values.update(zip(query.outputs, connection.fetch(query.sql).rows[0], strict=True))
    return [plan.metric.formula.evaluate(values) for plan in plan.checks if plan.metric]


def cpu(work: Callable[[], object]) -> float:
    """Measure CPU seconds of all threads."""
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main()
