"""Reconciliations: the same metric, or the columns, of two datasets."""

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
from seltzer_compiler.formulas import Reconciled
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import MetricPlan
from seltzer_specs.checks import MetricReconciliationCheck, SchemaReconciliationCheck


def draft_metric_reconciliation(check: MetricReconciliationCheck, setting: Setting) -> Draft:
    """Say how to measure both sides.

    Raises:
        UnsupportedError: one of the engines does not have the metric.
        ValueError: a metric cannot be computed as asked, or a data source is not known.
    """
    own = own_dataset(check)
    target = rows_of(own, check.partition)
    source = rows_of(setting.local(check.source.dataset), check.source.partition)
    refuse_unsupported(check.metric, setting.own.dialect, check.location)
    engine = setting.engine(source.dataset.data_source)
    refuse_unsupported(check.source_metric, engine.dialect, check.location)
    of_target, of_source = derive(check.metric, target), derive(check.source_metric, source)
    is_percent = check.thresholds.unit == "percent"
    metric = MetricPlan(
        identity=(
            "metric_reconciliation",
            rows_by_name(target, check.partition),
            rows_by_name(source, check.source.partition),
            metric_by_name(check.metric),
            metric_by_name(check.source_metric),
            is_percent,
        ),
        label=f"{check.metric.label} difference to {check.source.dataset}",
        dataset=str(own),
        column=check.metric.columns[0].text if check.metric.columns else None,
        formula=Reconciled(of_target.formula, of_source.formula, is_percent),
    )
    return Draft(check=check, metric=metric, measures=(*of_target.measures, *of_source.measures))


def draft_schema_reconciliation(check: SchemaReconciliationCheck, setting: Setting) -> Draft:
    """Ask for the columns of the target first and then of the source.

    Raises:
        ValueError: a dataset cannot be named as it is, or its data source is not known.
    """
    datasets = (own_dataset(check), setting.local(check.source.dataset))
    measures = [
        Measure(function="columns", rows=RowSet(dataset=dataset), label="columns")
        for dataset in datasets
    ]
    return Draft(check=check, measures=tuple(measures))
