"""A workspace's checks bound to the committed snapshots of its data sources."""

from dataclasses import replace

from seltzer_cli.workspace import Workspace
from seltzer_specs.errors import SpecError, SpecErrorGroup


def bind_workspace(workspace: Workspace) -> Workspace:
    """Give the workspace with the mistakes that its snapshots show.

    What is asked of a data source without a snapshot is bound when it is scanned.
    """
    if not workspace.settings.catalogues:
        return workspace
    # Imported here: these need the compiler, which a project without snapshots does not.
    from seltzer_cli.planning import data_sources_with_checks
    from seltzer_compiler.bind.checks import bind_checks
    from seltzer_compiler.bind.finder import Finder
    from seltzer_dialects.registry import get_dialect

    finders = {
        name: Finder(catalogue.snapshot, get_dialect(catalogue.snapshot.dialect))
        for name, catalogue in workspace.settings.catalogues.items()
    }
    errors: list[SpecError] = []
    for name in data_sources_with_checks(workspace):
        errors += bind_checks(workspace.checks_for(name), finders, data_source=name)
    if not errors:
        return workspace
    specs = workspace.specs
    all_errors = SpecErrorGroup((*specs.errors, *errors)).errors
    return replace(workspace, specs=replace(specs, errors=all_errors))
