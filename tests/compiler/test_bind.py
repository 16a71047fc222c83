"""Names and types of checks against a snapshot, offline."""

from datetime import datetime, timezone
from textwrap import dedent, indent

import pytest

from seltzer_compiler.bind.checks import bind_checks
from seltzer_compiler.bind.finder import Finder
from seltzer_dialects.registry import get_dialect
from seltzer_specs.loader import ParseSettings, parse_specs
from seltzer_specs.snapshot import Snapshot, SnapshotColumn, SnapshotDataset, sorted_snapshot
from seltzer_specs.spec_file import SpecFile

NOW = datetime(2026, 1, 31, tzinfo=timezone.utc)


def snapshot_of(dialect: str, **types: str) -> Snapshot:
    columns = tuple(SnapshotColumn(name, type_) for name, type_ in types.items())
    other = SnapshotDataset("shop", "Items", (SnapshotColumn("a", "x"),), needs_schema=True)
    return sorted_snapshot("w", dialect, [SnapshotDataset("main", "orders", columns), other])


def bind(checks: str, snapshot: Snapshot, *others: Snapshot, dataset: str = "orders") -> list[str]:
    return bind_file(f"checks for {dataset}:\n{indent(dedent(checks), '  ')}", snapshot, *others)


def bind_file(text: str, snapshot: Snapshot, *others: Snapshot) -> list[str]:
    settings = ParseSettings(now=NOW, data_sources=frozenset({"w", "raw"}), default_data_source="w")
    result = parse_specs([SpecFile("a.yml", text)], settings)
    assert result.errors == ()
    finders = {s.data_source: Finder(s, get_dialect(s.dialect)) for s in (snapshot, *others)}
    return [str(error) for error in bind_checks(result.checks, finders, data_source="w")]


DUCKDB = snapshot_of("duckdb", id="INTEGER", email="VARCHAR", made="TIMESTAMP", other="UUID")


def test_an_unknown_column_is_found_with_its_nearest_name() -> None:
    assert bind("- missing_count(emial) = 0\n- duplicate_count(id, emaill) = 0", DUCKDB) == [
        'a.yml:2:5: dataset "orders" has no column "emial"; did you mean "email"?',
        'a.yml:3:5: dataset "orders" has no column "emaill"; did you mean "email"?',
    ]


def test_an_unknown_dataset_is_found_with_its_nearest_name() -> None:
    assert bind("- row_count > 0", DUCKDB, dataset="orderz") == [
        'a.yml:2:5: there is no dataset "orderz" in the snapshot of "w"; did you mean "orders"?'
    ]
    assert bind("- row_count > 0", DUCKDB, dataset="items") == [
        'a.yml:2:5: there is no dataset "items" in the snapshot of "w"; did you mean "shop.Items"?'
    ]
    assert bind("- row_count > 0", DUCKDB, dataset="zebra") == [
        (
            'a.yml:2:5: there is no dataset "zebra" in the snapshot of "w"; '
            "known: orders, shop.Items; run `seltzer schema pull` if it is new"
        )
    ]


@pytest.mark.parametrize(
    ("dialect", "dataset", "is_found"),
    [
        ("duckdb", "ORDERS", True),
        ("duckdb", "Shop.items", True),
        ("duckdb", "main.orders", True),
        ("postgres", "ORDERS", True),
        ("postgres", '"ORDERS"', False),
        ("postgres", "shop.items", False),
        ("postgres", 'shop."Items"', True),
        ("sqlite", "ORDERS", True),
    ],
)
def test_names_are_compared_as_the_engine_does(dialect: str, dataset: str, is_found: bool) -> None:
    found = bind("- row_count > 0", snapshot_of(dialect, id="integer"), dataset=dataset)

    assert (found == []) is is_found


def test_a_quoted_column_keeps_its_case_on_postgres() -> None:
    snapshot = snapshot_of("postgres", Id="integer")

    assert bind('- missing_count("Id") = 0', snapshot) == []
    assert bind("- missing_count(Id) = 0", snapshot) == [
        ('a.yml:2:5: dataset "orders" has no column "Id"; write `"Id"`, in quotes its case is kept')
    ]


def test_what_a_type_cannot_give_is_a_mistake() -> None:
    checks = """
    - avg(email) > 1
    - max(made) > 1
    - max_length(id) > 1
    - freshness(id) < 1d
    - anomaly detection for freshness(id)
    - invalid_count(id) = 0:
        valid format: integer
    - invalid_count(email) = 0:
        valid min: 4
    """

    assert bind(checks, DUCKDB) == [
        (
            'a.yml:3:5: "avg(email)" wants numbers, got "email" of type VARCHAR; '
            "add `valid format: decimal` where the text holds numbers"
        ),
        (
            'a.yml:4:5: "max(made)" wants numbers, got "made" of type TIMESTAMP; '
            "use freshness for the age of the newest value"
        ),
        (
            'a.yml:5:5: "max_length(id)" wants text, got "id" of type INTEGER; '
            "a number has no pattern and no length"
        ),
        (
            'a.yml:6:5: freshness wants a date or a time, got "id" of type INTEGER; '
            "use a column of such a type"
        ),
        (
            'a.yml:7:5: freshness wants a date or a time, got "id" of type INTEGER; '
            "use a column of such a type"
        ),
        (
            'a.yml:8:5: "valid format" wants text, got "id" of type INTEGER; '
            "a number has no pattern and no length"
        ),
        (
            'a.yml:10:5: "valid min" wants numbers, got "email" of type VARCHAR; '
            "add `valid format: decimal` where the text holds numbers"
        ),
    ]


def test_what_the_engine_can_compute_is_no_mistake() -> None:
    checks = """
    - avg(email) > 1:
        valid format: decimal
    - invalid_count(email) = 0:
        valid format: integer
        valid max: 4
    - freshness(made) < 1d
    - missing_count(made) = 0
    - duplicate_count(id, email) = 0
    - max_length(other) > 1
    - invalid_count(id) = 0:
        valid min: 4
    """

    assert bind(checks, DUCKDB) == []


def test_sqlite_reads_numbers_as_text_and_text_as_times() -> None:
    snapshot = snapshot_of("sqlite", id="INTEGER", made="TEXT")
    checks = """
    - max_length(id) > 1
    - invalid_count(id) = 0:
        valid regex: '[0-9]'
    - freshness(made) < 1d
    """

    assert bind(checks, snapshot) == []
    assert len(bind("- freshness(id) < 1d", snapshot)) == 1


def test_sql_of_users_is_left_to_the_scan() -> None:
    checks = """
    - failed rows:
        fail condition: nope < 0
    - row_count > 0:
        filter: nope = 1
    - mine > 0:
        mine query: SELECT 1 FROM nowhere
    """

    assert bind(checks, DUCKDB) == []
    assert bind("- mine > 0:\n    mine query: SELECT 1", DUCKDB, dataset="nowhere") == []


def test_what_a_check_compares_with_is_bound_too() -> None:
    checks = """
    - values in idd must exist in shop.Items a
    - values in id must exist in shop.Items b
    - row_count same as shop.Item
    """

    assert bind(checks, DUCKDB) == [
        'a.yml:3:5: dataset "orders" has no column "idd"; did you mean "id"?',
        'a.yml:4:5: dataset "shop.Items" has no column "b"; known: a',
        (
            'a.yml:5:5: there is no dataset "shop.Item" in the snapshot of "w"; '
            'did you mean "shop.Items"?'
        ),
    ]


def test_a_change_is_bound_as_its_metric_is() -> None:
    assert bind("- change for avg(email) < 5", DUCKDB) == [
        (
            'a.yml:2:5: "avg(email)" wants numbers, got "email" of type VARCHAR; '
            "add `valid format: decimal` where the text holds numbers"
        )
    ]


def test_a_query_of_groups_is_left_to_the_scan() -> None:
    checks = """
    - group by:
        query: SELECT a, COUNT(*) AS n FROM nowhere GROUP BY a
        fields: [a]
        checks:
          - n > 1:
              name: enough
    """

    assert bind(checks, DUCKDB, dataset="nowhere") == []


RAW = sorted_snapshot(
    "raw",
    "postgres",
    [
        SnapshotDataset(
            "public",
            "orders",
            (
                SnapshotColumn("id", "integer"),
                SnapshotColumn("email", "text"),
                SnapshotColumn("made", "date"),
                SnapshotColumn("paid", "boolean"),
            ),
        )
    ],
)


def reconcile(checks: str, snapshot: Snapshot, *others: Snapshot, source: str = "orders") -> str:
    head = (
        "reconciliation copy:\n"
        "  datasets:\n"
        f"    source: {{dataset: {source}, datasource: raw}}\n"
        "    target: {dataset: orders, datasource: w}\n"
        "  checks:\n"
    )
    found = bind_file(f"{head}{indent(dedent(checks).strip(), '    ')}\n", snapshot, *others)
    return "\n".join(found)


def test_a_count_is_compared_with_a_dataset_of_the_other_snapshot() -> None:
    assert bind("- row_count same as orders in raw", DUCKDB, RAW) == []
    assert bind("- row_count same as ordrs in raw", DUCKDB, RAW) == [
        'a.yml:2:5: there is no dataset "ordrs" in the snapshot of "raw"; did you mean "orders"?'
    ]
    assert bind("- row_count same as ordrs in raw", DUCKDB) == []


def test_the_far_side_is_bound_also_where_the_own_has_no_snapshot() -> None:
    assert reconcile("- avg(emial) diff = 0", RAW) == (
        'a.yml:6:7: dataset "orders" in "raw" has no column "emial"; did you mean "email"?'
    )


def test_a_reconciled_metric_is_bound_on_both_sides() -> None:
    assert reconcile("- row_count diff = 0\n- avg(id) diff = 0", DUCKDB, RAW) == ""
    assert reconcile("- avg(idd) diff = 0\n- avg(email) diff = 0", DUCKDB, RAW).splitlines() == [
        'a.yml:6:7: dataset "orders" has no column "idd"; did you mean "id"?',
        'a.yml:6:7: dataset "orders" in "raw" has no column "idd"; did you mean "id"?',
        (
            'a.yml:7:7: "avg(email)" wants numbers, got "email" of type VARCHAR; '
            "add `valid format: decimal` where the text holds numbers"
        ),
        (
            'a.yml:7:7: in "raw": "avg(email)" wants numbers, got "email" of type text; '
            "add `valid format: decimal` where the text holds numbers"
        ),
    ]


def test_reconciled_schemas_want_both_datasets() -> None:
    assert reconcile("- schema", DUCKDB, RAW, source="order") == (
        'a.yml:6:7: there is no dataset "order" in the snapshot of "raw"; did you mean "orders"?'
    )


def test_reconciled_records_want_columns_that_can_be_equal() -> None:
    by_id = "- rows diff = 0:\n    key columns: [id]\n"
    named = by_id + "    source columns: [made, paid, email]\n    target columns: "

    assert reconcile(named + "[made, id, email]", DUCKDB, RAW) == ""
    assert reconcile(named + "[mad, id, made]", DUCKDB, RAW).splitlines() == [
        'a.yml:6:7: dataset "orders" has no column "mad"; did you mean "made"?',
        (
            'a.yml:6:7: "made" of type TIMESTAMP never equals "email" of type text in "raw"; '
            "compare columns of one kind, for example a view that casts one of them"
        ),
    ]
    assert reconcile(by_id, DUCKDB, RAW) == (
        "a.yml:6:7: only one side has other, paid; name the columns that are to be compared"
    )


def test_reconciled_records_of_all_columns_are_paired_by_name() -> None:
    raw = sorted_snapshot(
        "raw",
        "postgres",
        [
            SnapshotDataset(
                "p", "orders", (SnapshotColumn("ID", "text"), SnapshotColumn("k", "text"))
            )
        ],
    )

    assert reconcile("- rows diff = 0", snapshot_of("duckdb", k="VARCHAR", id="INTEGER"), raw) == (
        'a.yml:6:7: "id" of type INTEGER never equals "ID" of type text in "raw"; '
        "compare columns of one kind, for example a view that casts one of them"
    )


def test_sql_of_users_is_left_to_the_scan_on_both_sides() -> None:
    checks = """
    - mine diff = 0:
        source query: SELECT 1 FROM nowhere
        target expression: SUM(nope)
    - rows diff = 0:
        key columns: [nope]
        source query: SELECT 1 AS nope
        target query: SELECT 1 AS nope
    """

    assert reconcile(checks, DUCKDB, RAW) == ""


def test_a_dataset_that_is_not_there_is_told_once() -> None:
    checks = "- row_count > 0\n- min(id) > 0\n- missing_count(email) = 0"

    assert bind(checks, DUCKDB, dataset="orderz") == [
        (
            'a.yml:2:5: there is no dataset "orderz" in the snapshot of "w"; '
            'did you mean "orders"? (3 checks name it)'
        )
    ]
