"""Group evolution checks: the groups of a query against the rules."""

from collections.abc import Collection, Iterator

from seltzer_compiler.groups import MAX_GROUPS
from seltzer_compiler.plan import CheckPlan
from seltzer_dialects.connection import Rows
from seltzer_scanner.evaluate.anomaly import NEEDS_HISTORY
from seltzer_scanner.evaluate.evidence import Evidence, not_computed
from seltzer_scanner.evaluate.patterns import compile_pattern
from seltzer_scanner.evaluate.table import read_table
from seltzer_scanner.groups import text_of
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import GroupEvolutionCheck, GroupRules

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
    return _judge(check, read_groups(rows))


def read_groups(rows: Rows) -> tuple[str, ...]:
    """Give the names of the groups, in the first column, each once; NULL names none."""
    return tuple(sorted({text_of(row[0]) for row in rows.rows if row[0] is not None}))


def _judge(check: GroupEvolutionCheck, groups: Collection[str]) -> Judgement:
    count = len(groups)
    problems = list(_problems(check.fail, groups))
    if problems:
        return Judgement(outcome="fail", value=count, reason="; ".join(problems))
    if check.fail.changes or check.warn.changes:
        return Judgement(
            outcome="skipped", value=count, reason=NEEDS_HISTORY, skip_code="no_history"
        )
    problems = list(_problems(check.warn, groups))
    if problems:
        return Judgement(outcome="warn", value=count, reason="; ".join(problems))
    return Judgement(outcome="pass", value=count)


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
