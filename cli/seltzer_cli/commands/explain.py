"""`seltzer explain`: which query serves which checks, and why it looks as it does."""

import click

from seltzer_cli.binding import bind_workspace
from seltzer_cli.options import spec_arguments, template_option
from seltzer_cli.planning import compile_workspace, errors_of
from seltzer_cli.selecting import (
    describe_left_out,
    parse_selection,
    select_checks,
    select_options,
)
from seltzer_cli.workspace import COMPILE_NOW, open_workspace
from seltzer_compiler.explain import explain_plan


@click.command()
@spec_arguments
@template_option
@select_options
@click.option("--dialect", metavar="NAME", help="Explain for this dialect.")
def explain(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
    templates: tuple[str, ...],
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    dialect: str | None,
) -> int:
    """Show, for each query, the checks it serves, its scans and the rules that shaped it."""
    selection = parse_selection(select, exclude)
    workspace = open_workspace(
        specs,
        configurations=configurations,
        project_file=project_file,
        templates=templates,
        variables=variables,
        data_source=data_source,
        now=COMPILE_NOW,
    )
    workspace = bind_workspace(workspace)
    workspace.require_valid()
    workspace = select_checks(workspace, selection, data_source=data_source, spec_paths=specs)
    plans = compile_workspace(workspace, data_source=data_source, dialect=dialect)
    for plan in plans:
        scans = sum(query.scans for query in plan.queries)
        click.echo(
            f"{plan.data_source} ({plan.dialect}): {_count(len(plan.checks), 'check')}, "
            f"{_count(len(plan.queries), 'query', 'queries')}, {_count(scans, 'scan')}"
        )
        for explained in explain_plan(plan):
            query = explained.query
            rules = ", ".join(query.rules) or "none"
            place = f" in {query.data_source}" if query.data_source is not None else ""
            click.echo(f"\n  {query.id}  {query.kind} on {query.dataset or '-'}{place}")
            click.echo(f"    scans {query.scans} · measures {len(query.outputs)} · rules {rules}")
            for planned in explained.checks:
                click.echo(f"    serves {planned.check.location}  {planned.check.name}")
    if selection:
        click.echo(f"\n{describe_left_out(selection, workspace.left_out)}")
    errors = errors_of(plans)
    for error in errors:
        click.echo(str(error), err=True)
    return 1 if errors else 0


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
