"""What Spark does that no other engine does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConnectError, QueryError

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]
pytestmark = pytest.mark.xdist_group("spark")

TABLE = (
    "CREATE TABLE t (a TEXT, f REAL)",
    "INSERT INTO t VALUES ('x', 0.1), ('12', 16777216)",
)
MOMENT = "SELECT TIMESTAMP '2024-01-03 10:00:00+02:00', TIMESTAMP_NTZ '2024-01-03 10:00:00'"


@pytest.fixture(scope="module")
def settings(new_source: NewSource) -> DataSourceSettings:
    return new_source("spark", TABLE)


@pytest.fixture(scope="module")
def connection(settings: DataSourceSettings) -> Iterator[Connection]:
    with get_dialect("spark").connect(settings, root=Path()) as opened:
        yield opened


def test_text_that_is_no_number_is_an_error(connection: Connection) -> None:
    with pytest.raises(QueryError) as caught:
        connection.fetch("SELECT SUM(a) FROM t")

    assert (caught.value.code, caught.value.sqlstate) == ("type_mismatch", "22018")


def test_moments_are_in_utc_and_single_precision_is_short(connection: Connection) -> None:
    ((moment, naive),) = connection.fetch(MOMENT).rows

    assert moment == datetime.fromisoformat("2024-01-03 10:00:00+02:00")
    assert naive == datetime.fromisoformat("2024-01-03 10:00:00")
    assert connection.fetch("SELECT f FROM t ORDER BY f").rows == ((0.1,), (16777216.0,))


def test_rows_come_in_parts(connection: Connection) -> None:
    parts = list(connection.stream("SELECT id FROM RANGE(5000)"))

    assert {row for part in parts for (row,) in part.rows} == set(range(5000))
    assert max(len(part.rows) for part in parts) <= 2000


def test_the_active_session_is_used_and_left_as_it_was(spark_session: Any) -> None:
    spark_session.conf.set("spark.sql.ansi.enabled", "false")
    spark_session.createDataFrame([("x",), ("7",)], "a STRING").createOrReplaceTempView("seen")
    dialect = get_dialect("spark_df")
    notebook = DataSourceSettings("notebook", "spark_df", {})
    with dialect.connect(notebook, root=Path()) as connection:
        assert connection.fetch("SELECT COUNT(*) FROM seen").rows == ((2,),)
        with pytest.raises(QueryError):
            connection.fetch("SELECT SUM(a) FROM seen")
        whole = dialect.render(dialect.whole_catalogue(schema=None))
        columns = [row[1:4] for row in connection.fetch(whole).rows]

    assert ("seen", "a", "string") in columns
    assert spark_session.conf.get("spark.sql.ansi.enabled") == "false"
    assert spark_session.sql("SELECT SUM(CAST(a AS INT)) FROM seen").collect()[0][0] == 7
    spark_session.conf.unset("spark.sql.ansi.enabled")
    spark_session.catalog.dropTempView("seen")


def test_a_database_that_is_not_there_is_told_in_one_line(settings: DataSourceSettings) -> None:
    wrong = replace(settings, name="shop", schema="no_such_database")
    with pytest.raises(ConnectError, match=r'^data source "shop": .*no_such_database') as caught:
        get_dialect("spark").connect(wrong, root=Path())

    assert "\n" not in str(caught.value)
