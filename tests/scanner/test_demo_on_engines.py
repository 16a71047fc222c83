"""The demo's specs give the same outcomes and values on every engine."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.engines.names import ENGINES
from tests.scanner.scans import scan

from seltzer_cli.demo import shop
from seltzer_dialects.catalogue import columns_of
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.names import DatasetRef, Name

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]
Outcome = tuple[str, str, object, str | None]

SPECS = Path(shop.__file__).parent / "project" / "checks"
RECENT = {
    "customers": "SELECT * FROM customers",
    "orders": "SELECT * FROM orders WHERE ordered_at >= DATE '2026-11-18'",
    "order_items": """SELECT * FROM order_items WHERE order_id IN
        (SELECT order_id FROM orders WHERE ordered_at >= DATE '2026-11-18')""",
}
MORE = """
checks for orders:
  - percentile(total, 0.95) < 100
  - stddev(total) < 100
  - unique_count(order_id) > 0
  - values in order_id must exist in order_items order_id
  - values in status must not exist in customers country
  - group by:
      query: SELECT status, COUNT(*) AS n FROM orders GROUP BY status
      fields: [status]
      checks:
        - n:
            name: orders of a status
            fail: when < 1
  - schema:
      fail:
        when required column missing: [order_id, total]
"""
UNKNOWN_TO = {"sqlite": ("stddev(total) < 100",)}
"""Checks that a dialect refuses."""


@pytest.fixture(scope="module")
def statements(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The last days of the demo's shop as SQL, planted defects and all."""
    path = tmp_path_factory.mktemp("shop") / "shop.duckdb"
    for _ in shop.build_shop(path, today=date(2026, 11, 21)):
        pass
    tables = dict(zip(("customers", "orders", "order_items"), shop.TABLES, strict=True))
    with duckdb.connect(str(path), read_only=True) as session:
        return tuple(made for name in tables for made in _copied(name, tables[name], session))


def _copied(name: str, create: str, session: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield create.replace("VARCHAR", "VARCHAR(60)").replace("phone VARCHAR(60), ", "")
    rows = session.execute(RECENT[name]).fetchall()
    yield f"INSERT INTO {name} VALUES {', '.join(_row(row) for row in rows)}"


def _row(row: Sequence[object]) -> str:
    cells = (
        "NULL" if cell is None else str(cell) if isinstance(cell, int | Decimal) else f"'{cell}'"
        for cell in row
    )
    return f"({', '.join(cells)})"


def outcomes(source: DataSourceSettings) -> list[Outcome]:
    """What the plain files and some more checks say; document files say the same as their list."""
    found: list[Outcome] = []
    for text in (*(_sodacl(path) for path in sorted(SPECS.glob("*.yml"))), MORE):
        for check in scan(text, source).checks:
            judged = check.judgement
            value = judged.value
            # Spark's averages of DECIMAL have four digits more than the column.
            rounded = round(float(value), 5) if isinstance(value, int | float | Decimal) else None
            found.append((check.plan.check.definition, judged.outcome, rounded, judged.skip_code))
    return found


def _sodacl(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if "apiVersion" not in text:
        return text
    return "checks for orders:\n" + text.partition("checks:\n")[2].replace(
        "      severity: critical\n", ""
    ).replace("      id: ", "      identity: ")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_demo_has_the_same_outcomes(
    engine: str, statements: tuple[str, ...], new_source: NewSource
) -> None:
    refused = UNKNOWN_TO.get(engine, ())
    expected = outcomes(new_source("duckdb", statements))
    found = outcomes(new_source(engine, statements))

    assert {outcome for _, outcome, *_ in expected} == {"pass", "fail", "warn", "skipped"}
    assert [one[1] for one in found if one[0] in refused] == ["error"] * len(refused)
    assert [one for one in found if one[0] not in refused] == [
        one for one in expected if one[0] not in refused
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_catalogue_knows_the_families_of_the_columns(
    engine: str, statements: tuple[str, ...], new_source: NewSource
) -> None:
    dialect = get_dialect(engine)
    dataset = DatasetRef((Name("orders"),))
    source = new_source(engine, [made for made in statements if made.startswith("\nCREATE")])
    with dialect.connect(source, root=Path()) as connection:
        query = dialect.render(dialect.catalogue([dataset], schema=None))
        columns = columns_of(connection.fetch(query).rows, dataset, dialect)

    assert [(column.name, dialect.type_family(column.type)) for column in columns] == [
        ("order_id", "number"), ("customer_id", "number"), ("status", "text"),
        ("total", "number"), ("ordered_at", "time"),
    ]  # fmt: skip
