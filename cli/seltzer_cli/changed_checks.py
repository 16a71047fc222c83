"""Which checks of a workspace changed since a commit."""

from collections.abc import Sequence

from seltzer_cli.revisions import workspace_at
from seltzer_cli.workspace import Workspace
from seltzer_reconciler.git_repo import GitRepo
from seltzer_specs.checks.sameness import says_the_same


def find_changed(workspace: Workspace, ref: str, *, spec_paths: Sequence[str]) -> frozenset[str]:
    """Give the ids of checks that are new or say something else than at a commit.

    As in a pull request, the newest common ancestor of the commit and HEAD is compared with, so
    that work on the commit's branch since then does not show.

    Args:
        workspace: The work tree, with the sections that wait for a catalogue expanded where they
            could be.
        ref: Branch, tag or SHA.
        spec_paths: Files, folders and patterns that the user named instead of the project's own.

    Raises:
        ConfigError: there is no such commit, or no repository.
    """
    with GitRepo(workspace.root) as repo:
        start = repo.merge_base(ref, "HEAD")
    before = workspace_at(
        workspace,
        start,
        has_given_files=bool(spec_paths),
        catalogues=workspace.settings.catalogues,
    )
    known = {check.id: check for check in before.specs.checks}
    return frozenset(
        check.id
        for check in workspace.specs.checks
        if check.id not in known or not says_the_same(known[check.id], check)
    )
