"""`seltzer pull`: bring cloud-authored monitors and edits to a branch."""

from pathlib import Path

import click

from seltzer_cli.monitors import make_plan
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
@click.option("--pr", "is_pr", is_flag=True, help="Push the branch and open a pull request.")
def pull(
    project_file: str | None,
    branch: str,
    base: str,
    dry_run: bool,
    detailed_exitcode: bool,
    is_pr: bool,
) -> int:
    """Write cloud-authored monitors and edits as YAML on a branch; comments are kept.

    The work tree and the cloud stay as they are: a base is recorded only by `apply`, after the
    branch is merged.
    """
    from seltzer_reconciler.pull_branch import pull_to_branch
    from seltzer_reconciler.pull_text import render_edits

    workspace = open_workspace((), project_file=project_file)
    with connect_server(workspace) as client:
        made, actual = make_plan(workspace, client)
    pulled = pull_to_branch(
        made,
        actual,
        root=workspace.root,
        settings=workspace.settings,
        patterns=workspace.project.specs if workspace.project is not None else (),
        branch=branch,
        base_ref=base,
        is_dry_run=dry_run,
    )
    click.echo(render_edits(pulled))
    if is_pr and pulled.commit is not None and not dry_run:
        from seltzer_cli.pull_request import open_pull_request

        click.echo(open_pull_request(Path(workspace.root), pulled, base))
    return 2 if detailed_exitcode and pulled.edits else 0
