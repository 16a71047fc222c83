"""Plans that are chosen by what the catalogues of the data sources know of the data."""

from collections.abc import Sequence
from dataclasses import dataclass

from seltzer_cli.engine_access import access_of
from seltzer_cli.planning import compile_source
from seltzer_cli.workspace import Workspace
from seltzer_compiler.plan import ScanPlan
from seltzer_compiler.statistics import Statistics
from seltzer_scanner.knowing import ask_statistics
from seltzer_scanner.result import ExecutedQuery
from seltzer_specs.checks import Check


@dataclass(frozen=True, slots=True)
class InformedPlan:
    """A plan and how it came about.

    Attributes:
        plan: The plan.
        executed: Statements that asked for statistics.
    """

    plan: ScanPlan
    executed: tuple[ExecutedQuery, ...] = ()


def compile_informed(
    workspace: Workspace, name: str, checks: Sequence[Check], *, timeout_s: float | None = None
) -> InformedPlan:
    """Compile for a data source, with the statistics that decide between queries.

    Args:
        workspace: What to compile.
        name: The data source.
        checks: Its checks.
        timeout_s: Seconds that one question may take.

    Raises:
        ConfigError: the data source is not known.
    """
    plan = compile_source(workspace, name, checks)
    statistics: dict[str, Statistics] = {}
    executed: list[ExecutedQuery] = []
    for source, asked in plan.asked.items():
        owner = source or name
        known = ask_statistics(
            asked,
            access_of(workspace, owner, timeout_s=timeout_s),
            schema=workspace.data_source(owner).schema,
            data_source=source,
        )
        statistics[owner] = known.statistics
        executed += known.executed
    if any(found.columns for found in statistics.values()):
        plan = compile_source(workspace, name, checks, statistics=statistics)
    return InformedPlan(plan, tuple(executed))
