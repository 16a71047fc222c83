"""Reference checks: how many rows refer to nothing, or to what they must not."""

from dataclasses import replace

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure_number
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.evaluate.values import format_value
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import ReferenceCheck
from seltzer_specs.sodacl.failed_rows import ANY_ROW


def evaluate_reference(plan: CheckPlan, check: ReferenceCheck, evidence: Evidence) -> Judgement:
    """Judge the number of bad rows; an empty dataset has none, so that it passes."""
    value = measure_number(plan, evidence)
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
    found = f"{columns}: {rows} {match} in {check.target} ({targets})"
    is_any = check.thresholds.fail == ANY_ROW
    return replace(judgement, reason=found if is_any else f"{found}: {judgement.reason}")
