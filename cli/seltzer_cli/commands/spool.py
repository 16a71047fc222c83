"""`seltzer spool`: results that wait on this disk for the server."""

import click

from seltzer_cli.options import project_option
from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import open_workspace
from seltzer_client.spool import Spool


def _spool(project_file: str | None) -> Spool:
    workspace = open_workspace((), project_file=project_file)
    return Spool(workspace.state_dir / "spool")


@click.group()
def spool() -> None:
    """See and send results that wait on this disk."""


@spool.command("list")
@project_option
def list_(project_file: str | None) -> int:
    """List waiting and rejected results, oldest first."""
    batches = _spool(project_file).list()
    for batch in batches:
        click.echo(f"{batch.name}  {batch.state}  {batch.size_bytes} bytes  {batch.reason or ''}")
    click.echo(f"{len(batches)} in the spool" if batches else "nothing waits in the spool")
    return 0


@spool.command()
@project_option
def replay(project_file: str | None) -> int:
    """Send what waits, oldest first; exit 7 when something still waits or was rejected."""
    workspace = open_workspace((), project_file=project_file)
    with connect_server(workspace) as client:
        result = Spool(workspace.state_dir / "spool").replay(client)
    click.echo(
        f"{result.delivered} delivered, {result.waiting} waiting, {result.rejected} rejected"
    )
    return 7 if result.waiting or result.rejected else 0


@spool.command()
@click.argument("name")
@project_option
def drop(name: str, project_file: str | None) -> int:
    """Delete one waiting or rejected result for good."""
    _spool(project_file).drop(name)
    click.echo(f"dropped {name}")
    return 0
