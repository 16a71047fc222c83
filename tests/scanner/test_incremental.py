"""Scans by partitions give what whole scans give, whatever was written in between."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import RawValue
from seltzer_dialects.registry import dialect_of
from seltzer_scanner.incremental.run import Incremental
from seltzer_scanner.result import CheckResult, ScanResult
from seltzer_scanner.scan import run_scan
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile
from seltzer_specs.wire.partitions import PartitionState

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

NOW = datetime(2026, 11, 20, tzinfo=timezone.utc)

CHECKS = """\
checks for orders:
  - row_count > 0
  - missing_count(name) = 0
  - missing_percent(name) < 10 %
  - invalid_count(name) = 0:
      valid values: [ann, "bo'b", ""]
  - min(total) > 0
  - max(total) < 100
  - sum(total) > 0:
      filter: name IS NOT NULL AND total > 1
  - avg(total) > 0
  - avg(amount) > 0
  - sum(amount) > 0
  - stddev(total) > 0
  - var_pop(total) >= 0
  - max_length(name) < 10
  - max(updated) > 0
  - min(day) > 0
  - min(name) > 0
  - duplicate_count(id) = 0
  - duplicate_count(id, name) = 0
  - duplicate_percent(name) = 0:
      filter: total > 2
  - percentile(total, 0.5) > 0
  - distinct_count(name) > 0
  - failed rows:
      name: negative
      fail condition: total < 0
"""
TABLE = """CREATE TABLE orders (day DATE, id INTEGER, name VARCHAR(20), total DOUBLE PRECISION,
amount DECIMAL(10, 2), updated TIMESTAMP)"""


@dataclass
class Shelf:
    """Keeps states in this process, through their text as the server does."""

    texts: dict[str, str] = field(default_factory=dict[str, str])

    def load(self, key: str) -> PartitionState | None:
        text = self.texts.get(key)
        return PartitionState.model_validate_json(text) if text is not None else None

    def save(self, key: str, state: PartitionState) -> None:
        self.texts[key] = state.model_dump_json()


@dataclass
class Table:
    """A dataset that is written and scanned."""

    settings: DataSourceSettings
    write: Callable[[str], None]
    shelf: Shelf = field(default_factory=Shelf)

    def scan(self, *, checks: str = CHECKS, column: str | None = "day") -> ScanResult:
        """Scan by partitions, or as a whole with `column=None`."""
        dialect = dialect_of(self.settings)
        specs = parse_specs([SpecFile("orders.yml", checks)], ParseSettings(now=NOW))
        assert specs.errors == ()
        return run_scan(
            compile_checks(specs.checks, dialect=dialect, data_source="shop"),
            lambda: dialect.connect(self.settings, root=Path("/")),
            dialect=dialect,
            data_time=NOW,
            clock=lambda: NOW,
            incremental=Incremental(
                columns={"orders": column}, memory=self.shelf, secret=b"s" * 32, definition="shop"
            )
            if column is not None
            else None,
        )

    def same_as_whole(self) -> ScanResult:
        """Scan both ways and hold them against each other."""
        found, whole = self.scan(), self.scan(column=None)
        assert found.notes == ()
        for ours, theirs in zip(found.checks, whole.checks, strict=True):
            assert ours.judgement.outcome == theirs.judgement.outcome, ours.plan.check.name
            assert is_same(ours, theirs), (ours.plan.check.name, ours.judgement, theirs.judgement)
        return found


def is_same(ours: CheckResult, theirs: CheckResult) -> bool:
    """Tell whether values agree: exactly, but averages and deviations to 11 digits."""
    one, other = ours.judgement.value, theirs.judgement.value
    if isinstance(one, float | Decimal) and isinstance(other, float | Decimal):
        return math.isclose(one, other, rel_tol=1e-11, abs_tol=1e-9)
    return one == other and ours.judgement.reason == theirs.judgement.reason


@pytest.fixture(params=["duckdb", "postgres"])
def orders(request: pytest.FixtureRequest, new_source: NewSource) -> Table:
    """An empty table of orders on an engine that reads by partitions."""
    return new_table(str(request.param), new_source)


def new_table(engine: str, new_source: NewSource) -> Table:
    """Give an empty table of orders."""
    settings = new_source(engine, [TABLE])
    return Table(settings, lambda sql: _write(engine, settings, sql))


def _write(engine: str, source: DataSourceSettings, sql: str) -> None:
    options = source.options
    if engine == "duckdb":
        with duckdb.connect(str(options["path"])) as session:
            session.execute(sql)
        return
    with psycopg.connect(
        host=str(options["host"]),
        port=int(str(options["port"])),
        user=str(options["username"]),
        dbname=str(options["database"]),
    ) as session:
        session.execute(sql.encode())


def insert(day: int | None, *rows: tuple[int | None, str | None, float | None]) -> str:
    """Give the INSERT of rows of one day: id, name and total."""
    lines = (
        f"({_day(day)}, {_sql(number)}, {_sql(name)}, {_sql(total)}, {_sql(total)}, "
        f"TIMESTAMP '2026-11-{(number or 0) % 28 + 1:02} 06:00:00')"
        for number, name, total in rows
    )
    return f"INSERT INTO orders VALUES {', '.join(lines)}"


def _day(day: int | None) -> str:
    return "NULL" if day is None else f"DATE '2026-11-{day:02}'"


def _sql(value: RawValue) -> str:
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def scanned(result: ScanResult) -> int:
    """Count the statements that read partitions."""
    return sum("changed-partitions-only" in each.query.rules for each in result.queries)


def is_probe(text: str) -> bool:
    """Tell whether a statement looks up the keys of new partitions."""
    return "duplicates" in text and "IN (\n" in text


def values(result: ScanResult) -> dict[str, object]:
    """Give the values by the names of the checks."""
    return {check.plan.check.name: check.judgement.value for check in result.checks}


def test_the_first_scan_gives_what_a_whole_scan_gives(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5), (2, None, 2.25), (2, "bo'b", None)))
    orders.write(insert(None, (None, "", 7.0)))

    orders.same_as_whole()


def test_nothing_new_is_nothing_to_read_but_fingerprints(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5), (1, "ann", 2.5)))
    orders.scan()

    again = orders.same_as_whole()

    sent = [each.query for each in again.queries if "changed-partitions-only" in each.query.rules]
    assert len(sent) == 1
    assert "GROUP BY" in sent[0].sql
    assert "WHERE" not in sent[0].sql


def test_new_rows_of_a_new_day_are_read_alone(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5), (2, "bo'b", 2.5)))
    orders.same_as_whole()
    orders.write(insert(2, (2, "ann", 9.5), (3, "x", 0.5), (3, "x", 0.25)))

    again = orders.same_as_whole()

    parts = next(each.query.sql for each in again.queries if "part_1" in each.query.sql)
    assert "2026-11-02" in parts
    assert "2026-11-01" not in parts
    probes = [each.query.sql for each in again.queries if is_probe(each.query.sql)]
    assert len(probes) == 3


@pytest.mark.parametrize(
    "change",
    [
        insert(1, (9, "late", 4.0)),
        "UPDATE orders SET total = 99 WHERE id = 2",
        "UPDATE orders SET day = DATE '2026-11-03' WHERE id = 2",
        "UPDATE orders SET name = NULL WHERE id = 1",
        "UPDATE orders SET name = '' WHERE id = 1",
        "DELETE FROM orders WHERE id = 2",
        "DELETE FROM orders WHERE day = DATE '2026-11-01'",
        "DELETE FROM orders",
        insert(None, (1, "ann", 3.0)),
    ],
)
def test_late_changed_and_deleted_rows_are_seen(orders: Table, change: str) -> None:
    orders.write(insert(1, (1, "ann", 1.5), (2, "bo'b", 2.5)))
    orders.write(insert(2, (2, "x", 3.5)))
    orders.same_as_whole()
    orders.write(change)

    orders.same_as_whole()
    orders.same_as_whole()


def test_two_changes_that_balance_are_seen(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.0), (2, "bo'b", 3.0)))
    orders.same_as_whole()
    orders.write("UPDATE orders SET total = 4 - total")

    orders.same_as_whole()


def test_texts_are_kept_nowhere(orders: Table) -> None:
    orders.write(insert(1, (1, "canary", 1.5)))
    orders.same_as_whole()
    orders.write(insert(2, (1, "aviary", 1.5)))

    orders.same_as_whole()

    kept = "".join(orders.shelf.texts.values())
    assert "canary" not in kept
    assert "aviary" not in kept
    assert len(orders.shelf.texts) == 1


def test_a_fingerprint_tells_nothing_without_the_secret(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5)))
    orders.scan()
    before = dict(orders.shelf.texts)
    dialect = dialect_of(orders.settings)
    specs = parse_specs([SpecFile("orders.yml", CHECKS)], ParseSettings(now=NOW))
    run_scan(
        compile_checks(specs.checks, dialect=dialect, data_source="shop"),
        lambda: dialect.connect(orders.settings, root=Path("/")),
        dialect=dialect,
        data_time=NOW,
        clock=lambda: NOW,
        incremental=Incremental(
            columns={"orders": "day"}, memory=orders.shelf, secret=b"t" * 32, definition="shop"
        ),
    )

    assert orders.shelf.texts != before


def test_more_new_days_than_are_listed_are_a_range(new_source: NewSource) -> None:
    orders = new_table("duckdb", new_source)
    orders.write(insert(1, (1, "ann", 1.5)))
    orders.same_as_whole()
    orders.write(
        "INSERT INTO orders SELECT DATE '2025-01-01' + range::INTEGER, range % 50, 'ann', range, 1,"
        " TIMESTAMP '2026-01-01 00:00:00' FROM range(300)"
    )

    again = orders.same_as_whole()

    assert any("BETWEEN" in each.query.sql for each in again.queries)


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("updated", "it wants a date or a whole number"),
        ("name", "it wants a date or a whole number"),
        ("CURRENT_DATE", "wants a column, or an expression of one"),
        ("day +", "cannot be read as SQL"),
        ("nothing", "reading it by partitions failed"),
    ],
)
def test_a_wrong_column_is_a_note_and_a_whole_scan(orders: Table, column: str, why: str) -> None:
    orders.write(insert(1, (1, "ann", 1.5)))

    found = orders.scan(column=column)

    assert len(found.notes) == 1
    assert "orders was scanned as a whole: " in found.notes[0]
    assert why in found.notes[0]
    assert values(found) == values(orders.scan(column=None))
    assert orders.shelf.texts == {}


def test_an_expression_of_a_column_is_a_partition_column(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5), (2, "x", 2.5)))

    found = orders.scan(column="CAST(updated AS DATE)")

    assert found.notes == ()
    assert values(found) == values(orders.scan(column=None))


def test_one_broken_check_leaves_the_others_their_values(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5)))
    checks = CHECKS + "  - avg(nothing) > 0\n"

    found = orders.scan(checks=checks)
    outcomes = [check.judgement.outcome for check in found.checks]

    assert outcomes[-1] == "error"
    assert outcomes[0] == "pass"
    assert "reading it by partitions failed" in found.notes[0]


@pytest.mark.parametrize(
    "condition",
    ["day < CURRENT_DATE", "total > RANDOM()", "total > (SELECT 1)", "day < DATE 'today'"],
)
def test_what_may_differ_from_day_to_day_is_read_as_a_whole(
    new_source: NewSource, condition: str
) -> None:
    orders = new_table("postgres", new_source)
    orders.write(insert(1, (1, "ann", 1.5)))
    checks = f'checks for orders:\n  - row_count > 0:\n      filter: "{condition}"\n'

    found = orders.scan(checks=checks)

    assert scanned(found) == 0
    assert found.notes == ()


def test_a_changed_check_is_a_new_start(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5)))
    orders.scan()

    found = orders.scan(checks="checks for orders:\n  - max(total) > 0:\n      filter: id > 0\n")

    assert values(found) == {"max(total) > 0": Decimal("1.5")}


def test_checks_name_the_statements_that_were_sent_for_them(orders: Table) -> None:
    orders.write(insert(1, (1, "ann", 1.5)))
    orders.scan()

    for result in (orders.scan(), orders.scan()):
        sent = {each.query.id for each in result.queries}
        for check in result.checks:
            assert check.queries, check.plan.check.name
            assert set(check.queries) <= sent


ROW = st.tuples(
    st.one_of(st.none(), st.integers(0, 5)),
    st.sampled_from([None, "", "ann", "bo'b", "ü"]),
    st.one_of(st.none(), st.sampled_from([-1.5, 0.0, 2.0, 2.25, 5e7])),
)
DAY = st.one_of(st.none(), st.integers(1, 4))
CHANGE = st.one_of(
    st.builds(lambda day, rows: insert(day, *rows), DAY, st.lists(ROW, min_size=1, max_size=4)),
    st.builds(lambda number: f"DELETE FROM orders WHERE id = {number}", st.integers(0, 5)),
    st.builds(lambda day: f"DELETE FROM orders WHERE day = {_day(day)}", st.integers(1, 4)),
    st.builds(
        lambda number, total: f"UPDATE orders SET total = {total} WHERE id = {number}",
        st.integers(0, 5),
        st.sampled_from([0.5, 7.0]),
    ),
    st.builds(
        lambda number, day: f"UPDATE orders SET day = {_day(day)} WHERE id = {number}",
        st.integers(0, 5),
        DAY,
    ),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.lists(CHANGE, max_size=3), min_size=2, max_size=4))
def test_any_history_of_writes_gives_what_whole_scans_give(
    new_source: NewSource, rounds: list[list[str]]
) -> None:
    orders = new_table("duckdb", new_source)
    for changes in rounds:
        for change in changes:
            orders.write(change)
        orders.same_as_whole()
