"""A copy against its source, in one data source or in two, on each engine."""

from collections.abc import Callable, Sequence

import pytest
from tests.engines.names import PAIRS
from tests.scanner.scans import scan_two

from seltzer_scanner.push import build_batches
from seltzer_scanner.result import ScanResult
from seltzer_specs.data_sources import DataSourceSettings

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]
Two = tuple[DataSourceSettings, DataSourceSettings]

COLUMNS = "(id INTEGER, total DOUBLE PRECISION, country TEXT, day TEXT)"
TARGET = (
    f"CREATE TABLE orders {COLUMNS}",
    "INSERT INTO orders VALUES (1, 10, 'BE', 'mon'), (2, 20, 'BE', 'mon'), (3, 60, NULL, 'tue')",
    f"CREATE TABLE no_orders {COLUMNS}",
    "CREATE TABLE changed (id BIGINT, total DOUBLE PRECISION, land TEXT, day TEXT)",
)
SOURCE = (
    f"CREATE TABLE orders {COLUMNS}",
    "INSERT INTO orders VALUES (1, 10, 'BE', 'mon'), (2, 20, 'NL', 'mon'), (3, 30, 'BE', 'tue')",
    "INSERT INTO orders VALUES (4, 40, NULL, 'wed')",
    f"CREATE TABLE no_orders {COLUMNS}",
)
HEAD = """
reconciliation copy:
  label: Old to new
  datasets:
    source: {dataset: orders, datasource: backup}
    target: {dataset: orders, datasource: shop}
  checks:
"""


@pytest.fixture(scope="module", params=PAIRS)
def two(request: pytest.FixtureRequest, new_source: NewSource) -> Two:
    """Two data sources, each pair of engines."""
    return new_source(request.param[0], TARGET), new_source(request.param[1], SOURCE)


@pytest.fixture(scope="module")
def pair(new_source: NewSource) -> Two:
    """Two data sources of two engines."""
    return new_source("duckdb", TARGET), new_source("sqlite", SOURCE)


def reconcile(checks: str, two: Two, *, head: str = HEAD) -> ScanResult:
    """Scan a section with these checks."""
    body = "".join(f"    {line}\n" for line in checks.strip("\n").splitlines())
    return scan_two(head + body, *two)


def outcomes(result: ScanResult) -> list[tuple[str, object]]:
    """Give outcome and value of each check."""
    return [(check.judgement.outcome, check.judgement.value) for check in result.checks]


def test_metrics_of_both_sides_are_compared_by_their_difference(two: Two) -> None:
    result = reconcile(
        """
- row_count diff = 0
- row_count diff < 2
- avg(total) diff between 5 and 5
- avg(total):
    warn: when diff > 10%
    fail: when diff > 50%
- missing_count(country) diff = 0
- invalid_count(country) diff = 1:
    valid values: [BE]
- max(id) diff <= 25 %
- duplicate_count(country) diff = 0
""",
        two,
    )

    assert outcomes(result) == [
        ("fail", 1),
        ("pass", 1),
        ("pass", 5),
        ("warn", 20),
        ("pass", 0),
        ("pass", 1),
        ("pass", 25),
        ("pass", 0),
    ]
    assert result.checks[0].judgement.reason == (
        "the source has 4, the target 3: a difference of 1 is not = 0"
    )
    assert result.checks[3].judgement.reason == (
        "the source has 25, the target 30: a difference of 20 % is > 10%"
    )


def test_metrics_of_one_side_share_a_query(two: Two) -> None:
    result = reconcile("- row_count diff < 9\n- sum(total) diff < 99\n- max(id) diff < 9\n", two)

    assert [executed.query.data_source for executed in result.queries] == [None, "backup"]


def test_each_side_may_have_a_filter_and_sql_of_its_own(two: Two) -> None:
    head = HEAD.replace("datasource: backup", "datasource: backup, filter: day = 'mon' OR id = 4")
    checks = """
- row_count diff = 0
- big diff = 0:
    source query: SELECT COUNT(*) FROM orders WHERE total > 25
    target expression: COUNT(CASE WHEN total > 15 THEN 1 END)
"""

    result = reconcile(checks, two, head=head)

    assert outcomes(result) == [("pass", 0), ("pass", 0)]


def test_nothing_on_both_sides_is_skipped_and_on_one_side_an_error(pair: Two) -> None:
    empty = HEAD.replace("dataset: orders", "dataset: no_orders")
    half = HEAD.replace("target: {dataset: orders", "target: {dataset: no_orders")

    neither = reconcile("- avg(total) diff = 0\n- row_count diff = 0\n", pair, head=empty)
    one = reconcile("- avg(total) diff < 100\n- row_count diff = 0\n", pair, head=half)

    assert outcomes(neither) == [("skipped", None), ("pass", 0)]
    assert outcomes(one) == [("error", None), ("fail", 4)]
    assert one.checks[0].judgement.reason == "only the target has nothing to compare: no values"


def test_a_percentage_of_nothing_is_an_error(pair: Two) -> None:
    head = HEAD.replace("source: {dataset: orders", "source: {dataset: no_orders")

    result = reconcile("- row_count diff < 5%\n", pair, head=head)

    assert outcomes(result) == [("error", None)]


def test_schemas_that_are_alike_differ_in_nothing(two: Two) -> None:
    pairs = "".join(
        f"          - {{source: {source}, target: {target}}}\n"
        for source in ("double precision", "double")
        for target in ("double precision", "double")
    )

    result = reconcile(f"- schema:\n    types:\n{pairs.replace('          ', '      ')}", two)

    assert outcomes(result) == [("pass", 0)]


def test_each_difference_of_the_schemas_is_named(new_source: NewSource) -> None:
    two = new_source("postgres", TARGET), new_source("postgres", SOURCE)
    head = HEAD.replace("target: {dataset: orders", "target: {dataset: changed")

    result = reconcile(
        "- schema\n- schema:\n    types: [{source: int, target: bigint}]\n", two, head=head
    )

    assert outcomes(result) == [("fail", 3), ("fail", 2)]
    assert result.checks[0].judgement.reason == (
        'column "id" is integer in the source and bigint here; '
        'column "country" of the source is missing; column "land" is not in the source'
    )


def test_a_side_that_does_not_exist_is_an_error(pair: Two) -> None:
    head = HEAD.replace("source: {dataset: orders", "source: {dataset: nowhere")

    result = reconcile("- schema\n- row_count diff = 0\n", pair, head=head)

    assert outcomes(result) == [("error", None), ("error", None)]
    assert {check.judgement.error_code for check in result.checks} == {"missing_object"}


def test_one_data_source_may_hold_both_sides(pair: Two) -> None:
    head = HEAD.replace("datasource: backup", "datasource: shop, filter: id < 3").replace(
        "source: {dataset: orders", "source: {dataset: orders"
    )
    checks = """
- row_count diff = 1
- schema
- values in target must exist in source:
    source columns: [id, day]
    target columns: [id, day]
- values in target must not exist in source:
    source columns: [day]
    target columns: [day]
    fail: when > 2
"""

    result = reconcile(checks, pair, head=head)

    assert outcomes(result) == [("pass", 1), ("pass", 0), ("fail", 1), ("pass", 2)]
    assert all(executed.query.data_source is None for executed in result.queries)


def test_a_metric_that_one_engine_lacks_is_an_error(pair: Two) -> None:
    result = reconcile("- stddev(total) diff < 5\n- row_count diff < 5\n", pair)

    assert [check.judgement.outcome for check in result.checks] == ["error", "pass"]
    assert "SQLite has no standard deviation" in (result.checks[0].judgement.reason or "")


def test_only_metadata_is_pushed(pair: Two) -> None:
    result = reconcile("- sum(total) diff = 0\n- schema\n", pair)

    (batch,) = build_batches(
        result, scan_id="0" * 32, definition="nightly", git_sha=None, client="seltzer/test"
    )

    assert [(m.label, m.value) for m in batch.metrics] == [("sum(total) difference to orders", 10)]
    assert [check.kind for check in batch.checks] == [
        "metric_reconciliation",
        "schema_reconciliation",
    ]
    assert "Old to new" not in batch.model_dump_json()
