"""The embedded server: one per folder, shared by all who come, gone without a trace."""

import json
import stat
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from seltzer_server.embedded import serve_embedded
from seltzer_specs.errors import ConfigError

GUEST = """
import sys
from pathlib import Path
from seltzer_server.embedded import serve_embedded

with serve_embedded(Path(sys.argv[1]), environment={}) as server:
    print(server.url, server.key, flush=True)
    sys.stdin.readline()
"""


def ask(url: str, key: str, path: str = "/api/v1/checks") -> requests.Response:
    return requests.get(url + path, headers={"Authorization": f"Bearer {key}"}, timeout=10)


def test_it_serves_on_loopback_with_a_key_that_stays(tmp_path: Path) -> None:
    with serve_embedded(tmp_path, environment={}) as first:
        assert first.url.startswith("http://127.0.0.1:")
        assert ask(first.url, first.key).status_code == 200
        assert ask(first.url, "wrong.key").status_code == 401
    with serve_embedded(tmp_path, environment={}) as second:
        assert second.key == first.key
        assert ask(second.url, second.key).status_code == 200


def test_nobody_else_can_read_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with serve_embedded(folder, environment={}) as server:
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) & 0o077
            for path in (folder, folder / "local.key", folder / "seltzer.db")
        }

        assert set(modes.values()) == {0}
        assert (folder / "local.key").read_text() == server.key
        assert server.key not in repr(server)


def test_it_leaves_no_address_behind(tmp_path: Path) -> None:
    with serve_embedded(tmp_path, environment={}) as server:
        assert json.loads((tmp_path / "server.json").read_text())["url"] == server.url

    assert not (tmp_path / "server.json").exists()
    with pytest.raises(requests.ConnectionError):
        ask(server.url, server.key)


def test_a_server_inside_a_server_is_the_same_one(tmp_path: Path) -> None:
    with (
        serve_embedded(tmp_path, environment={}) as outer,
        serve_embedded(tmp_path, environment={}) as inner,
    ):
        assert inner == outer


def test_two_processes_on_one_folder_share_one_server(tmp_path: Path) -> None:
    with serve_embedded(tmp_path, environment={}) as ours:
        guest = start_guest(tmp_path)
        assert read_address(guest) == (ours.url, ours.key)
        stop_guest(guest)


def test_the_first_process_waits_for_the_second(tmp_path: Path) -> None:
    with start_guest(tmp_path) as owner:
        url, key = read_address(owner)
        with serve_embedded(tmp_path, environment={}) as server:
            assert server.url == url
            assert owner.stdin is not None
            owner.stdin.write("stop\n")
            owner.stdin.flush()
            wait_until_hidden(tmp_path)

            assert ask(url, key).status_code == 200
    assert owner.returncode == 0


def test_a_killed_server_is_followed_by_a_new_one(tmp_path: Path) -> None:
    with start_guest(tmp_path) as owner:
        old_url, key = read_address(owner)
        owner.kill()
    with serve_embedded(tmp_path, environment={}) as server:
        assert server.url != old_url
        assert server.key == key
        assert ask(server.url, key).status_code == 200


def test_a_teams_settings_do_not_reach_it(tmp_path: Path) -> None:
    environment = {
        "SELTZER_DATABASE": "postgresql://nobody@127.0.0.1:1/none",
        "SELTZER_PUBLIC_URL": "https://quality.example.org",
    }
    with serve_embedded(tmp_path, environment=environment) as server:
        assert ask(server.url, server.key).status_code == 200
        assert requests.get(server.url, timeout=10).status_code == 200


def test_a_folder_that_is_not_a_store_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "seltzer.db").write_bytes(b"this is no database, whatever its name says" * 100)
    refused = pytest.raises(ConfigError, match="cannot be opened or written")
    with refused as caught, serve_embedded(tmp_path, environment={}):
        pass

    assert "\n" not in str(caught.value)


def test_a_scan_is_judged_and_noted_before_the_server_is_gone(
    tmp_path: Path, make_batch: Any, now: datetime
) -> None:
    with serve_embedded(tmp_path, environment={}, clock=lambda: now) as server:
        answer = requests.post(
            f"{server.url}/api/v1/ingest/scans",
            json=make_batch(),
            headers={"Authorization": f"Bearer {server.key}"},
            timeout=10,
        )
        assert answer.status_code == 201
    with serve_embedded(tmp_path, environment={}, clock=lambda: now) as server:
        scan = ask(server.url, server.key, f"/api/v1/scans/{1:032x}").json()
        incidents = ask(server.url, server.key, "/api/v1/incidents").json()["items"]

    assert scan["evaluated_at"] == "2026-11-20T06:00:00Z"
    assert len(incidents) == 1


def start_guest(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", GUEST, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def read_address(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout is not None
    url, key = process.stdout.readline().split()
    return url, key


def stop_guest(process: subprocess.Popen[str]) -> None:
    process.communicate("stop\n", timeout=30)
    assert process.returncode == 0


def wait_until_hidden(folder: Path) -> None:
    """Wait until the owner has taken its address down, which it does before it waits for us."""
    deadline = time.monotonic() + 60
    while (folder / "server.json").exists():
        assert time.monotonic() < deadline, "the owner does not stop"
