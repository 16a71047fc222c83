"""What the catalogues of engines tell about columns, without reading the datasets."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from seltzer_dialects.base import MIN_ROWS_OF_STATISTICS
from seltzer_dialects.column_statistics import ColumnStatistics, Found
from seltzer_dialects.connection import Rows
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.names import DatasetRef, Name

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

ROWS = MIN_ROWS_OF_STATISTICS
TABLE = """CREATE TABLE {name} AS SELECT i AS id, 'color ' || CAST(i % 7 AS VARCHAR) AS color,
    'a long text of forty characters, number ' || CAST(100000 + i AS VARCHAR) AS long
    FROM {series} AS numbers(i)"""
SERIES = {"duckdb": "RANGE({0})", "postgres": "GENERATE_SERIES(0, {0} - 1)"}
LARGE, SMALL, VIEW = (DatasetRef((Name(text),)) for text in ("large", "small", "shown"))


def tables(engine: str) -> list[str]:
    made = [
        TABLE.format(name=name, series=SERIES[engine].format(rows))
        for name, rows in (("large", ROWS), ("small", 10))
    ]
    made.append("CREATE VIEW shown AS SELECT * FROM large")
    return made if engine == "duckdb" else [*made, "ANALYZE"]


def ask(
    source: DataSourceSettings, engine: str, *asked: tuple[DatasetRef, str]
) -> tuple[Found, list[str]]:
    dialect = get_dialect(engine)
    sent: list[str] = []
    with dialect.connect(source, root=Path()) as connection:

        def fetch(sql: str) -> Rows:
            sent.append(sql)
            return connection.fetch(sql)

        columns: dict[DatasetRef, list[Name]] = {}
        for dataset, name in asked:
            columns.setdefault(dataset, []).append(Name(name))
        return dialect.fetch_statistics(columns, fetch, schema=None), sent


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_numbers_of_a_large_table_are_known(engine: str, new_source: NewSource) -> None:
    columns = [(LARGE, name) for name in ("ID", "color", "long")]
    nowhere = (DatasetRef((Name("nowhere"),)), "id")
    found, _ = ask(new_source(engine, tables(engine)), engine, *columns, nowhere)
    named = {column.text: known for (_, column), known in found.items()}

    assert set(named) == {"ID", "color", "long"}
    assert {known.rows for known in named.values()} == {ROWS}
    assert 4 <= named["color"].distinct <= 10  # of 7: DuckDB looks at a sample of them
    assert named["ID"].share > 0.5
    assert named["long"].mean_bytes == pytest.approx(46, abs=2)
    assert all(known.is_bytewise for known in named.values())


def test_duckdb_reads_neither_small_tables_nor_views(new_source: NewSource) -> None:
    found, sent = ask(
        new_source("duckdb", tables("duckdb")), "duckdb", (SMALL, "color"), (VIEW, "color")
    )

    assert found == {}
    assert len(sent) == 1
    assert "duckdb_tables" in sent[0].lower()


def test_no_value_of_a_row_is_fetched(new_source: NewSource) -> None:
    source = new_source("duckdb", tables("duckdb"))
    _, sent = ask(source, "duckdb", (LARGE, "color"))
    with get_dialect("duckdb").connect(source, root=Path()) as connection:
        cells = [cell for sql in sent for row in connection.fetch(sql).rows for cell in row]

    assert not any("color" in str(cell) for cell in cells)


@pytest.mark.parametrize("collation", ["NOCASE", "NOACCENT", "NOCASE.NOACCENT"])
def test_a_collation_of_duckdb_is_no_comparison_of_bytes(
    collation: str, new_source: NewSource
) -> None:
    source = new_source(
        "duckdb",
        [
            f"CREATE TABLE large (color VARCHAR COLLATE {collation}, plain VARCHAR)",
            f"INSERT INTO large SELECT 'a', 'a' FROM RANGE({ROWS})",
        ],
    )
    found, _ = ask(source, "duckdb", (LARGE, "color"), (LARGE, "plain"))

    assert found[LARGE, Name("color")].is_bytewise is False
    assert found[LARGE, Name("plain")].is_bytewise is True


def test_a_nondeterministic_collation_of_postgres_is_no_comparison_of_bytes(
    new_source: NewSource,
) -> None:
    source = new_source(
        "postgres",
        [
            """CREATE COLLATION alike
            (provider = icu, locale = 'und-u-ks-level1', deterministic = false)""",
            "CREATE TABLE large (color TEXT COLLATE alike, plain TEXT)",
            "INSERT INTO large SELECT 'a', 'a' FROM GENERATE_SERIES(1, 100)",
            "ANALYZE",
        ],
    )
    found, _ = ask(source, "postgres", (LARGE, "color"), (LARGE, "plain"))

    assert found[LARGE, Name("color")].is_bytewise is False
    assert found[LARGE, Name("plain")].is_bytewise is True


def test_a_table_that_was_never_analysed_is_not_known(new_source: NewSource) -> None:
    source = new_source("postgres", ["CREATE TABLE large AS SELECT 'a' AS color"])

    assert ask(source, "postgres", (LARGE, "color"))[0] == {}


def test_shares_are_of_rows() -> None:
    assert ColumnStatistics(rows=200, distinct=5).share == 0.025
    assert ColumnStatistics(rows=2, distinct=5).share == 1.0
    assert ColumnStatistics(rows=0, distinct=0).share == 1.0
