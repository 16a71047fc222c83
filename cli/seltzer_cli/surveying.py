"""What a workspace asks of a data source's datasets besides checks."""

from dataclasses import replace

from seltzer_cli.workspace import Workspace
from seltzer_compiler.bind.finder import Finder
from seltzer_compiler.surveys import SurveyRequest
from seltzer_dialects.registry import get_dialect
from seltzer_specs.names import DatasetRef, Name


def surveys_of(workspace: Workspace, data_source: str) -> tuple[SurveyRequest, ...]:
    """Give each dataset to register or to profile once, in the order of the files."""
    catalogue = workspace.settings.catalogues.get(data_source)
    finder = None
    if catalogue is not None:
        finder = Finder(catalogue.snapshot, get_dialect(catalogue.snapshot.dialect))
    found: dict[str, SurveyRequest] = {}
    for asked in workspace.specs.discovered:
        if _is_of(asked.dataset, workspace, data_source):
            request = SurveyRequest(
                dataset=asked.dataset, is_discovered=True, location=asked.location
            )
            found.setdefault(str(asked.dataset), request)
    for profiled in workspace.specs.profiled:
        if finder is None or not _is_of(profiled.dataset, workspace, data_source):
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


def _typed(dataset: DatasetRef, column: Name, finder: Finder) -> tuple[Name, str] | None:
    table = finder.dataset(dataset)
    found = finder.column(table, column) if table is not None else None
    return (column, found.type) if found is not None else None


def _is_of(dataset: DatasetRef, workspace: Workspace, data_source: str) -> bool:
    fallback = workspace.default_data_source or data_source
    return (dataset.data_source or fallback) == data_source
