"""A table whose answers are known, on each engine that runs here, and checks from their text."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from textwrap import dedent

import pytest
from tests.engines.names import ENGINES

from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

PEOPLE = (
    """CREATE TABLE people (
    id INTEGER, name VARCHAR(20), "order" INTEGER, "first name" TEXT, "MixedCase" TEXT,
    score DOUBLE PRECISION, price DECIMAL(10, 2), created TIMESTAMP, code TEXT)""",
    """INSERT INTO people VALUES
    (1, 'O''Brien', 10, 'ann', 'A', 1.0, 0.10, '2024-01-01 10:00:00', '1,5'),
    (2, 'Zoë', 20, 'bob', 'b', 2.0, 0.20, '2024-01-02 10:00:00', '2'),
    (3, NULL, 20, 'bob', NULL, 4.0, 0.30, '2024-01-03 10:00:00', 'x'),
    (4, 'N/A', NULL, NULL, 'A', NULL, NULL, NULL, NULL),
    (5, '日本', 30, 'ann', 'A', 5.0, 0.40, '2024-01-02 09:00:00', '-3'),
    (6, 'O''Brien', 30, '', 'a', 8.0, 0.70, '2024-01-01 00:00:00', ' +4')""",
    "CREATE TABLE empty_people AS SELECT * FROM people WHERE id < 0",
)


@pytest.fixture(scope="module", params=ENGINES)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Each dialect that can be run here."""
    return get_dialect(request.param)


@pytest.fixture(scope="module")
def people(
    dialect: Dialect, new_source: Callable[[str, Sequence[str]], DataSourceSettings]
) -> Iterator[Connection]:
    """A database with the table `people` of six rows and `empty_people` of none."""
    with dialect.connect(new_source(dialect.name, PEOPLE), root=Path()) as connection:
        yield connection


@pytest.fixture(scope="session")
def checks_of() -> Callable[[str], tuple[Check, ...]]:
    """Function `(SodaCL text)`: its checks."""
    settings = ParseSettings(
        data_sources=frozenset({"shop", "backup"}),
        default_data_source="shop",
        variables={},
        environment={},
        now=datetime(2026, 11, 20, 6, tzinfo=timezone.utc),
    )

    def parse(text: str) -> tuple[Check, ...]:
        result = parse_specs([SpecFile("checks/people.yml", dedent(text))], settings)
        assert result.errors == ()
        return result.checks

    return parse
