"""Why the queries of a plan are what they are."""

from seltzer_compiler.plan import CheckPlan, MeasuredPlan, Query, ScanPlan
from seltzer_specs.frozen import dataclass


@dataclass(frozen=True, slots=True)
class QueryExplanation:
    """One query and what it is for.

    Attributes:
        query: The query; its `rules` and `scans` say what shaped it and what it reads.
        checks: Checks that it serves, in file order.
        measured: Metrics without a threshold that it serves.
    """

    query: Query
    checks: tuple[CheckPlan, ...]
    measured: tuple[MeasuredPlan, ...] = ()


def explain_plan(plan: ScanPlan) -> tuple[QueryExplanation, ...]:
    """Give each query of a plan with the checks that it serves."""
    served: dict[str, list[CheckPlan]] = {query.id: [] for query in plan.queries}
    for check in plan.checks:
        for identity in check.queries:
            served[identity].append(check)
    return tuple(
        QueryExplanation(
            query,
            tuple(served[query.id]),
            tuple(measured for measured in plan.measured if query.id in measured.queries),
        )
        for query in plan.queries
    )
