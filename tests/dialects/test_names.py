"""Names: quoted only where the user or the engine wants it, and never misread."""

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import psycopg
import pytest
from sqlglot import exp
from tests.engines.names import ENGINES

from seltzer_dialects.duckdb import DuckDB
from seltzer_dialects.postgres import Postgres
from seltzer_dialects.registry import get_dialect
from seltzer_dialects.sqlite import SQLite
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import QueryError
from seltzer_specs.names import DatasetRef, Name

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]


def written(dialect: str, name: Name) -> str:
    engine = get_dialect(dialect)
    return engine.column(name).sql(dialect=engine.sqlglot)


@pytest.mark.parametrize(
    ("name", "duck", "postgres", "sqlite"),
    [
        (Name("total"), "total", "total", "total"),
        (Name("Total"), "Total", "Total", "Total"),
        (Name("größe"), "größe", "größe", "größe"),
        (Name("Total", is_quoted=True), '"Total"', '"Total"', "`Total`"),
        (Name("order"), '"order"', '"order"', "`order`"),
        (Name("ORDER"), '"ORDER"', '"order"', "`ORDER`"),
        (Name("order id"), '"order id"', '"order id"', "`order id`"),
        (Name("1st"), '"1st"', '"1st"', "`1st`"),
        (Name('we"ird'), '"we""ird"', '"we""ird"', '`we"ird`'),
        (Name("x; DROP TABLE y"), '"x; DROP TABLE y"', '"x; DROP TABLE y"', "`x; DROP TABLE y`"),
    ],
)
def test_quotes_are_written_where_they_are_needed(
    name: Name, duck: str, postgres: str, sqlite: str
) -> None:
    assert [written(d, name) for d in ("duckdb", "postgres", "sqlite")] == [duck, postgres, sqlite]


def test_parts_of_a_dataset_are_quoted_one_by_one() -> None:
    dataset = DatasetRef((Name("lake"), Name("Shop", is_quoted=True), Name("order")))
    table = DuckDB().table(dataset)

    assert table.sql(dialect="duckdb") == 'lake."Shop"."order"'


def test_duckdb_reserves_what_the_engine_reserves() -> None:
    rows = duckdb.execute(
        "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    ).fetchall()

    assert {name for (name,) in rows} <= DuckDB.RESERVED


def test_postgres_reserves_what_the_engine_reserves(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as session:
        rows = session.execute(
            "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"
        ).fetchall()

    assert {name for (name,) in rows} <= Postgres.RESERVED


@pytest.mark.parametrize("name", ENGINES)
def test_every_keyword_can_name_a_column(name: str, new_source: NewSource) -> None:
    words = sorted(
        {"value", "date", "user", "key", "index", "rows", "timestamp", "position", "end", "text"}
        | DuckDB.RESERVED
        | Postgres.RESERVED
        | SQLite.RESERVED
    )
    dialect = get_dialect(name)
    columns = ", ".join(f'"{word}" INTEGER' for word in words)
    settings = new_source(name, [f"CREATE TABLE t ({columns})"])
    counts = [dialect.count_if(dialect.column(Name(word)).is_(exp.null())) for word in words]
    query = exp.select(*counts).from_(dialect.table(DatasetRef((Name("t"),))))
    with dialect.connect(settings, root=Path()) as connection:
        rows = connection.fetch(dialect.render(query)).rows

    assert rows == ((0,) * len(words),)


@pytest.mark.parametrize("name", ENGINES)
def test_unknown_quoted_column_is_an_error_and_not_a_text(name: str, new_source: NewSource) -> None:
    dialect = get_dialect(name)
    settings = new_source(name, ["CREATE TABLE t (a INTEGER)"])
    query = exp.select(dialect.column(Name("no such column"))).from_("t")
    with (
        dialect.connect(settings, root=Path()) as connection,
        pytest.raises(QueryError) as caught,
    ):
        connection.fetch(dialect.render(query))

    assert caught.value.code == "missing_object"
