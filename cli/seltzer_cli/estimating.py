"""What queries will read, in words, and the budget that a data source sets to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seltzer_cli.engine_access import access_of
from seltzer_cli.workspace import Workspace
from seltzer_compiler.plan import ScanPlan
from seltzer_dialects.estimate import Estimate, describe, total
from seltzer_scanner.estimating import QueryEstimate, estimate_queries
from seltzer_specs.byte_size import format_bytes
from seltzer_specs.errors import RefusedError

_TIMEOUT_S = 60.0


def estimate_plan(workspace: Workspace, plan: ScanPlan) -> Mapping[str, QueryEstimate]:
    """Ask the engines what the queries of a plan will read.

    Returns:
        By the id of the query.

    Raises:
        ConfigError: a data source of the plan is not configured.
        SpecErrorGroup: a connection reads variables that the environment lacks.
    """
    for name in {plan.data_source, *(q.data_source for q in plan.queries if q.data_source)}:
        workspace.data_source(name).require_set()
    found = estimate_queries(
        plan.queries,
        lambda name: access_of(workspace, name or plan.data_source),
        timeout_s=_TIMEOUT_S,
    )
    return {each.query.id: each for each in found}


def require_budget(workspace: Workspace, plan: ScanPlan, *, max_bytes: int | None) -> None:
    """Stop before a scan that would read more than its data sources allow.

    Args:
        workspace: Its data sources may have a `max_bytes` of their own.
        plan: What is to run.
        max_bytes: Limit for this scan, in place of those of the data sources.

    Raises:
        RefusedError: it would read more, or it cannot be told what it would read.
    """
    budgets = {name: max_bytes or workspace.data_source(name).max_bytes for name in _sources(plan)}
    if not any(budgets.values()):
        return
    estimates = list(estimate_plan(workspace, plan).values())
    for name, budget in budgets.items():
        own = [each for each in estimates if (each.query.data_source or plan.data_source) == name]
        if budget is not None:
            _require(name, own, budget)


def _sources(plan: ScanPlan) -> list[str]:
    others = {query.data_source for query in plan.queries if query.data_source is not None}
    return [plan.data_source, *sorted(others - {plan.data_source})]


def _require(name: str, estimates: Sequence[QueryEstimate], budget: int) -> None:
    unknown = next((each for each in estimates if each.bytes is None), None)
    if unknown is not None:
        query = unknown.query
        raise RefusedError(
            f'data source "{name}": {_why(unknown)} (query {query.id} on {query.dataset or "-"}), '
            f"so that its limit of {format_bytes(budget)} cannot be kept; take the query out, "
            "or scan without max_bytes"
        )
    read = sum(each.bytes or 0 for each in estimates)
    if read > budget:
        most = max(estimates, key=lambda each: each.bytes or 0)
        raise RefusedError(
            f'data source "{name}": this scan would read about {format_bytes(read)}, more than '
            f"max_bytes {format_bytes(budget)}; nothing was run. Most of it, "
            f"{format_bytes(most.bytes or 0)}, is query {most.query.id} on "
            f"{most.query.dataset or '-'}: filter the dataset, scan fewer specs, or raise the limit"
        )


def _why(unknown: QueryEstimate) -> str:
    if unknown.error is not None:
        return f"what is read is not known: {' '.join(str(unknown.error).split())}"
    return "the engine does not tell how many bytes a query reads"


def describe_estimate(found: QueryEstimate) -> str:
    """Say what a query will read: `about 6,000,000 rows, 1.20 GB`."""
    if found.error is not None:
        return f"unknown: {' '.join(str(found.error).split())}"
    return describe(found.estimate)


def total_estimate(found: Iterable[QueryEstimate]) -> Estimate:
    """Add up; what is not known of one query is not known of the sum."""
    return total(each.known for each in found)


def estimate_differences(
    workspace: Workspace, before: Sequence[ScanPlan], after: Sequence[ScanPlan]
) -> dict[tuple[str, str], Estimate | None]:
    """Ask what the queries of two commits read, each query once.

    Returns:
        By data source and id of the query.
    """
    found: dict[tuple[str, str], Estimate | None] = {}
    for plan in (*after, *before):
        wanted = [q for q in plan.queries if (plan.data_source, q.id) not in found]
        if plan.data_source in workspace.data_sources:
            asked = estimate_plan(workspace, replace(plan, queries=tuple(wanted)))
            found.update({(plan.data_source, key): each.known for key, each in asked.items()})
    return found


def estimate_json(found: QueryEstimate) -> dict[str, object]:
    """Give an estimate for machines; null where it is not known."""
    estimate = found.estimate or Estimate()
    return {
        "rows": estimate.rows,
        "bytes": estimate.bytes,
        "error": str(found.error) if found.error is not None else None,
    }
