"""What ClickHouse does that no other engine does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlglot import exp
from tests.engines.clickhouse_http import http_server

from seltzer_dialects.clickhouse import ClickHouse
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConfigError, ConnectError, QueryError

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

TABLE = (
    """CREATE TABLE t (a Int64 NOT NULL, d Decimal(10, 2), f Float64, g Float32, s String,
    moment DateTime64(3, 'Europe/Berlin'), row_count Int32)""",
    """INSERT INTO t VALUES
    (9223372036854775807, 0.10, nan, 0.1, 'x', '2024-01-03 10:00:00', 5),
    (9223372036854775807, 0.20, 1.5, 0.2, 'y', NULL, 6)""",
    "CREATE TABLE nothing (a Int64 NOT NULL)",
)
DIALECT = ClickHouse()


@pytest.fixture(scope="module")
def settings(new_source: NewSource) -> DataSourceSettings:
    return new_source("clickhouse", TABLE)


@pytest.fixture
def connection(settings: DataSourceSettings) -> Iterator[Connection]:
    with get_dialect("clickhouse").connect(settings, root=Path()) as opened:
        yield opened


@pytest.fixture(scope="module")
def server(settings: DataSourceSettings) -> Iterator[DataSourceSettings]:
    """The same data behind a server."""
    with http_server(str(settings.options["path"]), password="s3same-Open") as port:
        options: dict[str, str | int | float | bool | None] = {
            "host": "127.0.0.1",
            "port": port,
            "username": "me",
            "password": "s3same-Open",
            "database": settings.options["database"],
        }
        yield replace(settings, options=options)


def value_of(aggregate: exp.Expr, column: str, connection: Connection, table: str = "t") -> object:
    tree = DIALECT.exact(aggregate, exp.column(column), None)
    ((found,),) = connection.fetch(DIALECT.render(exp.select(tree).from_(table))).rows
    return found


def test_a_sum_that_does_not_fit_is_an_error(connection: Connection) -> None:
    assert connection.fetch("SELECT SUM(a) FROM t").rows == ((-2,),)
    with pytest.raises(QueryError, match="the sum is out of range") as caught:
        value_of(exp.Sum(this=exp.column("a")), "a", connection)

    assert caught.value.code == "type_mismatch"


@pytest.mark.parametrize(("column", "total"), [("d", Decimal("0.30")), ("row_count", 11)])
def test_a_sum_that_fits_is_exact(column: str, total: object, connection: Connection) -> None:
    assert value_of(exp.Sum(this=exp.column(column)), column, connection) == total


def test_a_sum_with_nan_is_nan(connection: Connection) -> None:
    assert str(value_of(exp.Sum(this=exp.column("f")), "f", connection)) == "nan"


def test_an_average_of_large_integers_does_not_wrap(connection: Connection) -> None:
    assert value_of(exp.Avg(this=exp.column("a")), "a", connection) == 9223372036854775807.0


def test_aggregates_of_no_rows_are_null(connection: Connection) -> None:
    for aggregate in (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Stddev):
        assert value_of(aggregate(this=exp.column("a")), "a", connection, "nothing") is None


def test_the_spread_of_one_value_is_null(connection: Connection) -> None:
    rows = exp.select(exp.Literal.number(5).as_("a")).subquery("one")
    tree = DIALECT.exact(exp.Stddev(this=exp.column("a")), exp.column("a"), None)

    assert connection.fetch(DIALECT.render(exp.select(tree).from_(rows))).rows == ((None,),)


def test_an_alias_does_not_hide_a_column(connection: Connection) -> None:
    sql = "SELECT COUNT(*) AS row_count, SUM(row_count) AS sum_row_count FROM t"

    assert connection.fetch(sql).rows == ((2, 11),)


def test_a_row_without_a_match_has_null(connection: Connection) -> None:
    sql = "SELECT COUNT(*) FROM t LEFT JOIN (SELECT 5 AS k) AS r ON row_count = k WHERE k IS NULL"

    assert connection.fetch(sql).rows == ((1,),)


def test_moments_and_single_precision(connection: Connection) -> None:
    ((moment, single),) = connection.fetch("SELECT MAX(moment), MIN(g) FROM t").rows

    assert moment == datetime.fromisoformat("2024-01-03 10:00:00+01:00")
    assert single == 0.1


def test_types_are_told_without_what_wraps_them() -> None:
    wrapped = ("Nullable(Decimal(10, 2))", "LowCardinality(Nullable(String))", "Array(String)")

    assert [DIALECT.type_family(name) for name in wrapped] == ["number", "text", "other"]
    assert DIALECT.is_same_type("decimal(10,2)", "Nullable(Decimal(10, 2))")
    assert not DIALECT.is_same_type("varchar", "Array(String)")


def test_a_server_answers_as_chdb_does(server: DataSourceSettings, connection: Connection) -> None:
    sql = "SELECT a, d, g, s, moment FROM t ORDER BY row_count"
    with get_dialect("clickhouse").connect(server, root=Path()) as remote:
        assert remote.fetch(sql, timeout_s=60) == connection.fetch(sql)
        assert [rows.rows for rows in remote.stream(sql)] == [connection.fetch(sql).rows]
        for bad, code in (("SELECT nope FROM t", "missing_object"), ("DROP TABLE t", "permission")):
            with pytest.raises(QueryError) as caught:
                remote.fetch(bad)
            assert caught.value.code == code


def test_a_server_that_refuses_is_told_in_one_line_without_the_password(
    server: DataSourceSettings,
) -> None:
    wrong = replace(server, name="shop", options={**server.options, "password": "hunter2-long"})
    with pytest.raises(ConnectError, match=r'^data source "shop": .*Authentication') as caught:
        get_dialect("clickhouse").connect(wrong, root=Path())

    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_server_is_an_error() -> None:
    options: dict[str, str | int] = {"host": "127.0.0.1", "port": 1}
    with pytest.raises(ConnectError, match=r'^data source "shop": '):
        get_dialect("clickhouse").connect(
            DataSourceSettings("shop", "clickhouse", options), root=Path()
        )


def test_secure_is_true_or_false() -> None:
    settings = DataSourceSettings("shop", "clickhouse", {"secure": "perhaps"})
    with pytest.raises(ConfigError, match='"secure" wants true or false'):
        get_dialect("clickhouse").connect(settings, root=Path())
