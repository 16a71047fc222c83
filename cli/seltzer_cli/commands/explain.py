"""`seltzer explain`: which query serves which checks, and why it looks as it does."""

from collections.abc import Mapping
from functools import partial

import click

from seltzer_cli.binding import bind_workspace
from seltzer_cli.estimating import (
    describe_estimate,
    estimate_plan,
    total_estimate,
)
from seltzer_cli.informed import compile_informed
from seltzer_cli.options import estimate_option, spec_arguments, template_option
from seltzer_cli.planning import compile_workspace, errors_of
from seltzer_cli.selecting import (
    describe_left_out,
    parse_selection,
    select_checks,
    select_options,
)
from seltzer_cli.workspace import COMPILE_NOW, Workspace, open_workspace
from seltzer_compiler.explain import explain_plan
from seltzer_compiler.plan import ScanPlan
from seltzer_dialects.estimate import describe
from seltzer_scanner.estimating import QueryEstimate


@click.command()
@spec_arguments
@template_option
@select_options
@click.option("--dialect", metavar="NAME", help="Explain for this dialect.")
@estimate_option
@click.option(
    "--statistics",
    "has_statistics",
    is_flag=True,
    help="Ask the data source what its catalogue knows of columns, as `scan` does before it runs.",
)
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
    has_estimate: bool,
    has_statistics: bool,
) -> int:
    """Show, for each query, the checks it serves, its scans and the rules that shaped it.

    Some rules depend on the data, such as how many values of a column differ. Without --statistics
    the queries are those that are right for any data.
    """
    selection = parse_selection(select, exclude)
    if (has_estimate or has_statistics) and dialect is not None:
        option = "--estimate" if has_estimate else "--statistics"
        raise click.UsageError(f"{option} asks the data source: without --dialect")
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
    if has_statistics:
        plans = tuple(map(partial(_informed, workspace), plans))
    for plan in plans:
        estimates = estimate_plan(workspace, plan) if has_estimate else dict[str, QueryEstimate]()
        _show(plan, estimates)
        asked = sum(map(len, plan.asked.values()))
        if asked and not has_statistics:
            click.echo(f"\n{_count(asked, 'column')} may change this; --statistics asks about them")
    if selection:
        click.echo(f"\n{describe_left_out(selection, workspace.left_out)}")
    errors = errors_of(plans)
    for error in errors:
        click.echo(str(error), err=True)
    return 1 if errors else 0


def _show(plan: ScanPlan, estimates: Mapping[str, QueryEstimate]) -> None:
    scans = sum(query.scans for query in plan.queries)
    click.echo(
        f"{plan.data_source} ({plan.dialect}): {_count(len(plan.checks), 'check')}, "
        f"{_count(len(plan.queries), 'query', 'queries')}, {_count(scans, 'scan')}"
        f"{_total(estimates)}"
    )
    for explained in explain_plan(plan):
        query = explained.query
        rules = ", ".join(query.rules) or "none"
        place = f" in {query.data_source}" if query.data_source is not None else ""
        click.echo(f"\n  {query.id}  {query.kind} on {query.dataset or '-'}{place}")
        click.echo(f"    scans {query.scans} · measures {len(query.outputs)} · rules {rules}")
        for reason in query.why:
            click.echo(f"    because {reason}")
        if query.id in estimates:
            click.echo(f"    reads {describe_estimate(estimates[query.id])}")
        for planned in explained.checks:
            click.echo(f"    serves {planned.check.location}  {planned.check.name}")
        for measured in explained.measured:
            asked = measured.asked
            click.echo(f"    measures {asked.location}  {asked.metric.label}")


def _informed(workspace: Workspace, plan: ScanPlan) -> ScanPlan:
    """Give the plan of a data source as a scan would choose it now.

    Raises:
        SpecErrorGroup: the connection reads variables that the environment lacks.
    """
    workspace.data_source(plan.data_source).require_set()
    checks = [check.check for check in plan.checks]
    return compile_informed(workspace, plan.data_source, checks).plan


def _total(estimates: Mapping[str, QueryEstimate]) -> str:
    return f"; reads {describe(total_estimate(estimates.values()))}" if estimates else ""


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
