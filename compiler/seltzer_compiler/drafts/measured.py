"""Checks of one metric: metric, anomaly, change, freshness and failed-rows checks."""

from typing import TypeAlias

from seltzer_compiler.derive import Derivation, derive, derive_failed_rows, derive_newest
from seltzer_compiler.drafts.draft import (
    Draft,
    metric_by_name,
    own_dataset,
    rows_by_name,
    rows_of,
)
from seltzer_compiler.measures import RowSet
from seltzer_compiler.plan import MetricPlan
from seltzer_specs.checks import (
    AnomalyCheck,
    ChangeCheck,
    Check,
    FailedRowsCheck,
    FreshnessCheck,
    GroupByCheck,
    GroupEvolutionCheck,
    GroupMember,
    MetricCheck,
)

Measured: TypeAlias = MetricCheck | AnomalyCheck | ChangeCheck | FreshnessCheck | FailedRowsCheck
MEASURED = (MetricCheck, FailedRowsCheck, FreshnessCheck, AnomalyCheck, ChangeCheck)
OF_METRIC = (MetricCheck, AnomalyCheck, ChangeCheck)
"""Those that have a `metric`."""


def draft_measured(check: Measured) -> Draft:
    """Say how to measure the metric.

    Raises:
        ValueError: it cannot be computed as asked.
    """
    dataset = check.dataset
    rows = rows_of(own_dataset(check), check.partition) if dataset is not None else None
    derivation = _derive(check, rows)
    return Draft(
        check=check,
        metric=MetricPlan(
            identity=_identity(check, rows),
            label=label_of(check),
            dataset=str(dataset) if dataset is not None else None,
            column=_column(check),
            formula=derivation.formula,
        ),
        measures=derivation.measures,
    )


def _derive(check: Measured, rows: RowSet | None) -> Derivation:
    if isinstance(check, OF_METRIC):
        return derive(check.metric, rows)
    if isinstance(check, FailedRowsCheck):
        return derive_failed_rows(rows, condition=check.condition, query=check.query)
    if rows is None:
        raise ValueError("wants a dataset")
    return derive_newest(check.column, rows, filter=check.filter)


def _identity(check: Measured, rows: RowSet | None) -> tuple[object, ...]:
    """Give everything that changes the value, and nothing else.

    Variables count by name and not by value: a filter on `${NOW}` has one history, and not a new
    one with each scan. Within a scan a name has one value, so no two metrics are mixed up.
    """
    rows = rows_by_name(rows, check.partition) if rows is not None else None
    if isinstance(check, FailedRowsCheck):
        if check.template is not None:
            return ("failed_rows", rows, check.template)
        return ("failed_rows", rows, check.condition, check.query)
    if isinstance(check, FreshnessCheck):
        named = (check.variable,) if check.variable is not None else ()
        condition = check.filter_template or check.filter
        return ("freshness", rows, check.column, condition, *named)
    metric = metric_by_name(check.metric)
    if metric.is_age:  # the series that a freshness check has
        return ("freshness", rows, metric.columns[0], metric.filter)
    return ("metric", rows, metric)


def _column(check: Measured) -> str | None:
    if isinstance(check, OF_METRIC):
        return check.metric.columns[0].text if check.metric.columns else None
    return check.column.text if isinstance(check, FreshnessCheck) else None


def label_of(check: Check) -> str:
    """Give short words for what a check asks."""
    if isinstance(check, OF_METRIC):
        return check.metric.label
    if isinstance(check, GroupByCheck | GroupMember):
        return "group by"
    if isinstance(check, GroupEvolutionCheck):
        return "group evolution"
    if isinstance(check, FreshnessCheck):
        return f"freshness({check.column})"
    return "failed rows" if isinstance(check, FailedRowsCheck) else check.definition
