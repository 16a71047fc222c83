"""Reference checks: how many rows refer to nothing, or to what they must not."""

from dataclasses import replace

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import (
    Evidence,
    failed_query,
    measure_number,
    not_computed,
)
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.evaluate.values import format_value
from seltzer_scanner.keys import KeySet, count_matched, count_unmatched, find_odd_column
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import ReferenceCheck
from seltzer_specs.names import DatasetRef
from seltzer_specs.sodacl.failed_rows import ANY_ROW
from seltzer_specs.thresholds import Number


def evaluate_reference(plan: CheckPlan, check: ReferenceCheck, evidence: Evidence) -> Judgement:
    """Judge the number of bad rows; an empty dataset has none, so that it passes."""
    # One query joins; two bring the keys of two data sources.
    is_joined = len(plan.queries) == 1
    value = measure_number(plan, evidence) if is_joined else _look_up(plan, check, evidence)
    if isinstance(value, Judgement):
        return value
    judgement = judge(value, check.thresholds)
    if judgement.reason is None:
        return judgement
    columns, targets = (
        ", ".join(name.text for name in names) for names in (check.columns, check.target_columns)
    )
    match = "a match" if check.is_forbidden else "no match"
    rows = f"{format_value(value, 'number')} {'row has' if value == 1 else 'rows have'}"
    found = f"{columns}: {rows} {match} in {_words(check.target)} ({targets})"
    is_any = check.thresholds.fail == ANY_ROW
    return replace(judgement, reason=found if is_any else f"{found}: {judgement.reason}")


def _look_up(plan: CheckPlan, check: ReferenceCheck, evidence: Evidence) -> Number | Judgement:
    """Count the bad rows by the keys of both sides, or say why they cannot be."""
    found: list[KeySet] = []
    for query in plan.queries:
        if query in evidence.measurements.failures:
            return failed_query(evidence.measurements.failures[query])
        if query in evidence.measurements.keys:
            found.append(evidence.measurements.keys[query])
    if len(found) != len(plan.queries):
        return not_computed("no query brought the keys that it needs")
    own, target = found
    odd = find_odd_column(own, target)
    if odd is not None:
        place, mine, theirs = odd
        return not_computed(
            f"{check.columns[place]} holds {mine} and {check.target_columns[place]} in "
            f"{_words(check.target)} {theirs}, which never are equal; compare with a view that "
            "casts one of them"
        )
    return count_matched(own, target) if check.is_forbidden else count_unmatched(own, target)


def _words(target: DatasetRef) -> str:
    return f"{target.data_source}.{target}" if target.data_source is not None else str(target)
