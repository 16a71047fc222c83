"""`seltzer plan`: compare the monitors in Git with those in the cloud."""

from pathlib import Path

import click

from seltzer_cli.monitors import make_plan
from seltzer_cli.options import project_option
from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import open_workspace


@click.command()
@project_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Save the plan for `apply`.")
@click.option("--prune", is_flag=True, help="Plan to delete monitors that left Git.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when there are changes.")
def plan(
    project_file: str | None, form: str, out: Path | None, prune: bool, detailed_exitcode: bool
) -> int:
    """Compare the monitors in Git with those in the cloud; writes nothing.

    Exit 3 when both sides changed one field.
    """
    from seltzer_reconciler.text import render_plan

    workspace = open_workspace((), project_file=project_file)
    with connect_server(workspace) as client:
        made, _ = make_plan(workspace, client, prune=prune)
    text = made.model_dump_json(indent=2, by_alias=True)
    if out is not None:
        out.write_text(f"{text}\n", encoding="utf-8")
    click.echo(text if form == "json" else render_plan(made))
    if made.summary["conflict"]:
        return 3
    return 2 if detailed_exitcode and made.summary["total"] else 0
