"""Running many queries: threads and their connections, trouble with the engine, Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Barrier, get_ident

import pytest
from tests.scanner.scans import NOON, Watch, Watched, plan_of, scan

from seltzer_compiler.plan import Query
from seltzer_dialects.connection import Connection, Rows
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.progress import NoProgress
from seltzer_scanner.scan import run_scan
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConnectError, QueryError

FOUR = "checks for people:\n" + "".join(
    f"  - n{number} = {number}:\n      n{number} query: SELECT {number}\n" for number in range(4)
)

ENDLESS: Mapping[str, str] = {
    "clickhouse": "SELECT SUM(a.number * b.number) FROM numbers(9999999) a, numbers(9999999) b",
    "duckdb": "SELECT SUM(hash(a.range + b.range)) FROM range(10000000) a, range(10000000) b",
    "mysql": "SELECT SUM(SLEEP(600)) FROM people",
    "postgres": "SELECT pg_sleep(600)::text",
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"
    ),
}


class Meeting(Watched):
    """A connection whose statements end only when another thread runs one, too."""

    barrier = Barrier(2, timeout=30)

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Meet, and run."""
        self.barrier.wait()
        return super().fetch(sql, timeout_s=timeout_s)


def test_queries_run_at_the_same_time(sqlite_people: DataSourceSettings) -> None:
    watch = Watch()

    result = scan(FOUR, sqlite_people, wrap=lambda c: Meeting(watch(c), watch), max_workers=2)

    assert [check.judgement.outcome for check in result.checks] == ["pass"] * 4


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_each_thread_has_one_connection_and_closes_it(
    people: DataSourceSettings, workers: int
) -> None:
    watch = Watch()

    result = scan(FOUR, people, wrap=watch, max_workers=workers)

    assert result.outcome == "pass"
    assert 1 <= watch.opened <= workers
    assert watch.closed == watch.opened


def test_the_dialect_says_how_many_queries_are_good_for_it(
    duckdb_people: DataSourceSettings,
) -> None:
    watch = Watch()

    scan(FOUR, duckdb_people, wrap=watch)

    assert watch.opened == 1


def test_statements_are_reported_in_the_order_of_the_plan(people: DataSourceSettings) -> None:
    planned = [query.id for query in plan_of(FOUR, people.type).queries]

    result = scan(FOUR, people, max_workers=4)

    assert [executed.query.id for executed in result.queries] == planned
    assert all(executed.duration_s >= 0 for executed in result.queries)


def test_a_plan_without_queries_opens_nothing(duckdb_people: DataSourceSettings) -> None:
    watch = Watch()

    result = scan("checks for people: []", duckdb_people, wrap=watch)

    assert (result.checks, watch.opened, result.outcome) == ((), 0, "skipped")


def test_a_data_source_that_cannot_be_reached_is_an_error_of_each_check() -> None:
    attempts: list[int] = []

    def refuse() -> Connection:
        attempts.append(get_ident())
        raise ConnectError('data source "shop": nobody answers')

    result = run_scan(
        plan_of(FOUR, "postgres"),
        refuse,
        dialect=get_dialect("postgres"),
        data_time=NOON,
        clock=lambda: NOON,
    )

    assert {check.judgement.outcome for check in result.checks} == {"error"}
    assert {check.judgement.error_code for check in result.checks} == {"connection"}
    assert result.checks[0].judgement.reason == 'data source "shop": nobody answers'
    assert len(attempts) <= 4


def test_an_engine_that_allows_one_session_is_scanned_with_one(
    sqlite_people: DataSourceSettings,
) -> None:
    dialect = get_dialect("sqlite")
    watch = Watch()

    def connect() -> Connection:
        with watch.lock:
            if watch.opened > watch.closed:
                raise ConnectError("too many sessions")
        return watch(dialect.connect(sqlite_people, root=Path()))

    result = run_scan(
        plan_of(FOUR, "sqlite"),
        connect,
        dialect=dialect,
        data_time=NOON,
        clock=lambda: NOON,
        max_workers=4,
    )

    assert [check.judgement.outcome for check in result.checks] == ["pass"] * 4


def test_a_broken_connection_is_replaced(postgres_people: DataSourceSettings) -> None:
    watch = Watch()
    text = """
    checks for people:
      - broken = 1:
          broken query: SELECT pg_terminate_backend(pg_backend_pid())
      - row_count = 4
    """

    result = scan(text, postgres_people, wrap=watch, max_workers=1)

    assert [check.judgement.outcome for check in result.checks] == ["error", "pass"]
    assert result.checks[0].judgement.error_code == "connection"
    assert (watch.opened, watch.closed) == (2, 2)


class Impatient(NoProgress):
    """Presses Ctrl-C as soon as a query was sent."""

    def query_started(self, query: Query) -> None:
        """Stop the scan."""
        raise KeyboardInterrupt


def test_ctrl_c_stops_the_statement_on_the_engine(people: DataSourceSettings) -> None:
    watch = Watch()
    text = f"checks for people:\n  - n = 1:\n      n query: {ENDLESS[people.type]}\n{FOUR[18:]}"

    with pytest.raises(KeyboardInterrupt):
        scan(text, people, wrap=watch, progress=Impatient(), max_workers=1)

    assert (watch.opened, watch.closed) == (1, 1)
    assert len(watch.statements) <= 1


SIGNALLED = """
import signal
import sys
from seltzer_scanner.progress import NoProgress
from seltzer_specs.data_sources import DataSourceSettings
from tests.scanner.scans import scan

class Loud(NoProgress):
    def query_started(self, query):
        print("running", flush=True)

# A shell may start its background jobs, and so all their children, with the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
source = DataSourceSettings("duckdb", "duckdb", {"path": sys.argv[1]})
try:
    scan(sys.argv[2], source, progress=Loud())
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


def test_a_real_interrupt_ends_the_process(duckdb_people: DataSourceSettings) -> None:
    text = f"checks for people:\n  - n = 1:\n      n query: {ENDLESS['duckdb']}\n"
    with subprocess.Popen(
        [sys.executable, "-c", SIGNALLED, str(duckdb_people.options["path"]), text],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
        },
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()

    assert (first, rest) == ("running\n", "stopped\n")
    assert process.returncode == 0


def test_a_mistake_of_our_own_is_not_a_scan_without_answers(
    sqlite_people: DataSourceSettings,
) -> None:
    class Broken(Watched):
        def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
            raise TypeError("a bug")

    watch = Watch()

    with pytest.raises(TypeError, match="a bug"):
        scan(FOUR, sqlite_people, wrap=lambda c: Broken(watch(c), watch))

    assert watch.closed >= watch.opened


class Notes(NoProgress):
    """Writes down what it hears, and in which thread."""

    def __init__(self) -> None:
        self.total = 0
        self.heard: list[str] = []
        self.threads: set[int] = set()

    def started(self, queries: int) -> None:
        """Note the number."""
        self.total = queries

    def query_started(self, query: Query) -> None:
        """Note the start."""
        self.heard.append(f"start {query.id}")
        self.threads.add(get_ident())

    def query_finished(self, query: Query, *, duration_s: float, error: QueryError | None) -> None:
        """Note the end."""
        self.heard.append(f"{'failed' if error else 'done'} {query.id}")
        self.threads.add(get_ident())


def test_whoever_watches_hears_of_each_query_in_the_callers_thread(
    people: DataSourceSettings,
) -> None:
    notes = Notes()
    text = FOUR + "  - avg(nope) > 1\n"

    result = scan(text, people, progress=notes, max_workers=3)

    planned = [query.id for query in plan_of(text, people.type).queries]
    assert notes.total == len(planned) == 5
    assert sorted(notes.heard) == sorted(
        [f"start {name}" for name in planned]
        + [f"done {name}" for name in planned[:4]]
        + [f"failed {planned[4]}"]
    )
    assert notes.threads == {get_ident()}
    assert result.outcome == "error"
