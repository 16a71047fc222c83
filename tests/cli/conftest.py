"""A small project in a Git repository, and a way to run commands in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import git
import pytest

from seltzer_cli.edge import run as run_command
from seltzer_cli.main import cli

PROJECT = """\
name: shop
data_sources:
  shop:
    type: duckdb
    path: shop.duckdb
specs: [checks/, monitors/]
"""
CHECKS = """\
apiVersion: seltzer/v1
kind: Checks
dataset: orders
owner: team-shop
checks:
  - row_count > 0
  - missing_count(customer) = 0:
      id: customer-known
  - min(total) >= 0
"""
MONITOR = """\
apiVersion: seltzer/v1
kind: Monitor
id: mon_000001
name: Orders per day     # shown in the UI
dataset: orders
check: anomaly detection for row_count
"""


@dataclass(frozen=True)
class Done:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output as JSON."""
        return json.loads(self.out)


Seltzer = Callable[..., Done]


@pytest.fixture
def seltzer(capsys: pytest.CaptureFixture[str]) -> Seltzer:
    """Run a command in this process and give its exit code and output."""

    def run(*words: str) -> Done:
        capsys.readouterr()
        code = run_command(cli, words)
        shown = capsys.readouterr()
        return Done(code, shown.out, shown.err)

    return run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project with a DuckDB warehouse, as the current folder."""
    root = tmp_path / "shop"
    for name, text in (
        ("seltzer.yml", PROJECT),
        ("checks/orders.yml", CHECKS),
        ("monitors/orders.yml", MONITOR),
        (".gitignore", ".seltzer/\n*.duckdb\n"),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with duckdb.connect(str(root / "shop.duckdb")) as session:
        session.execute("CREATE TABLE orders (id INTEGER, customer INTEGER, total DOUBLE)")
        session.execute("INSERT INTO orders VALUES (1, 1, 10), (2, NULL, 20), (3, 3, 30)")
    with git.Repo.init(root, initial_branch="main") as repo:
        author = git.Actor("Kim", "kim@example.org")
        repo.git.add(all=True)
        repo.index.commit("first", author=author, committer=author)
    monkeypatch.chdir(root)
    return root
