"""Sections that wait for a catalogue: named where nothing is run, expanded where a scan runs."""

from dataclasses import replace

import click

from seltzer_cli.snapshots import fetch_snapshot
from seltzer_cli.workspace import Workspace
from seltzer_dialects.registry import dialect_of
from seltzer_specs.errors import ConnectError, QueryError, SpecError
from seltzer_specs.loader import parse_specs
from seltzer_specs.snapshot import Catalogue
from seltzer_specs.surveys import WaitingSection


def expand_waiting(
    workspace: Workspace, data_source: str | None
) -> tuple[Workspace, tuple[SpecError, ...]]:
    """Expand the sections that wait for a data source's catalogue, read with one query.

    Args:
        workspace: What is to be scanned.
        data_source: Value of `-d`.

    Returns:
        The workspace with the sections' checks, and one error for each section that still waits
        because the catalogue could not be read.
    """
    settings = workspace.data_source(data_source)
    waiting = [s for s in workspace.specs.waiting if s.data_source in (settings.name, None)]
    if not waiting:
        return workspace, ()
    try:
        snapshot = fetch_snapshot(
            settings, root=workspace.root, opened=workspace.opened.get(settings.name)
        )
    except (ConnectError, QueryError) as error:
        return workspace, tuple(_unread(section, error) for section in waiting)
    catalogue = Catalogue(snapshot, dialect_of(settings).NAME_CASE)
    catalogues = {**workspace.settings.catalogues, settings.name: catalogue}
    parsing = replace(
        workspace.settings,
        catalogues=catalogues,
        default_data_source=workspace.settings.default_data_source or settings.name,
    )
    specs = parse_specs(workspace.files, parsing)
    return replace(workspace, settings=parsing, specs=specs), ()


def show_remarks(workspace: Workspace) -> None:
    """Print notes, and in one line which sections wait for the scan."""
    for note in workspace.specs.notes:
        click.echo(str(note), err=True)
    waiting = workspace.specs.waiting
    if waiting:
        names = ", ".join(f'"{section.header}" ({section.location})' for section in waiting)
        click.echo(
            f"{len(waiting)} section{'s wait' if len(waiting) > 1 else ' waits'} for the scan, "
            f"which reads the catalogue (or run `seltzer schema pull`): {names}",
            err=True,
        )


def _unread(section: WaitingSection, error: ConnectError | QueryError) -> SpecError:
    return SpecError(
        f'"{section.header}" was not expanded, the catalogue cannot be read: {error}',
        location=section.location,
        rule="catalogue",
    )
