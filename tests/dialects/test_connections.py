"""Sessions: what they give, how they stop, and what they refuse."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from tests.engines.names import ENGINES

from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConfigError, ConnectError, QueryError

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

TABLE = (
    "CREATE TABLE t (a INTEGER, b TEXT, c DECIMAL(10, 2), d TIMESTAMP)",
    "INSERT INTO t VALUES (1, 'O''Brien', 1.50, '2024-01-03 10:00:00'), (NULL, NULL, NULL, NULL)",
)
ENDLESS = {
    "clickhouse": "SELECT SUM(a.number * b.number) FROM numbers(1000000) a, numbers(1000000) b",
    "duckdb": "SELECT SUM(a.range * b.range) FROM range(1000000) a, range(1000000) b",
    "mysql": "SELECT SUM(SLEEP(600)) FROM t",
    "postgres": "SELECT pg_sleep(600)",
    "spark": "SELECT SUM(HASH(id) % 7) FROM RANGE(1000000000000)",
    "sqlite": """WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)
        SELECT COUNT(*) FROM c""",
}


@pytest.fixture(scope="module", params=ENGINES)
def settings(request: pytest.FixtureRequest, new_source: NewSource) -> DataSourceSettings:
    return new_source(request.param, TABLE)


@pytest.fixture
def connection(settings: DataSourceSettings) -> Iterator[Connection]:
    with get_dialect(settings.type).connect(settings, root=Path()) as opened:
        yield opened


def failure(connection: Connection, sql: str, timeout_s: float | None = None) -> QueryError:
    with pytest.raises(QueryError) as caught:
        connection.fetch(sql, timeout_s=timeout_s)
    return caught.value


def test_rows_have_plain_types(connection: Connection, settings: DataSourceSettings) -> None:
    rows = connection.fetch("SELECT a, b, c, d FROM t ORDER BY a IS NULL")
    newest = datetime.fromisoformat("2024-01-03 10:00:00")

    assert rows.columns == ("a", "b", "c", "d")
    if settings.type == "sqlite":
        assert rows.rows[0] == (1, "O'Brien", 1.5, str(newest))
    else:
        assert rows.rows[0] == (1, "O'Brien", Decimal("1.50"), newest)
    assert rows.rows[1] == (None,) * 4


def test_types_that_no_metric_has_become_text(
    connection: Connection, settings: DataSourceSettings
) -> None:
    sql = {
        "duckdb": "SELECT TIME '10:00:00', [1, 2]",
        "postgres": "SELECT TIME '10:00:00', ARRAY[1, 2]",
        "clickhouse": "SELECT CAST('10:00:00' AS FixedString(8)), [1, 2]",
        "mysql": "SELECT TIME '10:00:00', '[1, 2]'",
        "spark": "SELECT X'31303A30303A3030', ARRAY(1, 2)",
        "sqlite": "SELECT CAST('10:00:00' AS BLOB), '[1, 2]'",
    }[settings.type]

    assert connection.fetch(sql).rows == (("10:00:00", "[1, 2]"),)


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_single_precision_is_read_as_the_shortest_decimal(name: str, new_source: NewSource) -> None:
    made = [
        "CREATE TABLE r (a REAL, b DOUBLE PRECISION)",
        "INSERT INTO r VALUES (0.1, 0.1), (16777216, 1), (3.4028235e38, 1), ('NaN', 1), (1e-45, 1)",
    ]
    with get_dialect(name).connect(new_source(name, made), root=Path()) as connection:
        found = connection.fetch("SELECT a, b FROM r").rows
        (streamed,) = connection.stream("SELECT a, b FROM r")

    assert found[:3] == ((0.1, 0.1), (16777216.0, 1.0), (3.4028235e38, 1.0))
    assert str(found[3][0]) == "nan"
    assert found[4][0] == 1e-45
    assert streamed.rows[:3] == found[:3]


def test_statement_that_runs_too_long_is_stopped(
    connection: Connection, settings: DataSourceSettings
) -> None:
    error = failure(connection, ENDLESS[settings.type], timeout_s=0.1)

    assert error.code == "timeout"
    assert connection.fetch("SELECT 1").rows == ((1,),)


def test_statement_within_its_time_is_not_stopped(connection: Connection) -> None:
    assert connection.fetch("SELECT COUNT(*) FROM t", timeout_s=300).rows == ((2,),)
    assert connection.fetch("SELECT COUNT(*) FROM t").rows == ((2,),)


def test_statement_is_cancelled_from_another_thread(
    connection: Connection, settings: DataSourceSettings
) -> None:
    codes: list[str] = []
    worker = Thread(target=lambda: codes.append(failure(connection, ENDLESS[settings.type]).code))
    worker.start()
    # A cancel that comes before the statement has started does nothing, so it is repeated.
    while worker.is_alive():
        connection.cancel()
        worker.join(timeout=0.05)

    assert codes == ["cancelled"]
    assert connection.fetch("SELECT 1").rows == ((1,),)


def test_cancel_without_a_statement_does_nothing(connection: Connection) -> None:
    connection.cancel()

    assert connection.fetch("SELECT 1").rows == ((1,),)
    connection.close()
    connection.cancel()


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELEC 1", "syntax"),
        ("SELECT nope FROM t", "missing_object"),
        ("SELECT * FROM nope", "missing_object"),
    ],
)
def test_failures_have_codes(sql: str, code: str, connection: Connection) -> None:
    assert failure(connection, sql).code == code
    assert connection.fetch("SELECT 1").rows == ((1,),)


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [("SELECT 'x'::integer", "22P02"), ("SELECT a ~ 'x' FROM t", "42883")],
)
def test_postgres_types_that_do_not_fit(sql: str, sqlstate: str, new_source: NewSource) -> None:
    settings = new_source("postgres", TABLE)
    with get_dialect("postgres").connect(settings, root=Path()) as connection:
        error = failure(connection, sql)

    assert (error.code, error.sqlstate) == ("type_mismatch", sqlstate)


@pytest.mark.parametrize("sql", ["SELECT CAST('x' AS INTEGER)", "SELECT regexp_matches(1, 'x')"])
def test_duckdb_types_that_do_not_fit(sql: str, new_source: NewSource) -> None:
    settings = new_source("duckdb", TABLE)
    with get_dialect("duckdb").connect(settings, root=Path()) as connection:
        assert failure(connection, sql).code == "type_mismatch"


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM t",
        "INSERT INTO t (a) VALUES (7)",
        "CREATE TABLE x (a INTEGER)",
        "DROP TABLE t",
        "SELECT 1; DELETE FROM t",
        "COMMIT; DELETE FROM t",
    ],
)
def test_nothing_can_be_written(sql: str, connection: Connection) -> None:
    error = failure(connection, sql)

    assert error.code in ("permission", "syntax")
    assert connection.fetch("SELECT COUNT(*) FROM t").rows == ((2,),)


def test_postgres_session_cannot_be_made_writable(new_source: NewSource) -> None:
    write = """CREATE FUNCTION write_one() RETURNS integer LANGUAGE sql AS
        'INSERT INTO t (a) VALUES (9) RETURNING a'"""
    settings = new_source("postgres", [*TABLE, write])
    with get_dialect("postgres").connect(settings, root=Path()) as connection:
        failure(connection, "SELECT set_config('transaction_read_only', 'off', false)")
        connection.fetch("SELECT set_config('default_transaction_read_only', 'off', false)")
        connection.fetch("SELECT set_config('search_path', 'pg_catalog', false)")
        error = failure(connection, "SELECT write_one()")

    assert error.code == "permission"


def test_path_is_relative_to_the_root(new_source: NewSource) -> None:
    for name in ("duckdb", "sqlite"):
        settings = new_source(name, TABLE)
        path = Path(str(settings.options["path"]))
        near = replace(settings, options={"database": path.name})
        with get_dialect(name).connect(near, root=path.parent) as connection:
            assert connection.fetch("SELECT COUNT(*) FROM t").rows == ((2,),)


@pytest.mark.parametrize("name", ["duckdb", "sqlite"])
def test_missing_file_is_not_created(name: str, tmp_path: Path) -> None:
    settings = DataSourceSettings("shop", name, {"path": "nope.db"})
    with pytest.raises(ConnectError, match=r'data source "shop".*nope.db'):
        get_dialect(name).connect(settings, root=tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["duckdb", "sqlite"])
def test_file_of_another_kind_is_an_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("not a database, but long enough to look at" * 50)
    settings = DataSourceSettings("shop", name, {"path": "x.db"})
    with pytest.raises(ConnectError, match='data source "shop"'):
        get_dialect(name).connect(settings, root=tmp_path)


def test_server_that_is_not_there_is_an_error_without_the_password() -> None:
    options: dict[str, str | int] = {
        "host": "127.0.0.1",
        "port": 1,
        "user": "me",
        "password": "hunter2",
    }
    settings = DataSourceSettings("shop", "postgres", options)
    with pytest.raises(ConnectError) as caught:
        get_dialect("postgres").connect(settings, root=Path())

    assert str(caught.value).startswith('data source "shop": ')
    assert "hunter2" not in str(caught.value) + repr(settings)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("form", ["{}", "postgresql://me:{}@db.example.org/shop"])
def test_a_database_that_is_refused_is_not_quoted(form: str, new_source: NewSource) -> None:
    secret = "s3same-Open"
    settings = new_source("postgres", [])
    wrong = {**settings.options, "database": form.format(secret)}
    settings = replace(settings, options=wrong, from_environment=(secret,))
    with pytest.raises(ConnectError, match=r'database ".*\*\*\*.*" does not exist') as caught:
        get_dialect("postgres").connect(settings, root=Path())

    assert secret not in str(caught.value)
    assert caught.value.__suppress_context__


def test_port_that_is_no_number_is_an_error() -> None:
    settings = DataSourceSettings("shop", "postgres", {"port": "s3cret"})
    with pytest.raises(ConfigError, match='"port" wants a whole number') as caught:
        get_dialect("postgres").connect(settings, root=Path())

    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_schema_is_where_unqualified_names_are_found(name: str, new_source: NewSource) -> None:
    made = ['CREATE SCHEMA "it\'s"', 'CREATE TABLE "it\'s".u (a INTEGER)']
    settings = replace(new_source(name, [*TABLE, *made]), schema="it's")
    with get_dialect(name).connect(settings, root=Path()) as connection:
        assert connection.fetch("SELECT COUNT(*) FROM u").rows == ((0,),)


def test_sqlite_regexp_is_a_partial_match_and_null_stays_null(new_source: NewSource) -> None:
    settings = new_source("sqlite", TABLE)
    with get_dialect("sqlite").connect(settings, root=Path()) as connection:
        rows = connection.fetch("SELECT b REGEXP 'Br', b REGEXP '^Br' FROM t ORDER BY a DESC").rows

    assert rows == ((1, 0), (None, None))


def test_duckdb_gives_times_with_zones(new_source: NewSource) -> None:
    settings = new_source("duckdb", TABLE)
    with get_dialect("duckdb").connect(settings, root=Path()) as connection:
        ((found,),) = connection.fetch("SELECT TIMESTAMPTZ '2024-01-03 10:00:00+02'").rows

    assert isinstance(found, datetime)
    assert found == datetime.fromisoformat("2024-01-03 10:00:00+02:00")
