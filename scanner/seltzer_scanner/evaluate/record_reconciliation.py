"""Record reconciliation: how many rows differ, are missing or are extra."""

from dataclasses import replace

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, failed_query, not_computed
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.records import Compared, RecordSet, compare_records
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import RecordReconciliationCheck


def evaluate_record_reconciliation(
    plan: CheckPlan, check: RecordReconciliationCheck, evidence: Evidence
) -> Judgement:
    """Judge the number of rows that are not the same on both sides."""
    found: list[RecordSet] = []
    for query in plan.queries:
        if query in evidence.measurements.failures:
            return failed_query(evidence.measurements.failures[query])
        if query in evidence.measurements.records:
            found.append(evidence.measurements.records[query])
    if len(found) != len(plan.queries) or not found:
        return not_computed("no query brought the rows that it needs")
    target, source = found[0], found[-1]
    if mistake := _column_mistake(target, source, check):
        return not_computed(mistake)
    compared = compare_records(target, source)
    judgement = judge(compared.differing + compared.missing + compared.extra, check.thresholds)
    if judgement.reason is None:
        return judgement
    return replace(judgement, reason=f"{_words(compared)}: {judgement.reason}")


def _column_mistake(
    target: RecordSet, source: RecordSet, check: RecordReconciliationCheck
) -> str | None:
    """Say which columns only one side has, where all columns are compared by name."""
    if target.columns is None or source.columns is None:
        return None
    keys = [
        {k.text.casefold() for k in side.keys} for side in (check.records, check.source_records)
    ]
    names = [
        set(side.columns or ()) - own for side, own in zip((target, source), keys, strict=True)
    ]
    odd = sorted(names[0] ^ names[1])
    if not odd:
        return None
    return f"only one side has {', '.join(odd)}; name the columns that are to be compared"


def _words(compared: Compared) -> str:
    return (
        f"{compared.differing} differ, {compared.missing} of the source are missing, "
        f"{compared.extra} are not in the source"
    )
