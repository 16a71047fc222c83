"""Faults of a real PostgreSQL in mid-scan: one line each, and only for the guilty checks."""

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from tests.disk_quota import files_of_at_most
from tests.scanner.scans import Watch, Watched, scan, scan_two

from seltzer_compiler.plan import Query
from seltzer_dialects.connection import Connection, Rows
from seltzer_scanner.progress import NoProgress
from seltzer_scanner.result import ScanResult
from seltzer_specs.data_sources import DataSourceSettings

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

TABLES = (
    "CREATE TABLE a AS SELECT g AS id FROM generate_series(1, 10) g",
    "CREATE TABLE b AS SELECT g AS id FROM generate_series(1, 10) g",
    "CREATE TABLE c AS SELECT g AS id FROM generate_series(1, 10) g",
)
SLOW = "SELECT COUNT(*) FROM (SELECT pg_sleep(600)) AS x"
CHECKS = f"""
checks for a:
  - row_count = 10
  - slow = 1:
      slow query: {SLOW}
checks for b:
  - row_count = 11
  - duplicate_count(id) = 0
checks for c:
  - row_count = 10
  - values in id must exist in b id
"""
QUICK = CHECKS.replace(SLOW, "SELECT 1")


@pytest.fixture
def shop(new_source: NewSource) -> DataSourceSettings:
    """Three tables that each test may break."""
    return new_source("postgres", TABLES)


@contextmanager
def admin(source: DataSourceSettings) -> Generator["psycopg.Connection[Any]"]:
    """Give a session beside the scan's."""
    options = {
        "host": source.options["host"], "port": source.options["port"],
        "user": source.options["username"], "password": source.options["password"],
        "dbname": source.options["database"],
    }  # fmt: skip
    with psycopg.connect(**options, autocommit=True) as session:  # type: ignore[arg-type]  # names
        yield session


def outcomes(result: ScanResult) -> list[tuple[str, str]]:
    return [(str(c.plan.check.dataset), c.judgement.outcome) for c in result.checks]


def errors(result: ScanResult) -> dict[str, str | None]:
    return {
        c.plan.check.definition: c.judgement.reason
        for c in result.checks
        if c.judgement.outcome == "error"
    }


class Terminating(NoProgress):
    """Ends the scan's sessions as soon as the slow query runs."""

    def __init__(self, source: DataSourceSettings) -> None:
        self._source = source

    def query_started(self, query: Query) -> None:
        """Wait until the server runs the query, and end its session."""
        if "pg_sleep" not in query.sql:
            return
        with admin(self._source) as session:
            ended = None
            while ended is None:
                ended = session.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                    "datname = current_database() AND application_name = 'seltzer' AND "
                    "state = 'active' AND query LIKE '%pg_sleep%'"
                ).fetchone()


@pytest.mark.parametrize("threads", [1, 3])
def test_a_session_that_is_ended_costs_the_query_it_ran(
    shop: DataSourceSettings, threads: int
) -> None:
    result = scan(CHECKS, shop, progress=Terminating(shop), max_workers=threads)

    assert outcomes(result) == [
        ("a", "pass"), ("a", "error"), ("b", "fail"), ("b", "pass"), ("c", "pass"), ("c", "pass"),
    ]  # fmt: skip
    assert errors(result) == {"slow = 1": "terminating connection due to administrator command"}
    assert result.checks[1].judgement.error_code == "connection"


class Between(Watched):
    """Does something before one of the statements of a session."""

    def __init__(self, connection: Connection, number: int, do: Callable[[Connection], None]):
        super().__init__(connection, Watch())
        self._left = number
        self._do = do

    def fetch(self, sql: str, *, timeout_s: float | None = None) -> Rows:
        """Run one statement and fetch all its rows."""
        self._left -= 1
        if self._left == 0:
            self._do(self.inner)
        return super().fetch(sql, timeout_s=timeout_s)


def test_a_session_that_is_ended_between_queries_costs_nothing(shop: DataSourceSettings) -> None:
    ended: list[int] = []

    def end(connection: Connection) -> None:
        ((pid,),) = connection.fetch("SELECT pg_backend_pid()").rows
        if not ended:
            ended.append(int(str(pid)))
            with admin(shop) as session:
                session.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])

    result = scan(QUICK, shop, wrap=lambda c: Between(c, 2, end), max_workers=1)

    assert len(ended) == 1
    assert errors(result) == {}
    assert [outcome for _, outcome in outcomes(result)].count("pass") == 5


def test_a_table_that_vanishes_costs_the_checks_that_read_it(shop: DataSourceSettings) -> None:
    def drop(_: Connection) -> None:
        with admin(shop) as session:
            session.execute("DROP TABLE c")

    result = scan(QUICK, shop, wrap=lambda c: Between(c, 2, drop), max_workers=1)

    assert errors(result) == {
        "row_count = 10": 'relation "c" does not exist',
        "values in id must exist in b id": 'relation "c" does not exist',
    }
    assert outcomes(result)[:4] == [("a", "pass"), ("a", "pass"), ("b", "fail"), ("b", "pass")]
    assert result.checks[-1].judgement.error_code == "missing_object"


def test_a_table_without_permission_costs_its_own_checks(shop: DataSourceSettings) -> None:
    role = f"reader_{shop.options['database']}"
    with admin(shop) as session:
        session.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'pw'".encode())
        try:
            session.execute(f"GRANT SELECT ON a, c TO {role}".encode())
            options = {**shop.options, "username": role, "password": "pw"}
            result = scan(QUICK, DataSourceSettings("postgres", "postgres", options))
        finally:
            session.execute(f"DROP OWNED BY {role}".encode())
            session.execute(f"DROP ROLE {role}".encode())

    assert errors(result) == dict.fromkeys(
        ["row_count = 11", "duplicate_count(id) = 0", "values in id must exist in b id"],
        "permission denied for table b",
    )
    assert {c.judgement.error_code for c in result.checks} == {None, "permission"}


def test_a_query_that_takes_too_long_says_how_long_it_may(shop: DataSourceSettings) -> None:
    result = scan(CHECKS, shop, timeout_s=0.5)

    assert errors(result) == {
        "slow = 1": "stopped after 0.5 s; raise --query-timeout if it may take longer"
    }
    assert result.checks[1].judgement.error_code == "timeout"


def test_a_full_disk_costs_the_check_that_needs_it(
    shop: DataSourceSettings, new_source: NewSource
) -> None:
    other = new_source("postgres", ("CREATE TABLE many (id BIGINT)",))
    text = """
    checks for a:
      - values in id must exist in backup.many id
      - row_count = 10
    """
    with admin(other) as session:
        session.execute("INSERT INTO many SELECT g FROM generate_series(1, 260000) g")

    with files_of_at_most(1_000_000):
        result = scan_two(text, shop, other)

    first, second = (check.judgement for check in result.checks)
    assert (first.outcome, first.error_code, second.outcome) == ("error", "resources", "pass")
    assert first.reason is not None
    assert first.reason.startswith("rows to compare cannot be kept on disk (File too large); free ")


def test_no_thread_is_left(shop: DataSourceSettings) -> None:
    before = threading.active_count()
    scan(CHECKS, shop, progress=Terminating(shop), max_workers=2)

    assert threading.active_count() == before
