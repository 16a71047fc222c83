"""`seltzer test-connection`: connect and run one query."""

import click

from seltzer_cli.options import source_options
from seltzer_cli.workspace import open_workspace
from seltzer_dialects.registry import dialect_of


@click.command("test-connection")
@source_options
def test_connection(
    data_source: str | None,
    configurations: tuple[str, ...],
    project_file: str | None,
) -> int:
    """Connect to a data source and run `SELECT 1`; exit 12 when it cannot be reached."""
    workspace = open_workspace(
        (),
        configurations=configurations,
        project_file=project_file,
        data_source=data_source,
    )
    settings = workspace.data_source(data_source)
    with dialect_of(settings).connect(settings, root=workspace.root) as connection:
        connection.fetch("SELECT 1")
    click.echo(f"{settings.name} ({settings.type}): connected")
    return 0
