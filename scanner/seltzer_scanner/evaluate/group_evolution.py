"""Group evolution checks: the groups of a query against the rules."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from seltzer_compiler.groups import MAX_GROUPS
from seltzer_compiler.plan import CheckPlan
from seltzer_dialects.connection import Rows
from seltzer_scanner.evaluate.anomaly import NEEDS_HISTORY
from seltzer_scanner.evaluate.evidence import Evidence, not_computed
from seltzer_scanner.evaluate.patterns import compile_pattern
from seltzer_scanner.evaluate.table import read_table
from seltzer_scanner.groups import key_id, name_groups, text_of
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import GroupEvolutionCheck, GroupRules
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.evaluation import MAX_GROUPS as MAX_TRACKED
from seltzer_specs.wire.evaluation import GroupsEvaluation

MAX_SHOWN = 20
"""Groups of one kind in a reason; the others are counted."""


def evaluate_group_evolution(
    plan: CheckPlan, check: GroupEvolutionCheck, evidence: Evidence
) -> Judgement:
    """Judge the groups; what changed since the last scan is left to the server."""
    rows = read_table(plan, evidence)
    if isinstance(rows, Judgement):
        return rows
    if len(rows.rows) > MAX_GROUPS:
        return not_computed(f"the query returned more than {MAX_GROUPS} groups; narrow it")
    groups = read_groups(rows)
    if not check.fail.changes and not check.warn.changes:
        return _judge(check, groups, None)
    if len(groups) > MAX_TRACKED:
        return not_computed(
            f"changes of more than {MAX_TRACKED} groups cannot be followed; narrow the query"
        )
    names = name_groups(check.id, groups, key=evidence.require_group_key())
    question = GroupsEvaluation(
        groups=tuple(sorted(names)),
        key=key_id(evidence.require_group_key()),
        fail_on=check.fail.changes,
        warn_on=check.warn.changes,
    )
    return replace(_judge(check, groups, question), groups=names)


def read_groups(rows: Rows) -> tuple[str, ...]:
    """Give the names of the groups, in the first column, each once; NULL names none."""
    return tuple(sorted({text_of(row[0]) for row in rows.rows if row[0] is not None}))


def _judge(
    check: GroupEvolutionCheck, groups: Collection[str], question: GroupsEvaluation | None
) -> Judgement:
    count = len(groups)
    levels: tuple[tuple[Outcome, GroupRules], ...] = (("fail", check.fail), ("warn", check.warn))
    for outcome, rules in levels:
        reason = "; ".join(_problems(rules, groups))
        if reason:
            return Judgement(outcome=outcome, value=count, reason=reason, evaluate=question)
    if question is None:
        return Judgement(outcome="pass", value=count)
    return Judgement(
        outcome="skipped",
        value=count,
        reason=NEEDS_HISTORY,
        skip_code="no_history",
        evaluate=question,
    )


def _problems(rules: GroupRules, groups: Collection[str]) -> Iterator[str]:
    missing = [name for name in rules.required if name not in groups]
    if missing:
        yield f"missing: {list_groups(missing)}"
    patterns = [compile_pattern(pattern) for pattern in rules.forbidden]
    present = [name for name in groups if any(pattern.fullmatch(name) for pattern in patterns)]
    if present:
        yield f"forbidden: {list_groups(present)}"


def list_groups(names: Collection[str]) -> str:
    """Give names in one line, many of them cut short."""
    shown = [f'"{name}"' for name in list(names)[:MAX_SHOWN]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
