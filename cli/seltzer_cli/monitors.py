"""Desired and actual monitors of a workspace."""

from seltzer_cli.workspace import Workspace
from seltzer_client.api import ServerClient
from seltzer_specs.errors import ConfigError
from seltzer_specs.wire.monitor import MonitorRecord
from seltzer_specs.wire.plan import PlanDocument


def make_plan(
    workspace: Workspace, client: ServerClient, *, prune: bool = False
) -> tuple[PlanDocument, tuple[MonitorRecord, ...]]:
    """Plan for a workspace, and the monitors of the cloud that the plan saw.

    Raises:
        SpecErrorGroup: a spec is wrong; a plan over half a repository would delete the rest.
    """
    from seltzer_reconciler.plan import plan_monitors

    workspace.require_valid()
    actual = client.fetch_monitors()
    made = plan_monitors(
        workspace.specs.monitors, actual, commit=head_commit(workspace), prune=prune
    )
    return made, actual


def head_commit(workspace: Workspace) -> str | None:
    """Give the SHA of HEAD, or None outside Git."""
    from seltzer_reconciler.git_repo import GitRepo

    try:
        repo = GitRepo(workspace.root)
    except ConfigError:
        return None
    with repo:
        return repo.head_commit()
