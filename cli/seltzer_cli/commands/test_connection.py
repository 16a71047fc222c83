"""`seltzer test-connection`: connect and run one query."""

import click

from seltzer_cli.options import spec_arguments
from seltzer_cli.workspace import open_workspace
from seltzer_dialects.registry import dialect_of


@click.command("test-connection")
@spec_arguments
def test_connection(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
) -> int:
    """Connect to a data source and run `SELECT 1`; exit 12 when it cannot be reached."""
    workspace = open_workspace(
        specs,
        configurations=configurations,
        project_file=project_file,
        variables=variables,
        data_source=data_source,
    )
    settings = workspace.data_source(data_source)
    with dialect_of(settings).connect(settings, root=workspace.root) as connection:
        connection.fetch("SELECT 1")
    click.echo(f"{settings.name} ({settings.type}): connected")
    return 0
