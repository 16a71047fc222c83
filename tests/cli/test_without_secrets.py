"""What connects to nothing runs without secrets, as on the pull request of a fork."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import git
import pytest

PROJECT = """\
name: shop
default_data_source: shop
data_sources:
  shop:
    type: duckdb
    path: shop.duckdb
  elsewhere:
    type: postgres
    host: db.example.org
    password: ${env.NO_PASSWORD}
specs: [checks/]
group_key: ${env.NO_GROUP_KEY}
server:
  url: http://127.0.0.1:9
  api_key: ${env.NO_API_KEY}
"""


@pytest.fixture
def secretive(project: Path) -> Path:
    """The project with secrets that the environment does not have."""
    (project / "seltzer.yml").write_text(PROJECT, encoding="utf-8")
    checks = project / "checks" / "orders.yml"
    checks.write_text(checks.read_text("utf-8") + "  - max(total) < 100\n", "utf-8")
    with git.Repo(project) as repo:
        author = git.Actor("Kim", "kim@example.org")
        repo.git.add(all=True)
        repo.index.commit("secrets", author=author, committer=author)
    return project


@pytest.fixture
def fork(secretive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a workflow that runs for a fork's pull request."""
    with git.Repo(secretive) as repo:
        base, head = repo.commit("HEAD~1").hexsha, repo.head.commit.hexsha
    pull = {"number": 7, "base": {"sha": base}, "head": {"sha": head, "repo": {"full_name": "g/s"}}}
    path = tmp_path / "event.json"
    path.write_text(json.dumps({"pull_request": pull}), encoding="utf-8")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(path))
    monkeypatch.setenv("GITHUB_REPOSITORY", "team/shop")
    monkeypatch.setenv("SELTZER_GITHUB_TOKEN", "")
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    return secretive


@pytest.fixture
def read_only_github(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A GitHub that refuses, as it does to a token that may only read."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("SELTZER_GITHUB_TOKEN", "reads-only")
        yield
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("words", [["validate"], ["compile"], ["explain"], ["diff"]])
def test_what_connects_to_nothing_needs_no_secret(
    secretive: Path, seltzer: Any, words: list[str]
) -> None:
    done = seltzer(*words)

    assert (done.code, done.err) == (0, "")


def test_a_scan_needs_the_secrets_of_its_own_data_source_only(
    secretive: Path, seltzer: Any
) -> None:
    done = seltzer("scan", "-d", "shop", "--no-push")

    assert "FAIL  orders: missing_count(customer) = 0" in done.out
    assert (done.code, done.err) == (10, "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["scan", "-d", "elsewhere", "--no-push"],
            'seltzer.yml:10:15: environment variable "NO_PASSWORD" is not set; ',
        ),
        (
            ["test-connection", "-d", "elsewhere"],
            'seltzer.yml:10:15: environment variable "NO_PASSWORD" is not set; ',
        ),
        (
            ["schema", "pull", "-d", "elsewhere"],
            'seltzer.yml:10:15: environment variable "NO_PASSWORD" is not set; ',
        ),
        (["scan"], 'seltzer.yml:15:12: environment variable "NO_API_KEY" is not set; '),
        (["plan"], 'seltzer.yml:15:12: environment variable "NO_API_KEY" is not set; '),
        (["pull"], 'seltzer.yml:15:12: environment variable "NO_API_KEY" is not set; '),
    ],
)
def test_who_connects_is_told_what_is_missing(
    secretive: Path, seltzer: Any, words: list[str], message: str
) -> None:
    done = seltzer(*words)

    assert done.code == 1
    assert done.err.startswith(message)


def test_a_key_that_is_empty_is_missing(
    secretive: Path, seltzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_API_KEY", "")

    done = seltzer("plan")

    assert done.code == 1
    assert done.err.startswith('seltzer.yml:15:12: "${env.NO_API_KEY}" is empty; export ')


def test_a_forks_pull_request_gets_its_report_without_token_and_key(
    fork: Path, seltzer: Any
) -> None:
    done = seltzer("ci", "--comment", "--plan", "--out", "report")

    assert (done.code, done.err) == (0, "")
    assert "no plan: a fork's pull request has no key of the server" in done.out
    assert "no comment: a fork's pull request has no token that may write" in done.out
    report = (fork / "report" / "report.md").read_text("utf-8")
    assert "`max(total) < 100`" in report
    with git.Repo(fork) as repo:
        assert f"→ `{repo.head.commit.hexsha[:12]}`" in report


@pytest.mark.usefixtures("read_only_github")
def test_a_forks_token_that_may_only_read_does_not_fail_the_job(fork: Path, seltzer: Any) -> None:
    done = seltzer("ci", "--comment")

    assert (done.code, done.err) == (0, "")
    assert "no comment: a fork's pull request has no token that may write" in done.out
