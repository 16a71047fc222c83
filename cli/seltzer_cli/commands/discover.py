"""`seltzer discover`: first checks for the datasets of a data source."""

from pathlib import Path

import click

from seltzer_cli.discovering import Discoverer, write_scaffold
from seltzer_cli.options import project_option
from seltzer_cli.workspace import open_workspace


@click.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET...]")
@click.option("-d", "--data-source", metavar="NAME", help="Data source to look at.")
@project_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Folder of the written files; checks/ of the project without it.",
)
@click.option(
    "--with-values",
    is_flag=True,
    help="Also propose sets of values; they are values of rows, and go into Git with the file.",
)
def discover(
    datasets: tuple[str, ...],
    data_source: str | None,
    project_file: str | None,
    out: Path | None,
    with_values: bool,
) -> int:
    """Profile datasets and write checks that hold now: one file each, never over another.

    DATASETs are names or patterns such as fact_%; without any, all that need no schema in front.
    """
    workspace = open_workspace(
        (), project_file=project_file, data_source=data_source, has_snapshots=False
    )
    settings = workspace.data_source(data_source)
    folder = out or workspace.root / "checks"
    for scaffold in Discoverer(workspace, settings).scaffolds(datasets, has_values=with_values):
        if scaffold.text is None:
            click.echo(f"{scaffold.dataset}: no rows, nothing to propose")
            continue
        path, is_written = write_scaffold(scaffold, folder)
        shown = path.relative_to(workspace.root) if path.is_relative_to(workspace.root) else path
        if is_written:
            click.echo(f"{scaffold.dataset}: {scaffold.checks} checks in {shown}")
        else:
            click.echo(f"{scaffold.dataset}: {shown} exists and is left as it is")
    return 0
