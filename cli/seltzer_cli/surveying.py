"""What a workspace asks of a data source's datasets besides checks."""

from dataclasses import replace

from seltzer_cli.workspace import Workspace
from seltzer_compiler.bind.finder import Finder
from seltzer_compiler.surveys import SurveyRequest
from seltzer_dialects.registry import get_dialect
from seltzer_specs.names import DatasetRef, Name


def surveys_of(workspace: Workspace, data_source: str) -> tuple[SurveyRequest, ...]:
    """Give each dataset to register or to profile once, in the order of the files."""
    finder = finder_of(workspace, data_source)
    found: dict[str, SurveyRequest] = {}
    for asked in workspace.specs.discovered:
        if is_of(asked.dataset, workspace, data_source):
            request = SurveyRequest(
                dataset=asked.dataset, is_discovered=True, location=asked.location
            )
            found.setdefault(str(asked.dataset), request)
    for profiled in workspace.specs.profiled:
        if finder is None or not is_of(profiled.dataset, workspace, data_source):
            continue
        column = _typed(profiled.dataset, profiled.column, finder)
        if column is None:
            continue
        known = found.get(str(profiled.dataset)) or SurveyRequest(
            dataset=profiled.dataset, location=profiled.location
        )
        if column not in known.columns:
            known = replace(known, columns=(*known.columns, column))
        found[str(profiled.dataset)] = known
    return tuple(found.values())


def finder_of(workspace: Workspace, data_source: str) -> Finder | None:
    """Give what finds columns in a data source's catalogue; None without one."""
    catalogue = workspace.settings.catalogues.get(data_source)
    if catalogue is None:
        return None
    return Finder(catalogue.snapshot, get_dialect(catalogue.snapshot.dialect))


def _typed(dataset: DatasetRef, column: Name, finder: Finder) -> tuple[Name, str] | None:
    table = finder.dataset(dataset)
    found = finder.column(table, column) if table is not None else None
    return (column, found.type) if found is not None else None


def is_of(dataset: DatasetRef, workspace: Workspace, data_source: str) -> bool:
    """Tell whether a dataset is in a data source."""
    fallback = workspace.default_data_source or data_source
    return (dataset.data_source or fallback) == data_source
