"""A table whose answers are known, on each engine that runs here."""

from collections.abc import Callable, Sequence

import pytest
from tests.engines.names import QUICK

from seltzer_specs.data_sources import DataSourceSettings

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

PEOPLE = (
    """CREATE TABLE people (id INTEGER, name VARCHAR(20), score DOUBLE PRECISION,
    created TIMESTAMP, born DATE, code TEXT)""",
    """INSERT INTO people VALUES
    (1, 'ann', 1.0, '2026-11-20 06:00:00', '2026-11-18', 'x'),
    (2, 'bob', 2.0, '2026-11-19 12:00:00', '2026-11-17', 'y'),
    (3, NULL, 4.0, NULL, NULL, 'z'),
    (4, 'ann', NULL, '2026-11-01 00:00:00', NULL, NULL)""",
    "CREATE TABLE nobody (id INTEGER, name TEXT, created TIMESTAMP)",
)


@pytest.fixture(scope="module", params=QUICK)
def people(request: pytest.FixtureRequest, new_source: NewSource) -> DataSourceSettings:
    """A database with `people` of four rows and the empty `nobody`, on each engine."""
    return new_source(request.param, PEOPLE)


@pytest.fixture(scope="module")
def duckdb_people(new_source: NewSource) -> DataSourceSettings:
    """The same on DuckDB alone."""
    return new_source("duckdb", PEOPLE)


@pytest.fixture(scope="module")
def sqlite_people(new_source: NewSource) -> DataSourceSettings:
    """The same on SQLite alone."""
    return new_source("sqlite", PEOPLE)


@pytest.fixture(scope="module")
def postgres_people(new_source: NewSource) -> DataSourceSettings:
    """The same on PostgreSQL alone."""
    return new_source("postgres", PEOPLE)
