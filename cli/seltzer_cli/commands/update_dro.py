"""`seltzer update-dro`: write the reference distribution of a column into its file."""

from pathlib import Path

import click

from seltzer_cli.engine_access import DEFAULT_TIMEOUT_S
from seltzer_cli.workspace import open_workspace


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("-d", "--data-source", metavar="NAME", help="Data source that has the column.")
@click.option(
    "-c",
    "--configuration",
    "configurations",
    multiple=True,
    metavar="FILE",
    help="Soda configuration.yml, instead of a seltzer.yml; may be repeated.",
)
@click.option("-n", "--name", metavar="NAME", help="Which reference, where the file has several.")
@click.option("--project", "project_file", metavar="FILE", help="Project file.")
def update_dro(
    file: Path,
    data_source: str | None,
    configurations: tuple[str, ...],
    name: str | None,
    project_file: str | None,
) -> int:
    """Compute bins and weights of a column and write them into a distribution reference FILE.

    The file names dataset, column and distribution_type; its comments are kept.
    """
    from seltzer_cli.distribution_source import read_source, write_distribution

    workspace = open_workspace(
        (), configurations=configurations, project_file=project_file, data_source=data_source
    )
    source = read_source(file, name)
    distribution = source.measure(workspace, data_source, timeout_s=DEFAULT_TIMEOUT_S)
    write_distribution(file, name, distribution)
    click.echo(
        f"{file}: {source.dataset}.{source.column}, {distribution.type}, "
        f"{len(distribution.bins)} bins"
    )
    return 0
