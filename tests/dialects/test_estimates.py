"""What engines tell of a query before it runs."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

from seltzer_dialects.connection import Connection
from seltzer_dialects.estimate import NOTHING, Estimate, describe, total
from seltzer_dialects.registry import dialect_of
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import QueryError

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

ROWS = 5_000
NUMBERS = {
    "duckdb": f"SELECT range::INTEGER AS n, 'x' || range AS t FROM range({ROWS})",
    "postgres": f"SELECT n, 'x' || n AS t FROM generate_series(1, {ROWS}) AS n",
    "sqlite": f"""WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < {ROWS})
        SELECT n, 'x' || n AS t FROM r""",
}


@pytest.fixture(scope="module", params=sorted(NUMBERS))
def engine(
    request: pytest.FixtureRequest, new_source: NewSource
) -> Generator[tuple[str, Connection]]:
    """A table `many` of 5,000 rows and an `odd name` of none."""
    name = str(request.param)
    statements = [
        f"CREATE TABLE many AS {NUMBERS[name]}",
        'CREATE TABLE "odd name" ("a ""b" INTEGER)',
        *(["ANALYZE many"] if name == "postgres" else []),
    ]
    settings = new_source(name, statements)
    with dialect_of(settings).connect(settings, root=Path("/")) as connection:
        yield name, connection


def test_every_read_of_a_table_counts(engine: tuple[str, Connection]) -> None:
    name, connection = engine

    once = connection.estimate("SELECT SUM(n) FROM many WHERE n > 3")
    twice = connection.estimate("SELECT SUM(a.n) FROM many a JOIN many b ON a.t = b.t")

    assert once is not None
    assert twice is not None
    assert once.rows == (None if name == "sqlite" else ROWS)
    assert twice.rows == (None if name == "sqlite" else 2 * ROWS)
    assert 0 < (once.bytes or 0) < (twice.bytes or 0)


def test_columnar_engines_count_the_columns_that_a_query_needs(new_source: NewSource) -> None:
    settings = new_source("duckdb", [f"CREATE TABLE many AS {NUMBERS['duckdb']}"])
    with dialect_of(settings).connect(settings, root=Path("/")) as connection:
        number = connection.estimate("SELECT SUM(n) FROM many")
        both = connection.estimate("SELECT SUM(n), MIN(t) FROM many")

    assert number == Estimate(rows=ROWS, bytes=4 * ROWS)
    assert both == Estimate(rows=ROWS, bytes=20 * ROWS)


def test_names_in_quotes_are_found(engine: tuple[str, Connection]) -> None:
    _, connection = engine

    found = connection.estimate('SELECT SUM("a ""b") FROM "odd name" WHERE "a ""b" > 1')

    assert found is not None
    assert found.bytes is not None


def test_what_reads_no_table_reads_nothing(engine: tuple[str, Connection]) -> None:
    _, connection = engine

    found = connection.estimate("SELECT 1")

    assert found is not None
    assert found.bytes == 0


@pytest.mark.parametrize("statement", ["SELECT * FROM nothing", "SELECT 1; SELECT 2"])
def test_a_refused_statement_is_an_error(engine: tuple[str, Connection], statement: str) -> None:
    _, connection = engine

    with pytest.raises(QueryError):
        connection.estimate(statement)


def test_files_have_rows_and_no_bytes(new_source: NewSource, tmp_path: Path) -> None:
    settings = new_source("duckdb", [f"COPY (FROM range(7)) TO '{tmp_path}/a.parquet'"])
    with dialect_of(settings).connect(settings, root=Path("/")) as connection:
        found = connection.estimate(f"SELECT SUM(range) FROM '{tmp_path}/a.parquet'")

    assert found == Estimate(rows=7, bytes=None)


def test_an_index_saves_reading_the_table(new_source: NewSource) -> None:
    statements = [
        f"CREATE TABLE many AS {NUMBERS['postgres']}",
        "CREATE INDEX ON many (n)",
        "ANALYZE many",
    ]
    settings = new_source("postgres", statements)
    with dialect_of(settings).connect(settings, root=Path("/")) as connection:
        whole = connection.estimate("SELECT MIN(t) FROM many")
        some = connection.estimate("SELECT MIN(t) FROM many WHERE n = 7")

    assert whole is not None
    assert some is not None
    assert some.rows == 1
    assert (some.bytes or 0) < (whole.bytes or 0)


def test_a_sum_knows_what_all_of_its_parts_know() -> None:
    known = Estimate(rows=1, bytes=2)

    assert total([known, known, NOTHING]) == Estimate(rows=2, bytes=4)
    assert total([known, Estimate(bytes=5)]) == Estimate(rows=None, bytes=7)
    assert total([known, None]) == Estimate()
    assert total([]) == NOTHING


@pytest.mark.parametrize(
    ("estimate", "text"),
    [
        (Estimate(rows=6_000_000, bytes=1_200_000_000), "about 6,000,000 rows, 1.20 GB"),
        (Estimate(rows=1), "about 1 row"),
        (Estimate(bytes=0), "about 0 B"),
        (Estimate(), "unknown: the engine does not tell"),
        (None, "unknown: the engine does not tell"),
    ],
)
def test_amounts_in_words(estimate: Estimate | None, text: str) -> None:
    assert describe(estimate) == text
