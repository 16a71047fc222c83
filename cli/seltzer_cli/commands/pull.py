"""`seltzer pull`: bring cloud-authored monitors and edits to a branch."""

import click

from seltzer_cli.options import project_option
from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import open_workspace

DEFAULT_BRANCH = "seltzer/pull"


@click.command()
@project_option
@click.option("--branch", default=DEFAULT_BRANCH, show_default=True, help="Branch to write to.")
@click.option("--base", default="HEAD", show_default=True, help="Commit the branch starts at.")
@click.option("--dry-run", is_flag=True, help="Show the edits, write nothing.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when there are edits.")
def pull(
    project_file: str | None, branch: str, base: str, dry_run: bool, detailed_exitcode: bool
) -> int:
    """Write cloud-authored monitors and edits as YAML on a branch; comments are kept.

    The work tree and the cloud stay as they are: both agree only after the branch is merged and
    `seltzer apply` has seen it.
    """
    from seltzer_reconciler.pull import pull_to_branch, render_pull
    from seltzer_specs.errors import PartlyAppliedError

    workspace = open_workspace((), project_file=project_file)
    with connect_server(workspace) as client:
        actual = client.fetch_monitors()
    pulled = pull_to_branch(
        actual,
        root=workspace.root,
        patterns=workspace.project.specs if workspace.project is not None else (),
        settings=workspace.settings,
        branch=branch,
        base_ref=base,
        is_dry_run=dry_run,
    )
    click.echo(render_pull(pulled))
    if pulled.refused:
        raise PartlyAppliedError("\n".join(pulled.refused))
    return 2 if detailed_exitcode and pulled.edits else 0
