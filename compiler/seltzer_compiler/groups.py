"""Checks of groups: the rows they need, and the metric of one of their groups."""

from seltzer_compiler.formulas import Value
from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import MetricPlan
from seltzer_specs.checks import GroupByCheck, GroupCheck, GroupEvolutionCheck, GroupMember

MAX_GROUPS = 10_000
"""Groups of a group evolution check; more are an error."""


def groups_measure(check: GroupByCheck | GroupEvolutionCheck) -> Measure:
    """Give the rows of a check that judges groups: one for each group."""
    if isinstance(check, GroupByCheck):
        return Measure(
            function="rows", rows=None, sql=check.query, limit=check.group_limit, label="groups"
        )
    return Measure(
        function="distinct_rows", rows=None, sql=check.query, limit=MAX_GROUPS, label="groups"
    )


def group_metric(parent: GroupByCheck, check: GroupMember, group: str) -> MetricPlan:
    """Give the metric of one group.

    Args:
        parent: The group-by check.
        check: Which column of the group.
        group: Digest of the group's values, so that each has a history of its own.
    """
    expression = check.expression if isinstance(check, GroupCheck) else None
    computed = () if expression is None else (expression,)
    query = parent.template or parent.query
    identity = ("group", query, parent.fields, check.column, group, *computed)
    return MetricPlan(
        identity=identity,
        label=check.column,
        dataset=str(parent.dataset) if parent.dataset is not None else None,
        column=None,
        formula=Value(digest(*identity)),
    )
