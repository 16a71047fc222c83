"""A full disk and Ctrl-C while `seltzer scan` runs: nothing is hidden, nothing is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
import pytest
from tests.cli.conftest import Seltzer
from tests.disk_quota import files_of_at_most

from seltzer_specs.data_sources import DataSourceSettings

AWAY = "server: {url: 'http://127.0.0.1:9', api_key: '${env.SELTZER_API_KEY}'}\n"
FULL = "File too large"
FAILED = "FAIL  orders: missing_count(customer) = 0"


def spooled(project: Path) -> list[Path]:
    return sorted((project / ".seltzer" / "spool").glob("*.json.gz"))


def test_a_full_disk_hides_no_outcome_and_is_no_success(project: Path, seltzer: Seltzer) -> None:
    with files_of_at_most(0):
        done = seltzer("scan")

    assert done.code == 10
    assert FAILED in done.out
    assert f"no history: cannot write to {project / '.seltzer'}: {FULL}; free some" in done.err
    assert "Traceback" not in done.err


def test_without_a_failed_check_a_full_disk_is_an_undelivered_result(
    project: Path, seltzer: Seltzer
) -> None:
    (project / "checks" / "orders.yml").write_text("checks for orders:\n- row_count > 0\n", "utf-8")

    with files_of_at_most(2):
        done = seltzer("scan")

    assert done.code == 7
    assert "PASS  orders: row_count > 0" in done.out
    assert "cannot write to the spool" in done.err
    assert FULL in done.err


def test_a_store_without_room_leaves_the_result_in_the_spool(
    project: Path, seltzer: Seltzer
) -> None:
    with files_of_at_most(20_000):
        done = seltzer("scan")

    waiting = spooled(project)
    again = seltzer("scan")
    assert (done.code, again.code) == (10, 10)
    assert "1 result waits in .seltzer/spool" in done.err
    assert len(waiting) == 1
    assert spooled(project) == []
    assert again.err == ""


def test_a_spool_without_room_keeps_no_half_of_a_batch(
    project: Path, seltzer: Seltzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELTZER_API_KEY", "a-key-of-this-test")
    with (project / "seltzer.yml").open("a", encoding="utf-8") as file:
        file.write(AWAY)

    with files_of_at_most(100):
        done = seltzer("scan")

    assert done.code == 10
    assert FAILED in done.out
    assert "cannot write to the spool" in done.err
    assert not list((project / ".seltzer").rglob("*.gz*"))


def test_ctrl_c_ends_the_query_on_the_server(
    new_source: Callable[[str, Sequence[str]], DataSourceSettings], tmp_path: Path
) -> None:
    source = new_source("postgres", ("CREATE TABLE t (a INTEGER)",))
    options = "".join(f"    {n}: {v}\n" for n, v in source.options.items() if v is not None)
    (tmp_path / "seltzer.yml").write_text(
        f"name: shop\ndata_sources:\n  shop:\n    type: postgres\n{options}specs: [checks.yml]\n"
    )
    (tmp_path / "checks.yml").write_text(
        "checks for t:\n  - slow = 1:\n"
        "      slow query: SELECT COUNT(*) FROM (SELECT pg_sleep(600)) AS x\n"
    )
    names = {"host": "host", "port": "port", "username": "user", "password": "password",
             "database": "dbname"}  # fmt: skip
    given = {names[n]: str(v) for n, v in source.options.items() if v is not None}
    running = (
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'seltzer' AND state = 'active'"
    )
    with (
        psycopg.connect(**given, autocommit=True) as admin,  # type: ignore[arg-type]  # names
        subprocess.Popen(
            [sys.executable, "-c", INTERRUPTIBLE, "scan", "--no-push"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        while admin.execute(running).fetchone() == (0,) and process.poll() is None:
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        left = admin.execute(running).fetchone()

    assert (process.returncode, out) == (1, "")
    assert err.endswith("stopped\n")
    assert "Traceback" not in err
    assert left == (0,)


INTERRUPTIBLE = """
import signal
from seltzer_cli.__main__ import main
# A shell may start its background jobs, and so all their children, with the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
