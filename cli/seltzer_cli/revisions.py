"""A workspace as it was in another commit, read from Git objects."""

from dataclasses import replace

from seltzer_cli.workspace import Workspace
from seltzer_specs.loader import parse_specs


def workspace_at(workspace: Workspace, ref: str) -> Workspace:
    """Give a workspace with the spec files of a commit, under today's configuration.

    Both commits are compiled by the same compiler with the same data sources, so a difference in
    SQL is a difference in specs.
    """
    from seltzer_reconciler.git_repo import GitRepo
    from seltzer_reconciler.revisions import read_revision

    patterns = workspace.project.specs if workspace.project is not None else ()
    with GitRepo(workspace.root) as repo:
        files = read_revision(repo, ref, root=workspace.root, patterns=patterns)
    return replace(workspace, files=files, specs=parse_specs(files, workspace.settings))
