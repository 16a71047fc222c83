"""Several queries at a time: order of the report, sessions that fail, what is tried again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql
from tests.scanner.scans import NOON, Watch, Watched, checks_of, plan_of, scan

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.drafts.draft import Engine
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection, Rows
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.lane import Access, Lane
from seltzer_scanner.scan import run_scan
from seltzer_scanner.session import Session
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConnectError, QueryError

TWO = """
    checks for people:
      - first = 1:
          first query: SELECT 1
      - second = 2:
          second query: SELECT 2
"""
FOUR = "checks for people:\n" + "".join(
    f"  - n{number} = {number}:\n      n{number} query: SELECT {number}\n" for number in range(4)
)


class Late(Watched):
    """A connection whose first query ends only after the second one."""

    second_is_done = Event()

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run, in the wrong order."""
        if sql.endswith("1"):
            assert self.second_is_done.wait(30)
        rows = super().fetch(sql, timeout_s=timeout_s)
        if sql.endswith("2"):
            self.second_is_done.set()
        return rows


def test_the_report_has_the_order_of_the_plan_whatever_ends_first(
    sqlite_people: DataSourceSettings,
) -> None:
    watch = Watch()

    result = scan(TWO, sqlite_people, wrap=lambda c: Late(watch(c), watch), max_workers=2)

    assert [executed.query.sql for executed in result.queries] == ["SELECT 1", "SELECT 2"]
    assert [check.judgement.outcome for check in result.checks] == ["pass", "pass"]


class Meeting(Watched):
    """A connection whose statements end only when one of another data source runs, too."""

    barrier = Barrier(2, timeout=30)

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Meet, and run."""
        self.barrier.wait()
        return super().fetch(sql, timeout_s=timeout_s)


def test_data_sources_are_read_at_the_same_time(
    duckdb_people: DataSourceSettings, sqlite_people: DataSourceSettings
) -> None:
    watch = Watch()

    def access(settings: DataSourceSettings) -> Access:
        dialect = get_dialect(settings.type)
        return Access(
            connect=lambda: Meeting(watch(dialect.connect(settings, root=Path())), watch),
            dialect=dialect,
            threads=1,
        )

    own, other = access(duckdb_people), access(sqlite_people)
    plan = compile_checks(
        checks_of("checks for people:\n  - row_count same as people in backup"),
        dialect=own.dialect,
        data_source="shop",
        others={"backup": Engine(other.dialect)},
    )

    result = run_scan(
        plan,
        own.connect,
        dialect=own.dialect,
        data_time=NOON,
        clock=lambda: NOON,
        max_workers=1,
        others={"backup": other},
    )

    assert result.outcome == "pass"


def _lane(*heavy: bool, threads: int = 2) -> Lane:
    (query, *_) = plan_of(TWO, "sqlite").queries
    queries = [replace(query, id=f"q{n}", is_heavy=value) for n, value in enumerate(heavy)]

    def refuse() -> Connection:
        raise ConnectError("nothing is run here")

    access = Access(connect=refuse, dialect=get_dialect("sqlite"), threads=threads)
    return Lane(access, queries, Event())


def test_two_heavy_queries_never_run_at_once() -> None:
    lane = _lane(True, True, False)

    first, light = lane.take(), lane.take()
    assert first is not None
    assert light is not None
    assert (first.id, light.id) == ("q0", "q2")
    assert lane.take() is None
    assert not lane.has_work()  # the other session leaves, and this one goes on
    lane.finish(first)
    last = lane.take()
    assert last is not None
    assert last.id == "q1"


def test_the_last_session_gives_up_what_is_left_and_others_leave() -> None:
    lane = _lane(False, False, False, threads=2)

    assert lane.leave()
    assert not lane.leave()
    assert [query.id for query in lane.give_up()] == ["q0", "q1", "q2"]
    assert not lane.has_work()


@pytest.mark.parametrize(("dialect", "is_heavy"), [("duckdb", True), ("postgres", False)])
def test_groups_are_heavy_where_the_engine_gives_them_all_its_memory(
    dialect: str, is_heavy: bool
) -> None:
    text = "checks for people:\n  - duplicate_count(name) = 0\n  - row_count > 0\n"
    queries = plan_of(text, dialect).queries

    assert {q.kind: q.is_heavy for q in queries} == {"duplicates": is_heavy, "aggregate": False}


def test_a_session_that_cannot_be_had_keeps_no_query_from_the_others(
    sqlite_people: DataSourceSettings,
) -> None:
    dialect, all_done = get_dialect("sqlite"), Event()
    watch = Watch()

    class Counting(Watched):
        def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
            rows = super().fetch(sql, timeout_s=timeout_s)
            if len(watch.statements) == 4:
                all_done.set()
            return rows

    def connect() -> Connection:
        with watch.lock:
            is_first = watch.opened == 0
            watch.opened += 1
        if not is_first:
            assert all_done.wait(30)
            raise ConnectError("too many sessions")
        return Counting(dialect.connect(sqlite_people, root=Path()), watch)

    result = run_scan(
        plan_of(FOUR, "sqlite"),
        connect,
        dialect=dialect,
        data_time=NOON,
        clock=lambda: NOON,
        max_workers=3,
    )

    assert [check.judgement.outcome for check in result.checks] == ["pass"] * 4


def _session(
    connect: Callable[[], Connection], *, stop: Event | None = None, attempts: int = 3
) -> Session:
    delays = (0.0,) * (attempts - 1)
    return Session(connect, stop=stop or Event(), timeout_s=None, retry_delays_s=delays)


class Refusals:
    """Opens a connection after some refusals."""

    def __init__(
        self, source: DataSourceSettings, count: int, *, is_transient: bool = True
    ) -> None:
        self.tried = 0
        self._source, self._count, self._is_transient = source, count, is_transient

    def __call__(self) -> Connection:
        self.tried += 1
        if self.tried <= self._count:
            raise ConnectError("not yet", is_transient=self._is_transient)
        return get_dialect(self._source.type).connect(self._source, root=Path())


def test_connecting_is_tried_again_where_the_reason_may_pass(
    sqlite_people: DataSourceSettings,
) -> None:
    refusals = Refusals(sqlite_people, 2)
    session = _session(refusals)

    assert session.fetch("SELECT 1").rows == ((1,),)
    assert refusals.tried == 3
    session.close()


@pytest.mark.parametrize(
    ("refused", "is_transient", "stopped", "tried"),
    [(9, True, False, 3), (9, False, False, 1), (9, True, True, 1)],
)
def test_connecting_is_not_tried_for_ever(
    sqlite_people: DataSourceSettings, refused: int, is_transient: bool, stopped: bool, tried: int
) -> None:
    refusals, stop = Refusals(sqlite_people, refused, is_transient=is_transient), Event()
    if stopped:
        stop.set()

    with pytest.raises(ConnectError, match="not yet"):
        _session(refusals, stop=stop).open()

    assert refusals.tried == tried


@pytest.fixture
def postgres(postgres_url: str) -> DataSourceSettings:
    """A database with a function that gives way to another transaction, once per session."""
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute(
            """CREATE FUNCTION give_way(state TEXT) RETURNS INTEGER LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())
            THEN RETURN 7; END IF;
            PERFORM pg_advisory_lock(1);
            RAISE EXCEPTION 'gave way' USING ERRCODE = state; END $$"""
        )
    return _settings(postgres_url)


def _settings(url: str, **options: str) -> DataSourceSettings:
    parts = urlsplit(url)
    found = {
        "host": parts.hostname,
        "port": parts.port,
        "username": parts.username,
        "password": parts.password or "",
        "database": parts.path.strip("/"),
    }
    return DataSourceSettings("postgres", "postgres", {**found, **options})


@pytest.fixture
def watched(postgres: DataSourceSettings) -> Iterator[tuple[Session, Watch]]:
    """A session and what it sends."""
    watch = Watch()
    session = _session(lambda: watch(get_dialect("postgres").connect(postgres, root=Path())))
    yield session, watch
    session.close()


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_statement_that_the_engine_undid_is_sent_again(
    watched: tuple[Session, Watch], state: str
) -> None:
    session, watch = watched

    assert session.fetch(f"SELECT give_way('{state}')").rows == ((7,),)
    assert len(watch.statements) == 2


def test_a_statement_that_gives_rows_one_by_one_is_sent_again_before_the_first(
    watched: tuple[Session, Watch],
) -> None:
    session, _ = watched

    (rows,) = session.stream("SELECT give_way('40001')")

    assert rows.rows == ((7,),)


@pytest.mark.parametrize("state", ["22012", "57014", "53200", "P0001"])
def test_a_statement_that_failed_for_another_reason_is_not(
    watched: tuple[Session, Watch], state: str
) -> None:
    session, watch = watched

    with pytest.raises(QueryError) as caught:
        session.fetch(f"SELECT give_way('{state}')")

    assert caught.value.sqlstate == state
    assert len(watch.statements) == 1


def test_a_statement_that_may_have_run_when_the_connection_broke_is_not(
    watched: tuple[Session, Watch],
) -> None:
    session, watch = watched

    with pytest.raises(QueryError) as caught:
        session.fetch("SELECT pg_terminate_backend(pg_backend_pid())")

    assert caught.value.code == "connection"
    assert len(watch.statements) == 1


def test_a_connection_that_broke_while_it_was_idle_is_replaced(
    watched: tuple[Session, Watch], postgres_url: str
) -> None:
    session, watch = watched
    ((pid,),) = session.fetch("SELECT pg_backend_pid()").rows
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])

    assert session.fetch("SELECT 1").rows == ((1,),)
    assert (watch.opened, watch.closed) == (2, 1)


def test_a_server_with_fewer_sessions_than_threads_is_scanned(
    postgres_url: str, postgres: DataSourceSettings
) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as admin:
        admin.execute("DROP ROLE IF EXISTS seltzer_one")
        admin.execute("CREATE ROLE seltzer_one LOGIN CONNECTION LIMIT 1")
        admin.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO seltzer_one").format(
                sql.Identifier(str(postgres.options["database"]))
            )
        )
    one = _settings(postgres_url, username="seltzer_one")

    result = scan(FOUR, one, max_workers=4)

    assert [check.judgement.outcome for check in result.checks] == ["pass"] * 4


@pytest.mark.parametrize(
    ("options", "is_transient"),
    [
        ({"port": "9"}, True),
        ({"database": "no_such_database"}, False),
        ({"username": "no_such_role"}, False),
    ],
)
def test_reasons_that_may_pass_are_told_from_those_that_do_not(
    postgres_url: str, options: dict[str, str], is_transient: bool
) -> None:
    dialect: Dialect = get_dialect("postgres")

    with pytest.raises(ConnectError) as caught:
        dialect.connect(_settings(postgres_url, **options), root=Path())

    assert caught.value.is_transient is is_transient
