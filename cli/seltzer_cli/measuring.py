"""What a workspace asks to measure in a data source without judging it."""

from seltzer_cli.surveying import finder_of, is_of
from seltzer_cli.workspace import Workspace
from seltzer_compiler.bind.finder import Finder
from seltzer_compiler.measured import MeasureRequest
from seltzer_specs.measured import MeasuredMetric


def measured_of(workspace: Workspace, data_source: str) -> tuple[MeasureRequest, ...]:
    """Give each metric with the type of its column, in the order of the files."""
    finder = finder_of(workspace, data_source)
    return tuple(
        MeasureRequest(asked=asked, type=_type(asked, finder))
        for asked in workspace.specs.measured
        if is_of(asked.dataset, workspace, data_source)
    )


def _type(asked: MeasuredMetric, finder: Finder | None) -> str | None:
    if finder is None or not asked.metric.columns:
        return None
    table = finder.dataset(asked.dataset)
    found = finder.column(table, asked.metric.columns[0]) if table is not None else None
    return found.type if found is not None else None
