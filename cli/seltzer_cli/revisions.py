"""A workspace as it was in another commit, read from Git objects."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seltzer_cli.snapshots import read_catalogues, snapshot_path
from seltzer_cli.workspace import Workspace
from seltzer_specs.errors import SpecError, SpecErrorGroup
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.snapshot import Catalogue
from seltzer_specs.spec_file import SpecFile

if TYPE_CHECKING:
    from seltzer_reconciler.revisions import CommitFiles


def workspace_at(
    workspace: Workspace,
    ref: str,
    *,
    has_given_files: bool = False,
    catalogues: Mapping[str, Catalogue] | None = None,
) -> Workspace:
    """Give a workspace with the specs and snapshots of a commit, under today's configuration.

    Both commits are compiled by the same compiler with the same data sources, so a difference in
    SQL is a difference in specs.

    Args:
        workspace: The work tree.
        ref: Branch, tag or SHA.
        has_given_files: True reads the files that the workspace has, and not those of the project.
        catalogues: For data sources that have no snapshot in the commit, by name.
    """
    from seltzer_reconciler.git_repo import GitRepo
    from seltzer_reconciler.revisions import CommitFiles, read_revision

    patterns = _patterns(workspace, has_given_files=has_given_files)
    snapshots = [snapshot_path(name) for name in workspace.data_sources]
    with GitRepo(workspace.root) as repo:
        files = read_revision(repo, ref, root=workspace.root, patterns=patterns)
        found = read_revision(repo, ref, root=workspace.root, patterns=snapshots)
        named_files = CommitFiles(repo, ref, root=workspace.root)
        settings, specs = _parse(workspace, files, found, named_files, catalogues or {})
    return replace(workspace, files=files, settings=settings, specs=specs)


def _patterns(workspace: Workspace, *, has_given_files: bool) -> tuple[str, ...]:
    if not has_given_files:
        return workspace.project.specs if workspace.project is not None else ()
    root = workspace.root.resolve()
    paths = ((Path.cwd() / file.path).resolve() for file in workspace.files)
    return tuple(p.relative_to(root).as_posix() for p in paths if p.is_relative_to(root))


def _parse(
    workspace: Workspace,
    files: tuple[SpecFile, ...],
    snapshots: tuple[SpecFile, ...],
    named_files: "CommitFiles",
    others: Mapping[str, Catalogue],
) -> tuple[ParseSettings, LoadResult]:
    errors: tuple[SpecError, ...] = ()
    try:
        catalogues = read_catalogues(snapshots, workspace.data_sources)
    except SpecErrorGroup as wrong:
        catalogues, errors = {}, wrong.errors
    settings = replace(
        workspace.settings, catalogues={**others, **catalogues}, named_files=named_files
    )
    specs = parse_specs(files, settings)
    return settings, replace(specs, errors=SpecErrorGroup((*specs.errors, *errors)).errors)
