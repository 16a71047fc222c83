"""Snapshots of catalogues: written, read back, compared."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.loader import LoadResult
from seltzer_specs.problems import Problems
from seltzer_specs.snapshot import (
    Snapshot,
    SnapshotColumn,
    SnapshotDataset,
    parse_snapshot,
    render_snapshot,
    sorted_snapshot,
)
from seltzer_specs.snapshot_diff import diff_snapshots

NAMES = st.text(min_size=1, max_size=12)
TYPES = st.one_of(
    st.sampled_from(["INTEGER", "DECIMAL(10,2)", "", "STRUCT(a INTEGER, b VARCHAR)", "null"]),
    st.text(max_size=12).filter(lambda text: not text.endswith(" not null")),
)
COLUMNS = st.lists(
    st.builds(SnapshotColumn, NAMES, TYPES, st.booleans()),
    max_size=4,
    unique_by=lambda column: column.name,
)
DATASETS = st.lists(
    st.builds(SnapshotDataset, NAMES, NAMES, COLUMNS.map(tuple), st.booleans()),
    max_size=4,
    unique_by=lambda dataset: (dataset.schema, dataset.name),
)

ORDERS = SnapshotDataset(
    "main",
    "orders",
    (SnapshotColumn("id", "INTEGER", is_nullable=False), SnapshotColumn("Odd: #", "VARCHAR")),
)
SHOP = SnapshotDataset("shop", "orders", (SnapshotColumn("a", "DECIMAL(10,2)"),), needs_schema=True)

TEXT = """\
# Written by `seltzer schema pull`; `seltzer schema check` compares it with the data source.
apiVersion: seltzer/v1
kind: Schema
data_source: warehouse
dialect: duckdb
datasets:
  - schema: main
    dataset: orders
    columns:
      id: INTEGER not null
      "Odd: #": VARCHAR
  - schema: shop
    dataset: orders
    needs_schema: true
    columns:
      a: DECIMAL(10,2)
"""


def snapshot(*datasets: SnapshotDataset) -> Snapshot:
    return sorted_snapshot("warehouse", "duckdb", datasets)


def mistakes_of(text: str) -> list[str]:
    problems = Problems()
    assert parse_snapshot(text, "schemas/warehouse.yml", problems) is None
    return [str(error) for error in problems.errors]


def test_a_snapshot_has_one_line_per_column_and_is_sorted() -> None:
    assert render_snapshot(snapshot(SHOP, ORDERS)) == TEXT


@given(DATASETS)
def test_a_snapshot_is_read_back_as_it_was(datasets: list[SnapshotDataset]) -> None:
    written = sorted_snapshot("ware house", "duckdb", datasets)
    problems = Problems()

    assert parse_snapshot(render_snapshot(written), "s.yml", problems) == written
    assert problems.errors == []


def test_a_snapshot_is_no_spec_and_no_mistake(parse: Callable[[str], LoadResult]) -> None:
    result = parse(TEXT)

    assert (result.checks, result.errors) == ((), ())


def test_an_edited_snapshot_gives_every_mistake_with_its_place() -> None:
    text = TEXT.replace("dialect: duckdb", "dialekt: duckdb")
    text = text.replace("      a: DECIMAL(10,2)", "      a: [1]").replace(
        "    needs_schema", "    x"
    )

    assert mistakes_of(text) == [
        'schemas/warehouse.yml:5:1: unknown key "dialekt" of a snapshot; did you mean "dialect"?',
        'schemas/warehouse.yml:2:1: "dialect" wants a text; run `seltzer schema pull`',
        (
            'schemas/warehouse.yml:14:5: unknown key "x" of a dataset; '
            "known: columns, dataset, needs_schema, schema"
        ),
        'schemas/warehouse.yml:16:10: column "a" wants a type; run `seltzer schema pull`',
    ]


def test_another_kind_of_document_is_no_snapshot() -> None:
    assert mistakes_of("checks for orders:\n  - row_count > 0\n") == [
        (
            "schemas/warehouse.yml:1:1: a snapshot is one document of `kind: Schema`; "
            "write it with `seltzer schema pull`"
        )
    ]


def test_equal_snapshots_have_no_difference() -> None:
    assert diff_snapshots(snapshot(ORDERS, SHOP), snapshot(SHOP, ORDERS)) == ()


def test_every_kind_of_difference_has_its_line() -> None:
    changed = SnapshotDataset(
        "main",
        "orders",
        (SnapshotColumn("total", "DOUBLE"), SnapshotColumn("id", "BIGINT")),
        needs_schema=True,
    )
    new = SnapshotDataset("main", "new", ())
    live = Snapshot("warehouse", "postgres", snapshot(changed, new).datasets)

    assert diff_snapshots(snapshot(ORDERS, SHOP), live) == (
        "~ dialect duckdb, now postgres",
        "+ main.new",
        "~ main.orders: a name without schema no longer finds it",
        "~ main.orders.Odd: #: deleted",
        "~ main.orders.total: added, DOUBLE",
        "~ main.orders.id: type INTEGER, now BIGINT",
        "~ main.orders.id: may be NULL now",
        "- shop.orders",
    )


def test_a_column_that_moved_is_a_difference() -> None:
    moved = SnapshotDataset("main", "orders", ORDERS.columns[::-1])

    assert diff_snapshots(snapshot(ORDERS), snapshot(moved)) == (
        "~ main.orders: columns in another order, now Odd: #, id",
    )
