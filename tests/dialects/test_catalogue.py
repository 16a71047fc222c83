"""Columns from the catalogue, exactly as they are."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.engines.names import ENGINES, SPARK

from seltzer_dialects.catalogue import (
    CATALOGUE_COLUMNS,
    CatalogueColumn,
    columns_of,
    snapshot_of,
)
from seltzer_dialects.registry import get_dialect
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.names import DatasetRef, Name

NewSource = Callable[[str, Sequence[str]], DataSourceSettings]

TABLES = (
    'CREATE TABLE orders (id INTEGER NOT NULL, gone TEXT, total DECIMAL(10, 2), "Odd Name" TEXT)',
    "ALTER TABLE orders DROP COLUMN gone",
    "CREATE VIEW paid AS SELECT id, total FROM orders",
    "CREATE TABLE other (id INTEGER)",
)
SCHEMAS = (
    "CREATE SCHEMA shop",
    "CREATE TABLE shop.orders (a INTEGER)",
    'CREATE TABLE "shop"."Mixed" (b INTEGER)',
)


# Tables of Spark's own catalogue drop no columns.
SPARK_TABLES = (TABLES[0].replace("gone TEXT, ", ""), *TABLES[2:])
HAS_SCHEMAS = ("duckdb", "postgres")
"""Engines whose databases have several schemas."""


def ref(*names: str, is_quoted: bool = False) -> DatasetRef:
    return DatasetRef(tuple(Name(name, is_quoted) for name in names))


def tables_of(name: str) -> tuple[str, ...]:
    return SPARK_TABLES if name == "spark" else TABLES


def columns(
    settings: DataSourceSettings, asked: Sequence[DatasetRef]
) -> dict[str, tuple[CatalogueColumn, ...]]:
    dialect = get_dialect(settings.type)
    query = dialect.render(dialect.catalogue(asked, schema=settings.schema))
    with dialect.connect(settings, root=Path()) as connection:
        found = connection.fetch(query)
    assert found.columns == CATALOGUE_COLUMNS
    return {str(dataset): columns_of(found.rows, dataset, dialect) for dataset in asked}


@pytest.mark.parametrize(
    ("name", "integer", "decimal", "text"),
    [
        ("duckdb", "INTEGER", "DECIMAL(10,2)", "VARCHAR"),
        ("clickhouse", "Int32", "Nullable(Decimal(10, 2))", "Nullable(String)"),
        ("mysql", "int", "decimal(10,2)", "text"),
        ("postgres", "integer", "numeric(10,2)", "text"),
        pytest.param("spark", "int", "decimal(10,2)", "string", marks=SPARK.marks),
        ("sqlite", "INTEGER", "DECIMAL(10, 2)", "TEXT"),
    ],
)
def test_columns_of_tables_and_views(
    name: str, integer: str, decimal: str, text: str, new_source: NewSource
) -> None:
    orders = "orders" if get_dialect(name).NAME_CASE == "exact" else "Orders"
    found = columns(new_source(name, tables_of(name)), [ref(orders), ref("paid"), ref("nope")])

    assert found[orders] == (
        CatalogueColumn("id", integer, is_nullable=name == "spark", position=0),
        CatalogueColumn("total", decimal, is_nullable=True, position=1),
        CatalogueColumn("Odd Name", text, is_nullable=True, position=2),
    )
    assert [column.name for column in found["paid"]] == ["id", "total"]
    assert found["nope"] == ()


@pytest.mark.parametrize("name", HAS_SCHEMAS)
def test_schemas_are_not_mixed_up(name: str, new_source: NewSource) -> None:
    settings = new_source(name, [*TABLES, *SCHEMAS])
    asked = [ref("orders"), ref("shop", "orders"), ref("shop", "Mixed", is_quoted=True)]
    found = columns(settings, asked)
    inside = columns(replace(settings, schema="shop"), asked)

    assert [column.name for column in found["orders"]] == ["id", "total", "Odd Name"]
    assert [column.name for column in found["shop.orders"]] == ["a"]
    assert [column.name for column in found["shop.Mixed"]] == ["b"]
    assert [column.name for column in inside["orders"]] == ["a"]


def test_a_database_of_mysql_is_a_schema(new_source: NewSource) -> None:
    there = new_source("mysql", ["CREATE TABLE orders (b INTEGER)"])
    here = new_source("mysql", ["CREATE TABLE orders (a INTEGER)"])
    other = str(there.options["database"])
    found = columns(here, [ref("orders"), ref(other, "orders")])
    inside = columns(replace(here, schema=other), [ref("orders")])

    assert [column.name for column in found["orders"]] == ["a"]
    assert [column.name for column in found[f"{other}.orders"]] == ["b"]
    assert [column.name for column in inside["orders"]] == ["b"]


def test_postgres_folds_unquoted_names_only(new_source: NewSource) -> None:
    settings = new_source("postgres", ['CREATE TABLE "Orders" (a INTEGER)'])
    found = columns(settings, [ref("Orders")])
    quoted = columns(settings, [ref("Orders", is_quoted=True)])

    assert found["Orders"] == ()
    assert [column.name for column in quoted["Orders"]] == ["a"]


def test_postgres_shows_materialised_views(new_source: NewSource) -> None:
    made = "CREATE MATERIALIZED VIEW sums AS SELECT 1 AS a, 'x'::varchar(3) AS b"
    found = columns(new_source("postgres", [made]), [ref("sums")])

    assert [column.type for column in found["sums"]] == ["integer", "character varying(3)"]


@pytest.mark.parametrize("name", ENGINES)
def test_order_of_datasets_changes_no_byte(name: str) -> None:
    dialect = get_dialect(name)
    asked = [ref("b"), ref("s", "a"), ref("a")]
    texts = {
        dialect.render(dialect.catalogue(order, schema="it's")) for order in (asked, asked[::-1])
    }

    assert len(texts) == 1


@pytest.mark.parametrize("name", ENGINES)
def test_the_whole_catalogue_has_the_users_tables_and_views_alone(
    name: str, new_source: NewSource
) -> None:
    schemas = SCHEMAS if name in HAS_SCHEMAS else ()
    settings = new_source(name, [*tables_of(name), *schemas])
    dialect = get_dialect(name)
    with dialect.connect(settings, root=Path()) as connection:
        query = dialect.render(dialect.whole_catalogue(schema=settings.schema))
        rows = connection.fetch(query).rows
    found = snapshot_of(rows[::-1], data_source="shop", dialect=dialect)
    seen = [(dataset.label, [c.name for c in dataset.columns]) for dataset in found.datasets]

    assert seen[:3] == [
        ("orders", ["id", "total", "Odd Name"]),
        ("other", ["id"]),
        ("paid", ["id", "total"]),
    ]
    assert seen[3:] == ([("shop.Mixed", ["b"]), ("shop.orders", ["a"])] if schemas else [])
    assert [column.is_nullable for column in found.datasets[0].columns] == [
        name == "spark",
        True,
        True,
    ]


def test_a_snapshot_holds_no_label_of_an_enumeration(new_source: NewSource) -> None:
    settings = new_source("duckdb", ["CREATE TABLE t (state ENUM('secret', 'paid'))"])
    dialect = get_dialect("duckdb")
    with dialect.connect(settings, root=Path()) as connection:
        rows = connection.fetch(dialect.render(dialect.whole_catalogue(schema=None))).rows
    (dataset,) = snapshot_of(rows, data_source="shop", dialect=dialect).datasets

    assert dataset.columns[0].type.startswith("ENUM(2 values, ")
