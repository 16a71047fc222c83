"""The demo's story: eight steps over a real warehouse, a real repository and a real server."""

import contextlib
import os
import shutil
from collections.abc import Generator, Iterator
from datetime import datetime, timezone
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from seltzer_cli.demo.shop import HISTORY_DAYS, Day, build_shop
from seltzer_cli.edge import run
from seltzer_client.api import ServerClient
from seltzer_specs.errors import ConfigError, SeltzerError
from seltzer_specs.wire.monitor import MonitorSpec, MonitorWrite

if TYPE_CHECKING:
    from seltzer_cli.workspace import Workspace

MARKER = ".seltzer-demo"
STEPS = 8
BRANCH = "seltzer/pull"
START = Path.cwd()

CLOUD_MONITOR = MonitorSpec(
    name="Returned orders",
    dataset="orders",
    check={
        "returned_share < 40": {
            "returned_share expression": (
                "100.0 * SUM(CASE WHEN status = 'returned' THEN 1 ELSE 0 END) / COUNT(*)"
            )
        }
    },
    schedule="0 7 * * *",
    notify=("slack:#shop-data",),
    owner="team-shop",
)


class Demo:
    """The demo in one folder.

    Args:
        folder: Made anew on each run; a folder that is not a demo's is left alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.repo = self.folder / "repo"
        self.warehouse = self.folder / "warehouse" / "shop.duckdb"

    @property
    def is_built(self) -> bool:
        """Tell whether an earlier run left its data."""
        return (self.folder / MARKER).is_file() and self.warehouse.is_file()

    def play(self) -> None:
        """Run all steps from an empty folder.

        Raises:
            ConfigError: the folder holds something else.
            SeltzerError: a step did not end as the story says.
        """
        self._clear()
        self._write_repo()
        with _inside(self.repo), self._server() as client:
            days = build_shop(self.warehouse, today=datetime.now(timezone.utc).date())
            last = self._step_build(days)
            self._step_validate()
            self._step_compile()
            self._step_scan(last)
            self._step_incidents(client)
            self._step_author(client)
            self._step_plan()
            self._step_pull_request()
        self._close()

    def _clear(self) -> None:
        if self.folder.exists() and any(self.folder.iterdir()):
            if not (self.folder / MARKER).is_file():
                raise ConfigError(f"{self.folder} is not empty and no demo; give another --dir")
            self._refuse_served()
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / MARKER).write_text("made by `seltzer demo`; safe to delete\n", "utf-8")

    def _refuse_served(self) -> None:
        """Keep a store that a server works on, such as that of `make serve`."""
        from seltzer_server.data_dir import DataDir

        state = self.repo / ".seltzer"
        if not state.is_dir():
            return
        served = DataDir(state)
        with served.lock() as is_free:
            if not is_free:
                where = served.read_url() or "another process"
                raise ConfigError(
                    f"{where} serves {_short(state)}; stop it (Ctrl-C in `make serve`), "
                    "or give another --dir"
                )

    def _write_repo(self) -> None:
        from git import Actor, Repo

        source = files("seltzer_cli.demo") / "project"
        for name in (
            "seltzer.yml",
            "checks/orders.yml",
            "checks/customers.yml",
            "checks/order_items.yml",
            "monitors/orders.yml",
        ):
            target = self.repo / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text((source / name).read_text("utf-8"), "utf-8")
        (self.repo / ".gitignore").write_text(".seltzer/\n", "utf-8")
        repo = Repo.init(self.repo, initial_branch="main")
        author = Actor("Shop Team", "shop@example.org")
        repo.git.add(all=True)
        repo.index.commit("First checks", author=author, committer=author)
        repo.close()

    @contextlib.contextmanager
    def _server(self) -> Generator[ServerClient]:
        """Hold the embedded server open, so that the commands of all steps share it."""
        from seltzer_cli.server_access import connect_server
        from seltzer_cli.workspace import open_workspace

        with connect_server(open_workspace(())) as client:
            yield client

    def _step_build(self, days: Iterator[Day]) -> Day:
        from seltzer_cli.scanning import ScanOptions, scan_workspace

        _title(1, "Build a shop warehouse and four weeks of history")
        with click.progressbar(days, length=HISTORY_DAYS, label="  load and scan each day") as bar:
            loaded: list[Day] = []
            for day in bar:
                loaded.append(day)
                if not day.is_last:
                    scan_workspace(_workspace_at(day), ScanOptions(data_time=day.data_time))
        _say(
            f"{HISTORY_DAYS} days loaded, {HISTORY_DAYS - 1} of them scanned and pushed; "
            f"look at {_short(self.warehouse)} and {_short(self.repo)}"
        )
        return loaded[-1]

    def _step_validate(self) -> None:
        _title(2, "Validate the specs, offline")
        _command("validate")
        _say("a mistake would be one line with file, line, column; look at checks/*.yml")

    def _step_compile(self) -> None:
        _title(3, "Compile them: nine checks on orders need two queries")
        _command("compile", "checks/orders.yml")
        _say("no connection was needed; `seltzer explain` says which query serves which check")

    def _step_scan(self, last: Day) -> None:
        _title(4, "Scan the newest day and push the results")
        _command("scan", "--data-time", last.data_time.isoformat(), expected=10)
        _say("the planted defects failed, exit 10; only metadata left for the server")

    def _step_incidents(self, client: ServerClient) -> None:
        _title(5, "What the server made of it")
        listing = client.fetch_json("/api/v1/incidents", {"state": "open"})
        for incident in listing["items"]:
            click.echo(f"  {incident['severity']:<9} {incident['title']}")
        if not listing["items"]:
            raise SeltzerError("the demo's defects opened no incident")
        _say(f"{len(listing['items'])} incidents are open; look at /incidents in `make serve`")

    def _step_author(self, client: ServerClient) -> None:
        _title(6, "Git's monitor goes to the cloud, and somebody authors another one there")
        _command("apply", "--yes")
        record = client.create_monitor(MonitorWrite(spec=CLOUD_MONITOR))
        _say(f"{record.id} “{record.spec.name}” exists in the cloud only; look at /monitors")

    def _step_plan(self) -> None:
        _title(7, "Plan: Git and cloud compared")
        _command("plan")
        _say("Git's own monitor is at rest, < was authored in the cloud; nothing was written")

    def _step_pull_request(self) -> None:
        _title(8, "Pull the monitor to a branch, and report as on a pull request")
        _command("pull", "--branch", BRANCH)
        report = self.folder / "report"
        _command("ci", "--base", "main", "--head", BRANCH, "--plan", "--out", str(report))
        click.echo((report / "report.md").read_text("utf-8"))
        _say(f"the report is saved as {_short(report / 'report.md')}; `git diff main {BRANCH}`")

    def _close(self) -> None:
        click.echo()
        click.secho("Done.", bold=True, nl=False)
        click.echo(" `make serve` opens the same data in the browser; `make demo` plays it again.")


def _workspace_at(day: Day) -> "Workspace":
    from seltzer_cli.workspace import open_workspace

    return open_workspace((), now=day.data_time)


def _command(*words: str, expected: int = 0) -> None:
    """Run one command as a user would and make sure that it ends as told."""
    from seltzer_cli.main import cli

    click.secho(f"  $ seltzer {' '.join(words)}", fg="cyan")
    code = run(cli, words)
    if code != expected:
        raise SeltzerError(f"`seltzer {words[0]}` ended with {code}, the demo expects {expected}")


def _title(number: int, text: str) -> None:
    click.echo()
    click.secho(f"{number}/{STEPS} {text}", bold=True)


def _say(text: str) -> None:
    click.secho(f"  → {text}", fg="green")


def _short(path: Path) -> str:
    """Give a path relative to the folder that the demo was started in, where possible."""
    return os.path.relpath(path, START)


@contextlib.contextmanager
def _inside(folder: Path) -> Generator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
