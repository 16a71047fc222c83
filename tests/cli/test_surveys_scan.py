"""Discovery and profiles through the command line and the embedded server."""

from pathlib import Path

import duckdb
import pytest
from tests.cli.conftest import Seltzer

from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import open_workspace

SURVEYS = """\
discover datasets:
  datasets: ["%"]
profile columns:
  columns: [orders.%, exclude orders.id]
"""


@pytest.fixture
def shop(project: Path) -> Path:
    (project / "checks/orders.yml").write_text(SURVEYS)
    (project / "monitors/orders.yml").unlink()
    with duckdb.connect(str(project / "shop.duckdb")) as session:
        session.execute("CREATE VIEW big AS SELECT * FROM orders WHERE total > 10")
    return project


def test_a_scan_registers_and_profiles_and_keeps_values_here(shop: Path, seltzer: Seltzer) -> None:
    done = seltzer("scan", "--format", "json")
    profiles = {profile["dataset"]: profile for profile in done.json["profiles"]}

    assert done.code == 0
    assert done.err == (
        "2 datasets registered\n"
        "2 columns profiled; their values are in the report (--format json) and nowhere else\n"
    )
    assert {name: p["row_count"] for name, p in profiles.items()} == {"big": 2, "orders": 3}
    assert [c["column"] for c in profiles["orders"]["columns"]] == ["customer", "total"]
    assert profiles["orders"]["columns"][1]["maxs"] == [30, 20, 10]
    assert (shop / ".seltzer/seltzer.db").is_file()


def test_the_server_knows_the_registered_datasets(shop: Path, seltzer: Seltzer) -> None:
    seltzer("scan")
    workspace = open_workspace(())
    with connect_server(workspace) as client:
        body = client.fetch_json("/api/v1/datasets")

    assert shop.is_dir()
    assert sorted(item["name"] for item in body["items"]) == ["big", "orders"]


def test_sql_of_profiles_is_compiled_with_a_snapshot(shop: Path, seltzer: Seltzer) -> None:
    waiting = seltzer("compile")
    seltzer("schema", "pull")
    compiled = seltzer("compile")

    assert shop.is_dir()
    assert "2 sections wait for the scan" in waiting.err
    assert (compiled.code, compiled.err) == (0, "")
    assert "'frequent' AS part" in compiled.out


def test_a_dataset_that_is_gone_makes_the_scan_incomplete(shop: Path, seltzer: Seltzer) -> None:
    seltzer("schema", "pull")
    with duckdb.connect(str(shop / "shop.duckdb")) as session:
        session.execute("DROP VIEW big")
    done = seltzer("scan", "--no-push", "--format", "json")

    assert done.code == 12
    assert "missing_object" in {error["code"] for error in done.json["errors"]}
