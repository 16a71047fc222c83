"""Row counts of two datasets, in one data source or in two."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.engines.names import PAIRS
from tests.scanner.scans import Watch, judged, scan, scan_two

from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.report import build_report
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConnectError

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

HERE = (
    "CREATE TABLE orders (id INTEGER, day TEXT)",
    "INSERT INTO orders VALUES (1, 'mon'), (2, 'mon'), (3, 'tue')",
    "CREATE TABLE copied AS SELECT * FROM orders",
    "CREATE TABLE few AS SELECT * FROM orders WHERE id = 1",
)
THERE = (
    "CREATE TABLE orders (id INTEGER, day TEXT)",
    "INSERT INTO orders VALUES (1, 'mon'), (2, 'mon'), (3, 'tue'), (4, 'tue'), (5, 'wed')",
)
FILE = """
    filter orders [mondays]:
      where: day = 'mon' OR 1 = 0
    checks for orders:
      - row_count same as copied
      - row_count same as few
      - row_count same as orders in backup
      - row_count = 3
    checks for orders [mondays]:
      - row_count same as orders mondays in backup
"""


@pytest.fixture(scope="module", params=[*PAIRS, ("duckdb",) * 2])
def two(
    request: pytest.FixtureRequest, new_source: NewSource
) -> tuple[DataSourceSettings, DataSourceSettings]:
    """Two data sources, each pair of engines."""
    return new_source(request.param[0], HERE), new_source(request.param[1], THERE)


def test_counts_are_compared_within_and_across_data_sources(
    two: tuple[DataSourceSettings, DataSourceSettings],
) -> None:
    result = scan_two(FILE, *two)

    assert [(c.judgement.outcome, c.judgement.value) for c in result.checks] == [
        ("pass", 0),
        ("fail", 2),
        ("fail", -2),
        ("pass", 3),
        ("pass", 0),
    ]
    assert result.checks[1].judgement.reason == "orders has 3 rows, few has 1 row"
    assert result.checks[2].judgement.reason == "orders has 3 rows, orders in backup has 5 rows"


def test_the_report_says_where_each_statement_ran(
    two: tuple[DataSourceSettings, DataSourceSettings],
) -> None:
    report = build_report(scan_two(FILE, *two))

    places = [(query.data_source, query.dialect, query.dataset) for query in report.queries]
    own, other = (source.type for source in two)
    assert places == [
        ("shop", own, "orders"),
        ("shop", own, "copied"),
        ("shop", own, "few"),
        ("backup", other, "orders"),
        ("shop", own, "orders"),
        ("backup", other, "orders"),
    ]
    assert len({query.id for query in report.queries}) == 6
    assert report.checks[2].queries == (report.queries[0].id, report.queries[3].id)


def test_an_unreachable_data_source_costs_only_the_checks_that_need_it(
    two: tuple[DataSourceSettings, DataSourceSettings],
) -> None:
    def refuse() -> Connection:
        raise ConnectError("nobody answers")

    result = scan_two(FILE, *two, connect_other=refuse)

    outcomes = [check.judgement.outcome for check in result.checks]
    assert outcomes == ["pass", "fail", "error", "pass", "error"]
    assert result.checks[2].judgement.error_code == "connection"
    assert result.checks[2].judgement.reason == "nobody answers"


def test_a_missing_dataset_elsewhere_is_an_error(
    two: tuple[DataSourceSettings, DataSourceSettings],
) -> None:
    text = """
    checks for orders:
      - row_count same as nowhere in backup
      - row_count = 3
    """

    result = scan_two(text, *two)

    assert [check.judgement.outcome for check in result.checks] == ["error", "pass"]
    assert result.checks[0].judgement.error_code == "missing_object"


def test_each_session_is_closed(two: tuple[DataSourceSettings, DataSourceSettings]) -> None:
    watch = Watch()
    dialect = get_dialect(two[1].type)

    scan_two(FILE, *two, connect_other=lambda: watch(dialect.connect(two[1], root=Path())))

    assert 1 <= watch.opened == watch.closed
    assert len(watch.statements) == 2


def test_both_counts_of_one_data_source_are_fused_with_the_other_checks(
    new_source: NewSource,
) -> None:
    result = scan(
        "checks for orders:\n  - row_count same as few\n  - max(id) = 3\n",
        new_source("duckdb", HERE),
    )

    assert judged(result, "same").value == 2
    assert [executed.query.scans for executed in result.queries] == [1, 1]
