"""`samples:` of a project and `seltzer scan`: where bad rows go, and where they never go."""

import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECKS = """\
checks for orders:
  - missing_count(customer) = 0:
      samples limit: 5
  - row_count > 0
"""


@pytest.fixture
def shop(project: Path) -> Path:
    """The project with one check that fails and asks for samples."""
    (project / "checks" / "orders.yml").write_text(CHECKS, "utf-8")
    (project / "monitors" / "orders.yml").unlink()
    return project


def allow(project: Path, text: str) -> None:
    """Allow samples."""
    path = project / "seltzer.yml"
    path.write_text(f"{path.read_text('utf-8')}samples: {text}\n", "utf-8")


def test_without_a_policy_no_row_is_fetched_and_that_is_told(shop: Path, seltzer: Any) -> None:
    done = seltzer("scan", "--no-push", "--format", "json")

    assert len(done.json["queries"]) == 1
    assert (
        "no samples of 1 check that asked for them: the project allows none (`samples:` in "
        "seltzer.yml)\n"
    ) in done.err
    assert not (shop / ".seltzer").exists()


def test_rows_go_to_a_file_that_only_its_owner_reads(shop: Path, seltzer: Any) -> None:
    allow(shop, "{to: file}")

    done = seltzer("scan", "--no-push", "-q")
    path = shop / ".seltzer" / "samples.jsonl"

    assert "1 sample row of 1 check in .seltzer/samples.jsonl\n" in done.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text("utf-8")) == {
        "check": "orders.missing_count.customer-38bb8db6",
        "name": "missing_count(customer) = 0",
        "dataset": "orders",
        "row": {"id": 2, "customer": None, "total": 20.0},
    }
    assert (shop / ".seltzer" / ".gitignore").read_text("utf-8") == "*\n"


def test_the_ending_of_the_name_chooses_the_format(shop: Path, seltzer: Any) -> None:
    allow(shop, "{to: file, file: out/bad.csv, masked_columns: [total]}")

    seltzer("scan", "--no-push", "-q")

    assert (shop / "out" / "bad.csv").read_text("utf-8").splitlines()[1:] == [
        "orders.missing_count.customer-38bb8db6,orders,2,,***"
    ]


def test_rows_of_an_earlier_scan_do_not_stay(shop: Path, seltzer: Any) -> None:
    allow(shop, "{to: file, file: bad.jsonl}")
    seltzer("scan", "--no-push", "-q")
    os.chmod("bad.jsonl", 0o644)  # noqa: PTH101  # as somebody may have left it
    (shop / "checks" / "orders.yml").write_text("checks for orders: [row_count > 0]\n", "utf-8")

    seltzer("scan", "--no-push", "-q")

    assert (shop / "bad.jsonl").read_text("utf-8") == ""
    assert stat.S_IMODE((shop / "bad.jsonl").stat().st_mode) == 0o600


def test_a_link_is_replaced_and_not_followed(shop: Path, seltzer: Any) -> None:
    allow(shop, "{to: file, file: bad.jsonl}")
    (shop / "elsewhere").write_text("mine", "utf-8")
    (shop / "bad.jsonl").symlink_to(shop / "elsewhere")

    seltzer("scan", "--no-push", "-q")

    assert (shop / "elsewhere").read_text("utf-8") == "mine"
    assert not (shop / "bad.jsonl").is_symlink()


def test_a_file_that_cannot_be_written_is_told_and_changes_no_outcome(
    shop: Path, seltzer: Any
) -> None:
    allow(shop, "{to: file, file: seltzer.yml/bad.csv}")

    done = seltzer("scan", "--no-push", "-q")

    assert done.code == 10
    assert "samples were not written to" in done.err


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("{to: server}", "a server takes no samples yet (`to: server` in seltzer.yml); use `to: f"),
        ("{to: screen}", "they are shown with the text report on a terminal only (`to: screen`)"),
    ],
)
def test_rows_without_a_place_to_go_are_not_fetched(
    shop: Path, seltzer: Any, policy: str, reason: str
) -> None:
    allow(shop, policy)

    done = seltzer("scan", "--no-push", "--format", "json")

    assert len(done.json["queries"]) == 1
    assert f"no samples of 1 check that asked for them: {reason}" in done.err


def test_no_samples_wins_over_the_project(shop: Path, seltzer: Any) -> None:
    allow(shop, "{to: file, file: bad.csv}")

    done = seltzer("scan", "--no-push", "--no-samples", "--format", "json")

    assert len(done.json["queries"]) == 1
    assert "samples" not in done.err
    assert not (shop / "bad.csv").exists()


def _on_a_terminal(*words: str, stderr: int = subprocess.DEVNULL) -> str:
    """Run a command whose standard output is a terminal, and give what it shows."""
    ours, theirs = pty.openpty()
    code = "from seltzer_cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=theirs,
        stderr=stderr,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    ):
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
    os.close(ours)
    return shown.decode()


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 65_536)
    except OSError:  # the other side is gone
        return b""


def test_a_terminal_shows_a_table(shop: Path) -> None:
    allow(shop, "{to: screen, excluded_columns: [total]}")

    shown = _on_a_terminal("scan", "--no-push", "-q")
    as_json = _on_a_terminal("scan", "--no-push", "-q", "--format", "json")

    assert "orders: missing_count(customer) = 0 (1 row)" in shown
    assert "NULL" in shown
    assert "total" not in shown
    assert "NULL" not in as_json


def test_nothing_of_samples_reaches_the_server(shop: Path, seltzer: Any) -> None:
    allow(shop, "{to: file}")
    import duckdb

    with duckdb.connect("shop.duckdb") as session:
        session.execute("ALTER TABLE orders ADD COLUMN word TEXT DEFAULT 'CANARY-5b1'")

    seltzer("scan", "-q")
    kept = [path for path in (shop / ".seltzer").rglob("*") if path.is_file()]

    assert any("seltzer.db" in path.name for path in kept)
    assert [p.name for p in kept if b"CANARY-5b1" in p.read_bytes()] == ["samples.jsonl"]


def test_a_terminal_shows_a_mistake_once(shop: Path) -> None:
    (shop / "checks" / "more.yml").write_text("checks for orders:\n  - rowcount > 0\n", "utf-8")

    shown = _on_a_terminal("scan", "--no-push", stderr=subprocess.STDOUT)

    assert shown.count("checks/more.yml:2:5: unknown metric") == 1
