"""Reference checks: the number of rows without a match, or with a forbidden one."""

from dataclasses import replace

from seltzer_compiler.drafts.draft import Draft, Setting, own_dataset, rows_by_name, rows_of
from seltzer_compiler.formulas import Value
from seltzer_compiler.measures import Measure, Reference, RowSet
from seltzer_compiler.plan import MetricPlan
from seltzer_specs.checks import ReferenceCheck
from seltzer_specs.names import Name


def draft_reference(check: ReferenceCheck, setting: Setting) -> Draft:
    """Say how to count the bad rows: by a join, or by the keys of two data sources.

    Raises:
        ValueError: a dataset cannot be named as it is, or its data source is not known.
    """
    dataset = own_dataset(check)
    rows = rows_of(dataset, check.partition)
    target = rows_of(setting.local(check.target), check.target_partition)
    reference = Reference(target, check.target_columns, check.is_forbidden)
    named = replace(reference, rows=rows_by_name(target, check.target_partition))
    columns = ", ".join(column.text for column in check.columns)
    measure = Measure(
        function="references",
        rows=rows,
        columns=check.columns,
        reference=reference,
        label="forbidden" if check.is_forbidden else "unmatched",
    )
    metric = MetricPlan(
        identity=("reference", rows_by_name(rows, check.partition), check.columns, named),
        label=f"{'forbidden' if check.is_forbidden else 'unmatched'}_count({columns})",
        dataset=str(dataset),
        column=check.columns[0].text,
        formula=Value(measure.key),
    )
    if target.dataset.data_source is None:
        return Draft(check=check, metric=metric, measures=(measure,))
    keys = (_keys(rows, check.columns), _keys(target, check.target_columns))
    return Draft(check=check, metric=metric, measures=keys)


def _keys(rows: RowSet, columns: tuple[Name, ...]) -> Measure:
    return Measure(function="keys", rows=rows, columns=columns, label="rows")
