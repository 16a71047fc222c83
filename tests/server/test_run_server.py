"""`server run` as a process: first key once, one per folder, graceful, and kill -9 proof."""

import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import func, select, text

from seltzer_server.run import create_key_in, prepare_store
from seltzer_server.store.engine import open_store
from seltzer_server.store.tables import CheckResult, IngestedBatch, Point, Scan
from seltzer_specs.errors import ConfigError

RUN = """
import sys
from pathlib import Path
from seltzer_server.run import run_server
from seltzer_specs.errors import SeltzerError

try:
    database = sys.argv[2] or None
    sys.exit(run_server(data_dir=Path(sys.argv[1]), database=database, host="127.0.0.1", port=0))
except SeltzerError as error:
    print(error, flush=True)
    sys.exit(error.exit_code)
"""
KILLS = 5
CLIENTS = 4


@dataclass
class Running:
    """A server process and what it printed."""

    process: subprocess.Popen[str]
    url: str
    key: str | None


@contextmanager
def running(folder: Path, database: str = "") -> Generator[Running]:
    """Start a server process; kills it at the end when it still runs."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SELTZER_")}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder), database],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            key = (
                process.stdout.readline().split()[1] if not (folder / "has-key").exists() else None
            )
            (folder / "has-key").touch()
            yield Running(process, found[0], key)
        finally:
            process.kill()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Empty for SQLite in the folder, else the URL of an empty PostgreSQL database."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("postgres_url")
    return url


def test_the_first_key_is_shown_once_and_works(tmp_path: Path, database: str) -> None:
    with running(tmp_path, database) as server:
        assert server.key is not None
        headers = {"Authorization": f"Bearer {server.key}"}
        assert requests.get(f"{server.url}/api/v1/monitors", headers=headers, timeout=10).ok
    with running(tmp_path, database) as server:
        assert requests.get(f"{server.url}/api/v1/monitors", headers=headers, timeout=10).ok
        server.process.terminate()
        assert server.process.stdout is not None
        assert "key" not in server.process.stdout.read()


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(tmp_path: Path, kind: signal.Signals) -> None:
    with running(tmp_path) as server:
        assert (tmp_path / "server.json").exists()
        server.process.send_signal(kind)

        assert server.process.wait(30) == 0
        assert not (tmp_path / "server.json").exists()


def test_a_second_server_on_a_folder_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        second = subprocess.run(
            [sys.executable, "-c", RUN, str(tmp_path), ""],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert second.returncode == 5
        assert second.stdout.startswith(f"{first.url} serves {tmp_path} already")


def test_a_key_is_made_beside_a_running_server(tmp_path: Path, database: str) -> None:
    with running(tmp_path, database) as server:
        key = ".".join(
            create_key_in(
                data_dir=tmp_path, database=database or None, name="nightly", scopes=["read"]
            )
        )
        answer = requests.get(
            f"{server.url}/api/v1/checks", headers={"Authorization": f"Bearer {key}"}, timeout=10
        )

        assert answer.status_code == 200


def test_a_store_is_named_without_its_password(tmp_path: Path) -> None:
    shown = prepare_store(data_dir=tmp_path, database=None)
    with pytest.raises(ConfigError) as caught:
        prepare_store(data_dir=tmp_path, database="postgresql://u:hunter2@127.0.0.1:1/none")

    assert shown == str(tmp_path / "seltzer.db")
    assert "hunter2" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_kill_9_loses_nothing_that_was_acknowledged(
    tmp_path: Path, database: str, make_batch: Callable[..., dict[str, Any]]
) -> None:
    acknowledged: set[str] = set()
    key = ""
    numbers = iter(range(1, 1_000_000))
    for _ in range(KILLS):
        with running(tmp_path, database) as server:
            key = server.key or key
            push_until_killed(server, key, numbers, make_batch, acknowledged)

    with running(tmp_path, database) as server:
        assert requests.get(f"{server.url}/readyz", timeout=10).ok
    store = open_store(database or f"sqlite:///{tmp_path / 'seltzer.db'}")
    with store.read() as session:
        stored = set(session.scalars(select(IngestedBatch.sha256)))
        scans, results, points = (
            session.scalars(select(func.count()).select_from(table)).one()
            for table in (Scan, CheckResult, Point)
        )
        if store.dialect == "sqlite":
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    store.close()
    assert len(acknowledged) > KILLS
    assert acknowledged <= stored
    # Each batch holds one scan with five checks: a partial one would spoil the count.
    assert (scans, results, points) == (len(stored), 5 * len(stored), len(stored))


def push_until_killed(
    server: Running,
    key: str,
    numbers: Iterator[int],
    make_batch: Callable[..., dict[str, Any]],
    acknowledged: set[str],
) -> None:
    """Push from several clients and kill the server after a random number of answers."""
    answers = threading.Semaphore(0)
    lock = threading.Lock()

    def push() -> None:
        with requests.Session() as session:
            while True:
                with lock:
                    number = next(numbers)
                try:
                    answer = session.post(
                        f"{server.url}/api/v1/ingest/scans",
                        data=gzip.compress(json.dumps(widen(make_batch(number), number)).encode()),
                        headers={"Authorization": f"Bearer {key}", "Content-Encoding": "gzip"},
                        timeout=30,
                    )
                except requests.RequestException:
                    answers.release()
                    return
                assert answer.status_code == 201, answer.text
                with lock:
                    acknowledged.add(answer.json()["batch"])
                answers.release()

    with ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(push) for _ in range(CLIENTS)]
        for _ in range(random.randint(3, 25)):
            answers.acquire()
        server.process.kill()
        for job in jobs:
            job.result()


def widen(batch: dict[str, Any], number: int) -> dict[str, Any]:
    """Give the batch five checks, and a metric of its own."""
    check = batch["checks"][0]
    key = f"{number:016x}"
    batch["metrics"][0]["key"] = key
    batch["checks"] = [{**check, "id": f"check-{i}", "metric": key} for i in range(5)]
    return batch
