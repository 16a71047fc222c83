"""`seltzer apply`: carry out a plan in the cloud."""

import sys
from pathlib import Path

import click
from pydantic import ValidationError

from seltzer_cli.monitors import make_plan
from seltzer_cli.options import project_option
from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import open_workspace
from seltzer_client.api import ServerClient
from seltzer_specs.errors import ConfigError
from seltzer_specs.wire.plan import PlanDocument


@click.command()
@click.argument("plan_file", required=False, type=click.Path(path_type=Path))
@project_option
@click.option("--prune", is_flag=True, help="Also delete monitors that left Git.")
@click.option("--allow-deletes", type=int, metavar="N", help="Exact count of deletes to allow.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def apply(
    plan_file: Path | None,
    project_file: str | None,
    prune: bool,
    allow_deletes: int | None,
    yes: bool,
) -> int:
    """Carry out PLAN_FILE, or plan, show and carry out.

    Exit 3 conflict, 4 the cloud changed since the plan, 5 refused, 6 partly applied.
    """
    from seltzer_reconciler.plan import check_deletes, verify_plan
    from seltzer_reconciler.text import render_plan

    workspace = open_workspace((), project_file=project_file)
    with connect_server(workspace) as client:
        made = _read(plan_file) if plan_file else make_plan(workspace, client, prune=prune)[0]
        verify_plan(made)
        click.echo(render_plan(made))
        managed = sum(record.base is not None for record in client.fetch_monitors())
        check_deletes(made, known=managed, allowed=allow_deletes)
        if not _wants(made):
            return 3 if made.summary["conflict"] else 0
        if not yes and plan_file is None:
            _ask()
        return _carry_out(made, client)


def _carry_out(plan: PlanDocument, client: ServerClient) -> int:
    from seltzer_reconciler.apply import ActionResult, apply_plan

    def show(result: ActionResult) -> None:
        if result.state != "left":
            detail = f": {result.message}" if result.message else ""
            click.echo(f"{result.state:<7} {result.action.verb:<8} {result.action.id}{detail}")

    outcome = apply_plan(plan, client, on_result=show)
    outcome.raise_if_incomplete()
    click.echo(f"{outcome.count('done')} applied")
    return 0


def _wants(plan: PlanDocument) -> bool:
    """Tell whether any action asks for a write."""
    return any(
        change.direction in ("push", "agree") for action in plan.actions for change in action.fields
    ) or any(action.verb == "adopt" for action in plan.actions)


def _ask() -> None:
    if not sys.stdin.isatty():
        raise ConfigError("apply asks before it writes; give --yes, or a plan file")
    click.confirm("apply this plan?", abort=True)


def _read(path: Path) -> PlanDocument:
    try:
        return PlanDocument.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"cannot read the plan {path}: {error.strerror}") from error
    except ValidationError as error:
        raise ConfigError(f"{path} is no plan of `seltzer plan --out`") from error
