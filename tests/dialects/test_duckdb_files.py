"""Files of data as datasets."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from seltzer_dialects.catalogue import snapshot_of
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConfigError, ConnectError, QueryError


def lake(files: str, root: Path, **more: str) -> Connection:
    settings = DataSourceSettings("lake", "duckdb", {"files": files, **more})
    return get_dialect("duckdb").connect(settings, root=root)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    parts = data / "events" / "day=2024-01-01"
    parts.mkdir(parents=True)
    with duckdb.connect() as session:
        session.sql("SELECT 1 AS id, 'O''Brien' AS name").write_parquet(
            str(data / "people.parquet")
        )
        session.sql("SELECT 7 AS n").write_parquet(str(parts / "a.parquet"))
    (data / "orders.csv").write_text("id,total\n1,2.5\n2,\n", encoding="utf-8")
    (data / "odd name.json").write_text('[{"a": 1}, {"a": 2}]', encoding="utf-8")
    (data / "lines.ndjson.gz").write_bytes(gzip.compress(b'{"b": 1}\n'))
    (data / "README.md").write_text("no data", encoding="utf-8")
    return tmp_path


@pytest.fixture
def connection(folder: Path) -> Iterator[Connection]:
    with lake("data", folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("SELECT * FROM people", (1, "O'Brien")),
        ("SELECT COUNT(*), SUM(total) FROM orders", (2, 2.5)),
        ('SELECT SUM(a) FROM "odd name"', (3,)),
        ("SELECT b FROM lines", (1,)),
        ("SELECT n, CAST(day AS VARCHAR) FROM events", (7, "2024-01-01")),
    ],
)
def test_each_file_is_a_dataset(sql: str, row: tuple[object, ...], connection: Connection) -> None:
    assert connection.fetch(sql).rows == (row,)


def test_the_catalogue_knows_the_files(connection: Connection) -> None:
    dialect = get_dialect("duckdb")
    rows = connection.fetch(dialect.render(dialect.whole_catalogue(schema=None))).rows
    found = snapshot_of(rows, data_source="lake", dialect=dialect)

    assert [dataset.name for dataset in found.datasets] == [
        "events", "lines", "odd name", "orders", "people",
    ]  # fmt: skip


def test_a_pattern_names_some_files(folder: Path) -> None:
    with lake("data/*.csv", folder) as connection:
        assert connection.fetch("SELECT COUNT(*) FROM orders").rows == ((2,),)
        with pytest.raises(QueryError, match="people"):
            connection.fetch("SELECT COUNT(*) FROM people")


def test_nothing_can_be_written(connection: Connection) -> None:
    with pytest.raises(QueryError, match="only a single SELECT"):
        connection.fetch("COPY people TO 'x.csv'")


def test_a_file_that_cannot_be_read_costs_only_its_own_dataset(folder: Path) -> None:
    (folder / "data" / "broken.parquet").write_bytes(b"no parquet")
    with lake("data", folder) as connection:
        assert connection.fetch("SELECT COUNT(*) FROM people").rows == ((1,),)
        with pytest.raises(QueryError, match=r'the file of "broken": .*too small') as caught:
            connection.fetch("SELECT COUNT(*) FROM broken")

    assert caught.value.code == "missing_object"


def test_two_files_of_one_name_are_a_mistake(folder: Path) -> None:
    (folder / "data" / "people.csv").write_text("id\n1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r'"people.csv" and "people.parquet" would both be'):
        lake("data", folder)


def test_no_files_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConnectError, match='no files of data at "nope"'):
        lake("nope", tmp_path)


def test_a_database_and_files_are_two_places(folder: Path) -> None:
    with pytest.raises(ConfigError, match='"files" and "path" are two places'):
        lake("data", folder, path="x.duckdb")
