"""Group-by checks: every row of the query is a group, judged by every check below it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from seltzer_compiler.groups import group_metric
from seltzer_compiler.plan import CheckPlan
from seltzer_dialects.connection import RawValue, Rows
from seltzer_scanner.evaluate.anomaly import ask_if_unusual
from seltzer_scanner.evaluate.change import ask_for_change
from seltzer_scanner.evaluate.evidence import Evidence, not_computed, to_judged_number
from seltzer_scanner.evaluate.group_summary import summarise
from seltzer_scanner.evaluate.table import ColumnError, find_column, read_table
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.evaluate.values import format_value
from seltzer_scanner.groups import Group, name_group, sort_key
from seltzer_scanner.result import CheckResult, Judgement
from seltzer_specs.checks import (
    GroupAnomalyCheck,
    GroupByCheck,
    GroupChangeCheck,
    GroupCheck,
    GroupMember,
)
from seltzer_specs.expressions import Expression, evaluate, variables_of


def evaluate_group_by(
    plan: CheckPlan, check: GroupByCheck, evidence: Evidence
) -> tuple[CheckResult, ...]:
    """Judge all groups; the check itself comes first and is as bad as the worst of them.

    A query of one row for all has no such result: its checks speak for themselves.

    Where the groups cannot be told, the check is the only result.
    """
    rows = read_table(plan, evidence)
    groups = rows if isinstance(rows, Judgement) else _groups(check, rows, evidence)
    if isinstance(groups, Judgement):
        return (CheckResult(plan=plan, judgement=groups, queries=plan.queries),)
    columns = _names(check, rows)
    results = [
        _judged(plan, check, member, group, columns, row)
        for group, row in groups
        for member in check.checks
    ]
    if not check.fields:
        return tuple(results)
    summary = CheckResult(plan=plan, judgement=summarise(results), queries=plan.queries)
    return (summary, *results)


def _groups(
    check: GroupByCheck, rows: Rows, evidence: Evidence
) -> list[tuple[Group | None, tuple[RawValue, ...]]] | Judgement:
    """Give the groups with their rows in an order of their own, or why there are none."""
    if not rows.rows:
        nothing = "groups" if check.fields else "row"
        return Judgement(
            outcome="skipped",
            reason=f"nothing to evaluate: the query returned no {nothing}",
            skip_code="empty",
        )
    if check.names and len(check.names) != len(rows.columns):
        return not_computed(
            f"{len(check.names)} names are given for the columns of the query, and it returns "
            f"{len(rows.columns)}"
        )
    if not check.fields:
        return _one_row(rows)
    if len(rows.rows) > check.group_limit:
        return not_computed(
            f"the query returned more than {check.group_limit} groups; raise group_limit, or "
            "narrow the query"
        )
    try:
        places = [find_column(_names(check, rows), field) for field in check.fields]
    except ColumnError as error:
        return not_computed(str(error))
    key = evidence.require_group_key()
    named = [
        (
            name_group(check.id, values, key=key, is_exposed=check.is_exposed),
            row,
            [sort_key(value) for value in values],
        )
        for row in rows.rows
        for values in [[row[place] for place in places]]
    ]
    repeated = [digest for digest, n in Counter(g.digest for g, _, _ in named).items() if n > 1]
    if repeated:
        text = next(group.text for group, _, _ in named if group.digest == repeated[0])
        return not_computed(
            f"{', '.join(check.fields)} do not tell the groups apart: two rows are [{text}]; "
            "group by them in the query, or name more fields"
        )
    return [(group, row) for group, row, _ in sorted(named, key=lambda found: found[2])]


def _one_row(rows: Rows) -> list[tuple[Group | None, tuple[RawValue, ...]]] | Judgement:
    if len(rows.rows) == 1:
        return [(None, rows.rows[0])]
    return not_computed(
        "the query returned more than one row; group them, and name the columns that tell them "
        "apart as the fields of a group by (group_fields in Soda SQL)"
    )


def _names(check: GroupByCheck, rows: Rows | Judgement) -> Sequence[str]:
    return check.names or (rows.columns if isinstance(rows, Rows) else ())


def _judged(
    plan: CheckPlan,
    parent: GroupByCheck,
    member: GroupMember,
    group: Group | None,
    columns: Sequence[str],
    row: tuple[RawValue, ...],
) -> CheckResult:
    digest = group.digest if group is not None else ""
    own_id = ".".join([parent.id, member.id, *([digest] if digest else [])])
    check = replace(member, id=member.id if _is_own(member, group) else own_id)
    return CheckResult(
        plan=CheckPlan(
            check=check,
            metric=group_metric(parent, member, digest),
            queries=plan.queries,
            rows=plan.rows,
        ),
        judgement=_judgement(member, columns, row),
        queries=plan.queries,
        group=group,
    )


def _is_own(member: GroupMember, group: Group | None) -> bool:
    """Tell whether the id that somebody wrote is that of the one result."""
    return group is None and member.has_given_id


def _judgement(member: GroupMember, columns: Sequence[str], row: tuple[RawValue, ...]) -> Judgement:
    if isinstance(member, GroupCheck) and member.expression is not None:
        return _computed(member, member.expression, columns, row)
    try:
        place = find_column(columns, member.column)
    except ColumnError as error:
        return not_computed(str(error))
    value = to_judged_number(row[place])
    if isinstance(value, Judgement):
        return value
    if isinstance(member, GroupAnomalyCheck):
        return ask_if_unusual(value, member)
    if isinstance(member, GroupChangeCheck):
        return ask_for_change(value, member)
    return judge(value, member.thresholds)


def _computed(
    member: GroupCheck, tree: Expression, columns: Sequence[str], row: tuple[RawValue, ...]
) -> Judgement:
    numbers: dict[str, Decimal] = {}
    for name in variables_of(tree):
        try:
            value = to_judged_number(row[find_column(columns, name)])
        except ColumnError as error:
            return not_computed(str(error))
        if isinstance(value, Judgement):
            return value
        numbers[name] = value if isinstance(value, Decimal) else Decimal(repr(value))
    try:
        judgement = judge(Decimal(evaluate(tree, numbers)), member.thresholds)
    except ValueError as error:
        return not_computed(str(error))
    if judgement.reason is None:
        return judgement
    told = "the test does not hold" if member.is_condition else judgement.reason
    values = ", ".join(f"{name} is {format_value(n, 'number')}" for name, n in numbers.items())
    return replace(judgement, reason=f"{told}: {values}")
