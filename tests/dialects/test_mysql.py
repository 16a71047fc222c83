"""What MySQL and MariaDB do that no other engine does."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pymysql
import pytest

from seltzer_dialects.connection import Connection
from seltzer_dialects.mysql import MySQL
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConnectError, QueryError

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

TABLE = (
    "CREATE TABLE t (a VARCHAR(20), moment TIMESTAMP NULL, single FLOAT)",
    "INSERT INTO t VALUES ('x', '2024-01-03 10:00:00', 0.1), (' 12 ', NULL, 16777216)",
)


@pytest.fixture(scope="module")
def settings(new_source: NewSource) -> DataSourceSettings:
    return new_source("mysql", TABLE)


@pytest.fixture
def connection(settings: DataSourceSettings) -> Iterator[Connection]:
    with get_dialect("mysql").connect(settings, root=Path()) as opened:
        yield opened


@pytest.mark.parametrize(
    "sql", ["SELECT SUM(a) FROM t", "SELECT COUNT(*) FROM t WHERE a > 5", "SELECT '12abc' + 1"]
)
def test_text_that_is_no_number_is_an_error_and_not_zero(sql: str, connection: Connection) -> None:
    for run in (connection.fetch, lambda text: list(connection.stream(text))):
        with pytest.raises(QueryError, match="Truncated incorrect") as caught:
            run(sql)

        assert caught.value.code == "type_mismatch"


def test_spaces_around_a_number_are_no_error(connection: Connection) -> None:
    assert connection.fetch("SELECT SUM(a) FROM t WHERE a <> 'x'").rows == ((12.0,),)


def test_division_by_zero_is_null(connection: Connection) -> None:
    assert connection.fetch("SELECT 1 / 0").rows == ((None,),)


def test_moments_are_shown_in_utc(connection: Connection) -> None:
    ((moment, zone),) = connection.fetch("SELECT MAX(moment), @@time_zone FROM t").rows

    assert moment == datetime.fromisoformat("2024-01-03 10:00:00")
    assert zone == "+00:00"


def test_single_precision_has_the_six_digits_that_the_engine_shows(connection: Connection) -> None:
    assert connection.fetch("SELECT single FROM t").rows == ((0.1,), (16777200.0,))


def test_a_column_outside_of_aggregates_is_an_error(connection: Connection) -> None:
    with pytest.raises(QueryError, match="GROUP columns"):
        connection.fetch("SELECT a, COUNT(*) FROM t")


def test_a_pattern_knows_case_whatever_the_collation(connection: Connection) -> None:
    rows = connection.fetch("SELECT 'a' = 'A', 'a' RLIKE '(?-i)^[A-Z]', 'A' RLIKE '(?-i)A'").rows

    assert rows == ((1, 0, 1),)


def test_a_stopped_statement_gives_no_answer(connection: Connection) -> None:
    """SLEEP itself answers 1 when it is stopped."""
    with pytest.raises(QueryError) as caught:
        connection.fetch("SELECT SLEEP(600)", timeout_s=0.1)

    assert caught.value.code == "timeout"


def test_the_database_and_the_user_are_those_of_the_options(
    settings: DataSourceSettings, connection: Connection
) -> None:
    ((database, user),) = connection.fetch("SELECT DATABASE(), USER()").rows

    assert database == settings.options["database"]
    assert str(user).startswith(f"{settings.options['username']}@")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"password": "hunter2-long"}, "Access denied"),
        ({"database": "no_such_database"}, "Unknown database"),
        ({"host": "127.0.0.1", "unix_socket": None, "port": 1}, "Can't connect"),
    ],
)
def test_a_server_that_refuses_is_told_in_one_line(
    changed: dict[str, str | int | None], message: str, settings: DataSourceSettings
) -> None:
    wrong = DataSourceSettings("shop", "mysql", {**settings.options, **changed})
    with pytest.raises(ConnectError, match=f'^data source "shop": .*{message}') as caught:
        get_dialect("mysql").connect(wrong, root=Path())

    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_reserved_word_of_the_engine_is_quoted(settings: DataSourceSettings) -> None:
    """A word fails as a name exactly where the parser reserves it."""
    options: dict[str, Any] = dict(settings.options)
    options["user"] = options.pop("username")
    with pymysql.connect(**options) as session, session.cursor() as cursor:
        cursor.execute("SELECT LOWER(word) FROM information_schema.keywords")
        keywords = [word for (word,) in cursor.fetchall() if word.isidentifier()]
        for word in set(keywords) - MySQL.RESERVED:
            cursor.execute(f"SELECT q.{word}, COUNT({word}) FROM (SELECT 1 AS {word}) AS q")
