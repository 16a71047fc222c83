"""A workspace's checks bound to the committed snapshots of its data sources."""

from dataclasses import replace

from seltzer_cli.workspace import Workspace
from seltzer_specs.errors import SpecError, SpecErrorGroup


def bind_workspace(workspace: Workspace) -> Workspace:
    """Give the workspace with the mistakes that its snapshots show.

    Checks of a data source without a snapshot are bound when they are scanned.
    """
    if not workspace.settings.catalogues:
        return workspace
    # Imported here: these need the compiler, which a project without snapshots does not.
    from seltzer_cli.planning import data_sources_with_checks
    from seltzer_compiler.bind.checks import bind_checks
    from seltzer_dialects.registry import get_dialect

    errors: list[SpecError] = []
    for name in data_sources_with_checks(workspace):
        catalogue = workspace.settings.catalogues.get(name)
        if catalogue is not None:
            dialect = get_dialect(catalogue.snapshot.dialect)
            errors += bind_checks(workspace.checks_for(name), catalogue.snapshot, dialect)
    if not errors:
        return workspace
    specs = workspace.specs
    all_errors = SpecErrorGroup((*specs.errors, *errors)).errors
    return replace(workspace, specs=replace(specs, errors=all_errors))
