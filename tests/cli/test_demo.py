"""`seltzer demo` plays the whole path, and finds what was planted."""

import json
import re
from pathlib import Path
from typing import Any

import git
import pytest

from seltzer_client.api import ServerClient
from seltzer_server.embedded import serve_embedded


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Folder of a demo that was played, and what it printed."""
    import subprocess
    import sys

    folder = tmp_path_factory.mktemp("demo") / "shop"
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from seltzer_cli.main import main; main()",
            "demo",
            "--dir",
            folder,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def _fetch(folder: Path, path: str) -> Any:
    with (
        serve_embedded(folder / "repo" / ".seltzer") as server,
        ServerClient(server.url, key=server.key) as client,
    ):
        return client.fetch_json(path)


def test_every_step_says_what_happened(played: tuple[Path, str]) -> None:
    _, shown = played

    for number in range(1, 9):
        assert f"{number}/8 " in shown
    assert shown.count("  → ") == 8


def test_the_planted_defects_are_found(played: tuple[Path, str]) -> None:
    folder, shown = played

    checks = _fetch(folder, "/api/v1/checks?limit=100")["items"]
    failed = {check["name"] for check in checks if check["last_outcome"] == "fail"}
    assert failed == {
        "Orders per day",
        "customers keeps its shape",
        "missing_percent(customer_id) < 0.1%",
        "duplicate_count(order_id) = 0",
        "min(total) >= 0",
        "no negative totals",
    }
    assert re.search(r"^ +62 is below the expected \d+ to \d+$", shown, re.MULTILINE)


def test_the_volume_drop_and_the_dropped_column_opened_incidents(
    played: tuple[Path, str],
) -> None:
    folder, _ = played

    incidents = _fetch(folder, "/api/v1/incidents")["items"]
    assert sorted(incident["state"] for incident in incidents) == ["open", "open"]


def test_the_cloud_monitor_is_on_a_branch_and_in_the_report(played: tuple[Path, str]) -> None:
    folder, _ = played

    with git.Repo(folder / "repo") as repo:
        text = repo.git.show("seltzer/pull:monitors/orders.yml")
        assert repo.active_branch.name == "main"
    report = json.loads((folder / "report" / "report.json").read_text("utf-8"))
    assert text.startswith("# Monitors of the orders table.")
    assert "# low, medium or high" in text
    assert "Returned orders" in text
    assert [check["name"] for check in report["checks"]] == ["Returned orders"]
    assert [query["change"] for query in report["queries"]] == ["changed"]


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path, seltzer: Any) -> None:
    (tmp_path / "precious").write_text("data", "utf-8")

    done = seltzer("demo", "--dir", str(tmp_path))

    assert done.code == 1
    assert "is not empty and no demo" in done.err
    assert (tmp_path / "precious").read_text("utf-8") == "data"


def test_a_store_that_is_served_is_not_removed(tmp_path: Path, seltzer: Any) -> None:
    folder = tmp_path / "shop"
    (folder / "repo").mkdir(parents=True)
    (folder / ".seltzer-demo").write_text("")
    with serve_embedded(folder / "repo" / ".seltzer") as server:
        done = seltzer("demo", "--dir", str(folder))
        with ServerClient(server.url, key=server.key) as client:
            assert client.fetch_monitors() == ()

    assert done.code == 1
    assert f"{server.url} serves " in done.err
    assert "stop it (Ctrl-C in `make serve`), or give another --dir" in done.err
