"""`seltzer validate`: read every spec, show every mistake."""

import click

from seltzer_cli.binding import bind_workspace
from seltzer_cli.expanding import show_remarks
from seltzer_cli.options import spec_arguments
from seltzer_cli.workspace import open_workspace


@click.command()
@spec_arguments
def validate(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
) -> int:
    """Check specs without a connection: one line per mistake, exit 1 if there is any."""
    workspace = open_workspace(
        specs,
        configurations=configurations,
        project_file=project_file,
        variables=variables,
        data_source=data_source,
    )
    workspace = bind_workspace(workspace)
    workspace.require_valid()
    show_remarks(workspace)
    checks, monitors = len(workspace.specs.checks), len(workspace.specs.monitors)
    click.echo(
        f"{len(workspace.files)} files, {checks} checks ({monitors} from monitors): no mistakes"
    )
    return 0
