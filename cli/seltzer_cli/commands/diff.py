"""`seltzer diff`: compiled SQL and checks, compared with another commit."""

import click

from seltzer_cli.options import estimate_option, project_option
from seltzer_cli.workspace import COMPILE_NOW, open_workspace


@click.command()
@project_option
@click.option("--base", default="HEAD", show_default=True, help="Commit to compare with.")
@click.option("--head", help="Commit of the change; the work tree without it.")
@click.option("--dialect", metavar="NAME", help="Compile for this dialect.")
@estimate_option
@click.option("--format", "form", type=click.Choice(["markdown", "json"]), default="markdown")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 2 when something changed.")
def diff(
    project_file: str | None,
    base: str,
    head: str | None,
    dialect: str | None,
    has_estimate: bool,
    form: str,
    detailed_exitcode: bool,
) -> int:
    """Compare compiled SQL and checks with another commit; no connection is needed.

    SQL is compared as trees, so white space and comments never show.
    """
    from seltzer_cli.reviewing import review
    from seltzer_reconciler.markdown import render_markdown

    if has_estimate and dialect is not None:
        raise click.UsageError("--estimate asks the data sources: without --dialect")
    workspace = open_workspace((), project_file=project_file, now=COMPILE_NOW)
    report = review(workspace, base=base, head=head, dialect=dialect, has_estimate=has_estimate)
    if form == "json":
        click.echo(report.model_dump_json(indent=2, by_alias=True))
    else:
        click.echo(render_markdown(report), nl=False)
    if report.mistakes:
        return 1
    return 2 if detailed_exitcode and report.is_changed else 0
