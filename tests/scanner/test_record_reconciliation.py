"""Rows of two datasets, one by one, on each pair of engines."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.names import PAIRS
from tests.scanner.scans import scan, scan_two

from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import Query
from seltzer_dialects.connection import RawValue, Rows
from seltzer_scanner.progress import NoProgress
from seltzer_scanner.push import build_batches
from seltzer_scanner.records import BATCH, Compared, RecordSet, collect_records, compare_records
from seltzer_scanner.result import ScanResult
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import QueryError
from seltzer_specs.names import Name

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]
Two = tuple[DataSourceSettings, DataSourceSettings]

TARGET = (
    "CREATE TABLE copied (id INTEGER, name TEXT, total NUMERIC(10, 2), price DOUBLE PRECISION)",
    """INSERT INTO copied VALUES (1, 'a', 10.50, 0.1), (2, 'Zoë', 20, 0.5), (3, NULL, NULL, 1),
    (5, 'e', 50, 5), (6, 'ä', 60, 6), (7, 'B', 70, 7)""",
    "CREATE TABLE no_copies (id INTEGER, name TEXT, total NUMERIC(10, 2), price DOUBLE PRECISION)",
)
SOURCE = (
    "CREATE TABLE orders (Price DOUBLE PRECISION, total NUMERIC(10, 2), name TEXT, id INTEGER)",
    """INSERT INTO orders VALUES (7, 70.00, 'B', 7), (0.1, 10.5, 'a', 1), (0.5, 20.00, 'Zoë', 2),
    (1, NULL, NULL, 3), (4, 40, 'd', 4), (6, 60, 'z', 6)""",
)
HEAD = """
reconciliation copy:
  datasets:
    source: {dataset: orders, datasource: backup}
    target: {dataset: copied, datasource: shop}
  checks:
"""
KEYED = "- rows diff = 0:\n    key columns: [id]\n"


@pytest.fixture(scope="module", params=PAIRS)
def two(request: pytest.FixtureRequest, new_source: NewSource) -> Two:
    """A copy and its source: one row differs, one is missing, one is extra."""
    target, source = request.param
    # ClickHouse tells `Price` from `price`, which a check of columns below writes.
    made = [text.replace("Price", "price") if source == "clickhouse" else text for text in SOURCE]
    return new_source(target, TARGET), new_source(source, made)


@pytest.fixture(scope="module")
def pair(new_source: NewSource) -> Two:
    """Two data sources of two engines."""
    return new_source("postgres", TARGET), new_source("duckdb", SOURCE)


def reconcile(checks: str, two: Two, *, head: str = HEAD) -> ScanResult:
    """Scan a section with these checks."""
    body = "".join(f"    {line}\n" for line in checks.strip("\n").splitlines())
    return scan_two(head + body, *two)


def test_rows_are_paired_by_their_keys_and_columns_by_their_names(two: Two) -> None:
    (check,) = reconcile(KEYED, two).checks

    assert (check.judgement.outcome, check.judgement.value) == ("fail", 3)
    assert check.judgement.reason == (
        "1 differ, 1 of the source are missing, 1 are not in the source: 3 is not = 0"
    )


def test_without_keys_whole_rows_are_compared(two: Two) -> None:
    (check,) = reconcile("- rows diff < 3:\n    strategy: deepdiff\n", two).checks

    assert (check.judgement.outcome, check.judgement.value) == ("pass", 2)


def test_columns_may_have_other_names_and_sides_filters(two: Two) -> None:
    head = HEAD.replace("datasource: backup", "datasource: backup, filter: id <> 4 OR id IS NULL")
    checks = """
- rows diff = 1:
    key columns: [id]
    source columns: [total]
    target columns: [total]
- rows diff = 4:
    source key columns: [id]
    target key columns: [id]
    source columns: [name, price]
    target columns: [name, id]
- rows diff = 0:
    key columns: [id]
    source query: SELECT id, name FROM orders WHERE id < 4;
    target query: SELECT id, name FROM copied WHERE id < 4
"""

    result = reconcile(checks, two, head=head)

    assert [check.judgement.value for check in result.checks] == [1, 5, 0]


def test_nothing_is_missing_all_of_the_source(two: Two) -> None:
    head = HEAD.replace("dataset: copied", "dataset: no_copies")

    assert reconcile(KEYED, two, head=head).checks[0].judgement.value == 6


def test_trouble_is_an_error_of_this_check_alone(pair: Two) -> None:
    checks = """
- rows diff = 0:
    key columns: [nope]
- rows diff = 0:
    key columns: [id]
    source columns: [nope]
    target columns: [name]
- rows diff = 0:
    source query: SELECT id FROM orders
- row_count diff = 0
"""

    result = reconcile(checks, pair)

    assert [c.judgement.outcome for c in result.checks] == ["error", "error", "error", "pass"]
    assert result.checks[0].judgement.reason == 'there is no key column "nope"'
    assert result.checks[2].judgement.reason == (
        "only one side has name, price, total; name the columns that are to be compared"
    )


def test_one_data_source_may_hold_both(pair: Two) -> None:
    head = HEAD.replace("{dataset: orders, datasource: backup}", "{dataset: copied}")

    result = reconcile(KEYED, pair, head=head)

    assert result.checks[0].judgement.value == 0
    assert len(result.queries) == 1


class Interrupted(NoProgress):
    """Somebody presses Ctrl-C when the rows are there."""

    def query_finished(self, query: Query, *, duration_s: float, error: QueryError | None) -> None:
        """Stop the scan."""
        raise KeyboardInterrupt


def unnamed_files() -> int:
    """Count this process's open files that have no name."""
    found = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found += "(deleted)" in str(descriptor.readlink())
    return found


def test_ctrl_c_leaves_no_file_of_digests_open(new_source: NewSource) -> None:
    source = new_source("duckdb", (f"CREATE TABLE copied AS SELECT * FROM range({BATCH}) t(id)",))
    head = HEAD.replace("{dataset: orders, datasource: backup}", "{dataset: copied}")
    before = unnamed_files()

    with pytest.raises(KeyboardInterrupt) as stopped:
        scan(f"{head}    - rows diff = 0\n", source, progress=Interrupted())

    assert stopped.traceback
    assert unnamed_files() == before


def test_no_value_is_pushed(pair: Two) -> None:
    (batch,) = build_batches(
        reconcile(KEYED, pair),
        scan_id="0" * 32,
        definition="nightly",
        git_sha=None,
        client="seltzer/test",
    )

    assert (batch.metrics, batch.checks[0].value) == ((), 3)
    assert "Zo" not in batch.model_dump_json()


def records(rows: Sequence[tuple[RawValue, ...]], *, batch: int = 250_000) -> RecordSet:
    """Give the digests of rows whose first column is their key."""
    measure = Measure(function="records", rows=None, columns=(Name("v"),), keys=(Name("k"),))
    found = collect_records(measure, [Rows(("k", "v"), tuple(rows))])
    small = RecordSet(batch=batch)
    small.add(found)
    return small


ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=12)


@given(ROWS, ROWS)
def test_comparing_in_small_batches_counts_as_pairing_by_hand(
    target: list[tuple[int, int]], source: list[tuple[int, int]]
) -> None:
    sides = records(target, batch=2), records(source, batch=3)
    found = compare_records(*sides)
    for side in sides:
        side.close()

    assert found == pair_by_hand(target, source)


def pair_by_hand(target: list[tuple[int, int]], source: list[tuple[int, int]]) -> Compared:
    rest_target, rest_source = list(target), list(source)
    for row in target:
        if row in rest_source:
            rest_source.remove(row)
            rest_target.remove(row)
    differing = 0
    for row in list(rest_target):
        twin = next((other for other in rest_source if other[0] == row[0]), None)
        if twin is not None:
            rest_source.remove(twin)
            rest_target.remove(row)
            differing += 1
    return Compared(differing, len(rest_source), len(rest_target))


NOON = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("first", "second", "is_equal"),
    [
        (1, Decimal("1.00"), True),
        (0.1, Decimal("0.10"), True),
        (100, 1e2, True),
        (True, 1, True),
        (-0.0, 0, True),
        (float("nan"), Decimal("NaN"), True),
        (date(2026, 1, 1), datetime(2026, 1, 1), True),  # noqa: DTZ001  # without a zone, as meant
        (NOON, NOON.astimezone(timezone(timedelta(hours=2))), True),
        (1, "1", False),
        (None, "", False),
        (0.1, 0.2, False),
        (2**63, 2**63 - 1, False),
        (float("inf"), float("-inf"), False),
    ],
)
def test_equal_values_of_different_engines_are_equal(
    first: RawValue, second: RawValue, is_equal: bool
) -> None:
    found = compare_records(records([(1, first)]), records([(1, second)]))

    assert found == Compared(0 if is_equal else 1, 0, 0)


def test_cells_do_not_run_into_each_other() -> None:
    measure = Measure(function="records", rows=None)
    first, second = (
        collect_records(measure, [Rows(("a", "b"), (row,))]) for row in (("x", "yz"), ("xy", "z"))
    )

    assert compare_records(first, second) == Compared(1, 0, 0)


def test_a_query_that_breaks_off_gives_no_records() -> None:
    def broken() -> Iterator[Rows]:
        yield Rows(("a",), ((1,),))
        raise QueryError("gone", code="connection")

    with pytest.raises(QueryError, match="gone"):
        collect_records(Measure(function="records", rows=None), broken())
