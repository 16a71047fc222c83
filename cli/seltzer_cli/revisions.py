"""A workspace as it was in another commit, read from Git objects."""

from dataclasses import replace
from typing import TYPE_CHECKING

from seltzer_cli.snapshots import read_catalogues, snapshot_path
from seltzer_cli.workspace import Workspace
from seltzer_specs.errors import SpecError, SpecErrorGroup
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

if TYPE_CHECKING:
    from seltzer_reconciler.revisions import CommitSqlFiles


def workspace_at(workspace: Workspace, ref: str) -> Workspace:
    """Give a workspace with the specs and snapshots of a commit, under today's configuration.

    Both commits are compiled by the same compiler with the same data sources, so a difference in
    SQL is a difference in specs.
    """
    from seltzer_reconciler.git_repo import GitRepo
    from seltzer_reconciler.revisions import CommitSqlFiles, read_revision

    patterns = workspace.project.specs if workspace.project is not None else ()
    snapshots = [snapshot_path(name) for name in workspace.data_sources]
    with GitRepo(workspace.root) as repo:
        files = read_revision(repo, ref, root=workspace.root, patterns=patterns)
        found = read_revision(repo, ref, root=workspace.root, patterns=snapshots)
        sql_files = CommitSqlFiles(repo, ref, root=workspace.root)
        settings, specs = _parse(workspace, files, found, sql_files)
    return replace(workspace, files=files, settings=settings, specs=specs)


def _parse(
    workspace: Workspace,
    files: tuple[SpecFile, ...],
    snapshots: tuple[SpecFile, ...],
    sql_files: "CommitSqlFiles",
) -> tuple[ParseSettings, LoadResult]:
    errors: tuple[SpecError, ...] = ()
    try:
        catalogues = read_catalogues(snapshots, workspace.data_sources)
    except SpecErrorGroup as wrong:
        catalogues, errors = {}, wrong.errors
    settings = replace(workspace.settings, catalogues=catalogues, sql_files=sql_files)
    specs = parse_specs(files, settings)
    return settings, replace(specs, errors=SpecErrorGroup((*specs.errors, *errors)).errors)
