"""The pull-request report of a workspace; `seltzer diff` and `seltzer ci` share it."""

from seltzer_cli.binding import bind_workspace
from seltzer_cli.estimating import estimate_differences
from seltzer_cli.monitors import make_plan
from seltzer_cli.planning import compile_workspace
from seltzer_cli.revisions import workspace_at
from seltzer_cli.server_access import connect_server
from seltzer_cli.workspace import Workspace
from seltzer_reconciler.git_repo import GitRepo
from seltzer_reconciler.report import PullRequestReport, build_report, report_mistakes
from seltzer_reconciler.waiting import compare_waiting


def has_own_changes(workspace: Workspace) -> bool:
    """Tell whether files of the work tree differ from its commit."""
    with GitRepo(workspace.root) as repo:
        return repo.is_dirty()


def review(
    workspace: Workspace,
    *,
    base: str,
    head: str | None,
    dialect: str | None = None,
    has_plan: bool = False,
    has_estimate: bool = False,
) -> PullRequestReport:
    """Compare a commit or the work tree with a base.

    Args:
        workspace: The project.
        base: Commit to compare with; its newest common ancestor with the head is taken, so that
            work on the base since then does not show.
        head: Commit of the change; None for the work tree.
        dialect: Compile for this dialect instead of the data sources' own.
        has_plan: Also plan monitors against the server.
        has_estimate: Also ask the data sources of the work tree how much the queries read.
    """
    with GitRepo(workspace.root) as repo:
        start = repo.merge_base(base, head or "HEAD")
        end = repo.resolve(head) if head is not None else None
    after = bind_workspace(workspace_at(workspace, end) if end is not None else workspace)
    if after.specs.errors:
        return PullRequestReport(base=start, head=end, mistakes=report_mistakes(after.specs.errors))
    plan = None
    if has_plan:
        with connect_server(workspace) as client:
            plan, _ = make_plan(after, client)
    before = workspace_at(workspace, start)
    # A base that does not parse is compared as far as it does: the change may be its repair.
    old = compile_workspace(before, data_source=None, dialect=dialect)
    new = compile_workspace(after, data_source=None, dialect=dialect)
    return build_report(
        old,
        new,
        base=start,
        head=end,
        waiting=compare_waiting(before.specs.waiting, after.specs.waiting),
        plan=plan,
        estimates=estimate_differences(workspace, old, new) if has_estimate else None,
    )
