"""Expression checks: the measures of all their metrics, and how the value follows."""

from seltzer_compiler.computed import Computed
from seltzer_compiler.derive import derive
from seltzer_compiler.drafts.draft import (
    Draft,
    Setting,
    metric_by_name,
    own_dataset,
    refuse_unsupported,
    rows_by_name,
    rows_of,
)
from seltzer_compiler.plan import MetricPlan
from seltzer_specs.checks import ExpressionCheck


def draft_expression(check: ExpressionCheck, setting: Setting) -> Draft:
    """Say how to measure each metric; what they share is computed once.

    Raises:
        UnsupportedError: the engine does not have one of the metrics.
        ValueError: a metric cannot be computed as asked.
    """
    own = own_dataset(check)
    rows = rows_of(own, check.partition)
    for _, metric in check.metrics:
        refuse_unsupported(metric, setting.own.dialect, check.location)
    derived = [(name, derive(metric, rows)) for name, metric in check.metrics]
    columns = {column.text for _, metric in check.metrics for column in metric.columns}
    plan = MetricPlan(
        identity=(
            "expression",
            rows_by_name(rows, check.partition),
            check.expression,
            tuple((name, metric_by_name(metric)) for name, metric in check.metrics),
        ),
        label=", ".join(metric.label for _, metric in check.metrics),
        dataset=str(own),
        column=columns.pop() if len(columns) == 1 else None,
        formula=Computed(
            check.expression, tuple((name, derivation.formula) for name, derivation in derived)
        ),
    )
    measures = tuple(measure for _, derivation in derived for measure in derivation.measures)
    return Draft(check=check, metric=plan, measures=measures)
