"""`seltzer scan` of a project with partition columns: what it reads again, and what it keeps."""

import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pytest

RULE = "changed-partitions-only"


@pytest.fixture
def days(project: Path) -> Path:
    """The project with a day for each order, and that as partition column."""
    path = project / "seltzer.yml"
    text = path.read_text("utf-8")
    columns = "    partition_columns: {orders: day}\n"
    path.write_text(text.replace("path: shop.duckdb\n", f"path: shop.duckdb\n{columns}"), "utf-8")
    write(project, "ALTER TABLE orders ADD COLUMN day DATE DEFAULT DATE '2026-11-01'")
    return project


def write(project: Path, sql: str) -> None:
    """Change the warehouse."""
    with duckdb.connect(str(project / "shop.duckdb")) as session:
        session.execute(sql)


def scan(seltzer: Any, *words: str) -> Any:
    """Scan and give the report."""
    return seltzer("scan", "--format", "json", *words).json


def partitions_read(report: Any) -> list[str]:
    """Give the statements that read partitions, without the one for fingerprints."""
    read = [query["sql"] for query in report["queries"] if RULE in query["rules"]]
    return [sql for sql in read if "part_1" in sql]


def values(report: Any) -> dict[str, Any]:
    """Give the values of checks by name."""
    return {check["name"]: check["value"] for check in report["checks"]}


def test_the_second_scan_reads_new_days_alone(days: Path, seltzer: Any) -> None:
    first = scan(seltzer)
    write(days, "INSERT INTO orders VALUES (4, NULL, 5, DATE '2026-11-02')")
    second = scan(seltzer)

    assert "WHERE" not in partitions_read(first)[0]
    assert "2026-11-02" in partitions_read(second)[0]
    assert "2026-11-01" not in partitions_read(second)[0]
    assert values(second) == values(scan(seltzer, "--whole"))
    assert values(second)["row_count > 0"] == 4


def test_without_changes_no_partition_is_read(days: Path, seltzer: Any) -> None:
    scan(seltzer)

    assert partitions_read(scan(seltzer)) == []


def test_whole_reads_all_and_keeps_it(days: Path, seltzer: Any) -> None:
    scan(seltzer)

    assert "WHERE" not in partitions_read(scan(seltzer, "--whole"))[0]
    assert partitions_read(scan(seltzer)) == []


def test_without_pushing_all_is_read_as_without_partitions(days: Path, seltzer: Any) -> None:
    report = scan(seltzer, "--no-push")

    assert all(RULE not in query["rules"] for query in report["queries"])


def test_the_store_holds_no_text_of_a_row(days: Path, seltzer: Any) -> None:
    write(days, "ALTER TABLE orders ADD COLUMN note VARCHAR DEFAULT 'canary-of-a-row'")
    checks = days / "checks" / "orders.yml"
    more = "  - min(note) > 0\n  - max_length(note) < 99\n"
    checks.write_text(checks.read_text("utf-8") + more, "utf-8")

    scan(seltzer)

    with sqlite3.connect(days / ".seltzer" / "seltzer.db") as store:
        kept = store.execute("SELECT COUNT(*) FROM partition_state").fetchone()
    assert kept == (1,)
    files = (days / ".seltzer").rglob("*")
    assert all(b"canary-of-a-row" not in path.read_bytes() for path in files if path.is_file())


def test_a_wrong_column_is_a_note(days: Path, seltzer: Any) -> None:
    path = days / "seltzer.yml"
    path.write_text(path.read_text("utf-8").replace("orders: day", "orders: dya"), "utf-8")

    done = seltzer("scan")

    assert "orders was scanned as a whole: reading it by partitions failed" in done.err
    assert "PASS  orders: row_count > 0" in done.out
