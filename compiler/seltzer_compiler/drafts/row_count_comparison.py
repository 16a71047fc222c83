"""Row count comparison: two counts, which may be of two data sources."""

from seltzer_compiler.drafts.draft import Draft, Setting, own_dataset, rows_by_name, rows_of
from seltzer_compiler.formulas import Difference
from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import MetricPlan
from seltzer_specs.checks import RowCountComparisonCheck


def draft_row_count_comparison(check: RowCountComparisonCheck, setting: Setting) -> Draft:
    """Say how to count both sides.

    Raises:
        ValueError: a dataset cannot be named as it is, or its data source is not known.
    """
    own = own_dataset(check)
    rows = rows_of(own, check.partition)
    other = rows_of(setting.local(check.other), check.other_partition)
    counts = [Measure(function="count", rows=side, label="row_count") for side in (rows, other)]
    metric = MetricPlan(
        identity=(
            "row_count_comparison",
            rows_by_name(rows, check.partition),
            rows_by_name(other, check.other_partition),
        ),
        label=f"row_count difference to {check.other}",
        dataset=str(own),
        column=None,
        formula=Difference(counts[0].key, counts[1].key),
    )
    return Draft(check=check, metric=metric, measures=tuple(counts))
