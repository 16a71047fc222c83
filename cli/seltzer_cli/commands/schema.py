"""`seltzer schema`: the catalogue as a file in Git, and what does not fit it."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from seltzer_cli.binding import bind_workspace
from seltzer_cli.snapshots import fetch_snapshot, snapshot_path
from seltzer_cli.workspace import Workspace, open_workspace
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.disk import MAX_BYTES
from seltzer_specs.errors import ConfigError
from seltzer_specs.snapshot import render_snapshot
from seltzer_specs.snapshot_diff import diff_snapshots

if TYPE_CHECKING:
    from seltzer_specs.json_schema.documents import Kind

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def _options(command: Decorated) -> Decorated:
    for decorate in (
        click.option("--project", "project_file", metavar="FILE", help="Project file."),
        click.option(
            "-c",
            "--configuration",
            "configurations",
            multiple=True,
            metavar="FILE",
            help="Soda configuration.yml, instead of a seltzer.yml; may be repeated.",
        ),
        click.option("-d", "--data-source", metavar="NAME", help="Only this one; all without it."),
    ):
        command = decorate(command)
    return command


@click.group()
def schema() -> None:
    """Keep the catalogue of a data source in Git, compare it; print the specs' JSON Schema."""


@schema.command()
@_options
def pull(data_source: str | None, configurations: tuple[str, ...], project_file: str | None) -> int:
    """Write schemas/SOURCE.yml: datasets, columns and types; never a row value."""
    workspace = _open(data_source, configurations, project_file, has_snapshots=False)
    for settings in _sources(workspace, data_source):
        snapshot = fetch_snapshot(settings, root=workspace.root)
        text = render_snapshot(snapshot)
        if len(text.encode()) > MAX_BYTES:
            raise ConfigError(
                f'the catalogue of "{settings.name}" has {len(text.encode())} bytes, a snapshot '
                f"at most {MAX_BYTES}; give the data source a user who sees fewer schemas"
            )
        path = workspace.root / snapshot_path(settings.name)
        is_same = path.is_file() and path.read_text(encoding="utf-8") == text
        if not is_same:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        count = len(snapshot.datasets)
        state = "unchanged" if is_same else "written"
        click.echo(f"{snapshot_path(settings.name)}: {count} datasets, {state}")
    return 0


@schema.command()
@_options
@click.option("--offline", is_flag=True, help="Compare the specs with the snapshot instead.")
def check(
    data_source: str | None,
    configurations: tuple[str, ...],
    project_file: str | None,
    offline: bool,
) -> int:
    """Compare the snapshot with the data source: exit 2 when they differ.

    With --offline, no connection is made and the specs are compared with the snapshot: exit 1
    when a check asks for a dataset, a column or a type that is not there.
    """
    workspace = _open(data_source, configurations, project_file, has_snapshots=True)
    sources = _sources(workspace, data_source)
    for settings in sources:
        if settings.name not in workspace.settings.catalogues:
            raise ConfigError(
                f"there is no {snapshot_path(settings.name)}; write it with "
                f"`seltzer schema pull -d {settings.name}`"
            )
    if offline:
        bound = bind_workspace(workspace)
        bound.require_valid()
        click.echo(f"{len(bound.specs.checks)} checks fit the snapshot")
        return 0
    is_same = [_compare(workspace, settings) for settings in sources]
    return 0 if all(is_same) else 2


@schema.command("print")
@click.option(
    "--kind",
    type=click.Choice(["Checks", "Monitor", "Template", "Project"]),
    help="Only documents of this kind; without it, of each by its own.",
)
def print_(kind: "Kind | None") -> int:
    """Print the JSON Schema of specs, for editors: `seltzer schema print > seltzer.schema.json`.

    Put `# yaml-language-server: $schema=../seltzer.schema.json` above a document.
    """
    # Imported here: nothing else of this group needs the grammar as a schema.
    from seltzer_specs.json_schema.documents import print_schema

    click.echo(json.dumps(print_schema(kind), indent=1, ensure_ascii=False))
    return 0


def _compare(workspace: Workspace, settings: DataSourceSettings) -> bool:
    committed = workspace.settings.catalogues[settings.name].snapshot
    lines = diff_snapshots(committed, fetch_snapshot(settings, root=workspace.root))
    for line in lines:
        click.echo(line)
    path = snapshot_path(settings.name)
    if lines:
        click.echo(f"{path} is out of date; run `seltzer schema pull -d {settings.name}`", err=True)
    else:
        click.echo(f"{path}: {len(committed.datasets)} datasets, up to date")
    return not lines


def _open(
    data_source: str | None,
    configurations: tuple[str, ...],
    project_file: str | None,
    *,
    has_snapshots: bool,
) -> Workspace:
    return open_workspace(
        (),
        configurations=configurations,
        project_file=project_file,
        data_source=data_source,
        has_snapshots=has_snapshots,
    )


def _sources(workspace: Workspace, name: str | None) -> list[DataSourceSettings]:
    if name is not None or not workspace.data_sources:
        return [workspace.data_source(name)]
    return [workspace.data_sources[known] for known in sorted(workspace.data_sources)]
