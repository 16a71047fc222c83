"""Whatever checks are put together: the values are those of each check alone."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import Measured, RawValue, ScanPlan
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings

TABLE = (
    "CREATE TABLE t (a INTEGER, b TEXT)",
    """INSERT INTO t VALUES (1, 'x'), (2, 'y'), (2, 'x'), (NULL, 'x'), (3, NULL), (NULL, NULL),
    (4, ''), (4, 'O''Brien')""",
    "CREATE TABLE nobody (a INTEGER, b TEXT)",
)

METRICS = st.sampled_from(
    [
        "row_count", "missing_count(a)", "missing_percent(b)", "duplicate_count(a)", "min(a)",
        "max(a)", "sum(a)", "avg(a)", "avg_length(b)", "valid_count(b)", "invalid_count(b)",
        "duplicate_percent(a, b)",
    ]
)  # fmt: skip
FILTERS = st.sampled_from([None, "a > 1 OR b = 'x'", "b IS NULL", "a < 0"])
VALIDITY = st.sampled_from(
    ["valid values: [x, y]", "valid max length: 1", "missing values: ['']\n      valid regex: '^x'"]
)
ITEMS = st.lists(
    st.tuples(st.sampled_from(["t", "nobody", "t [late]"]), METRICS, FILTERS, VALIDITY),
    min_size=1,
    max_size=8,
)


def text_of(items: Sequence[tuple[str, str, str | None, str]]) -> str:
    lines = ["filter t [late]:", "  where: a > 1 OR a IS NULL"]
    for dataset in sorted({item[0] for item in items}):
        lines.append(f"checks for {dataset}:")
        for _, metric, condition, validity in (item for item in items if item[0] == dataset):
            lines += [f"  - {metric} > -1:", "      name: asked"]
            lines += [f"      filter: {condition}"] if condition else []
            takes_validity = metric.endswith("(b)")
            lines += [f"      {validity}"] if takes_validity else []
    return "\n".join(lines) + "\n"


def measured(plan: ScanPlan, connection: Connection) -> list[Measured]:
    values: dict[str, RawValue] = {}
    for query in plan.queries:
        values.update(zip(query.outputs, connection.fetch(query.sql).rows[0], strict=True))
    assert [check.error for check in plan.checks if check.error] == []
    return [check.metric.formula.evaluate(values) for check in plan.checks if check.metric]


@pytest.fixture(scope="module", params=["duckdb", "sqlite"])
def engine(
    request: pytest.FixtureRequest,
    new_source: Callable[[str, Sequence[str]], DataSourceSettings],
) -> Iterator[tuple[Dialect, Connection]]:
    dialect = get_dialect(request.param)
    with dialect.connect(new_source(dialect.name, TABLE), root=Path()) as connection:
        yield dialect, connection


@given(items=ITEMS)
@settings(max_examples=40, deadline=None)
def test_fused_values_are_those_of_each_check_alone(
    items: list[tuple[str, str, str | None, str]],
    engine: tuple[Dialect, Connection],
    checks_of: Callable[[str], tuple[Check, ...]],
) -> None:
    dialect, connection = engine
    checks = checks_of(text_of(items))
    together = compile_checks(checks, dialect=dialect, data_source="shop")
    alone = [compile_checks([check], dialect=dialect, data_source="shop") for check in checks]

    assert measured(together, connection) == [measured(plan, connection)[0] for plan in alone]
    assert len(together.queries) <= sum(len(plan.queries) for plan in alone)
