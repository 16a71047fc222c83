"""Distribution checks: the values of a column against the reference."""

from seltzer_compiler.drafts.distribution import MAX_VALUES
from seltzer_compiler.plan import CheckPlan
from seltzer_dialects.connection import Rows
from seltzer_scanner.evaluate.evidence import Evidence, not_computed
from seltzer_scanner.evaluate.table import read_table
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import DistributionCheck


def evaluate_distribution(
    plan: CheckPlan, check: DistributionCheck, evidence: Evidence
) -> Judgement:
    """Judge how far the values are from the reference; without any there is nothing to judge."""
    rows = read_table(plan, evidence)
    if isinstance(rows, Judgement):
        return rows
    if not rows.rows:
        return Judgement(
            outcome="skipped", reason="nothing to evaluate: no values", skip_code="empty"
        )
    try:
        return judge(_difference(check, rows), check.thresholds)
    except ValueError as error:
        return not_computed(str(error))


def _difference(check: DistributionCheck, rows: Rows) -> float:
    # Imported here: scipy takes longer to load than most scans to run.
    from seltzer_scanner.distribution import (
        NotComparableError,
        compare_counts,
        compare_values,
        to_category,
        to_numbers,
    )

    if check.reference.type == "continuous":
        values = to_numbers([row[0] for row in rows.rows])
        return compare_values(values, check.reference, check.method)
    if len(rows.rows) > MAX_VALUES:
        raise NotComparableError(
            f"the column has more than {MAX_VALUES} different values; narrow it with a filter"
        )
    counts = {to_category(row[0]): count for row in rows.rows if isinstance(count := row[1], int)}
    return compare_counts(counts, check.reference, check.method)
