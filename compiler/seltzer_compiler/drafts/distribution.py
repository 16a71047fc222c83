"""Distribution checks: the values of a column, or how often each occurs."""

from seltzer_compiler.drafts.draft import Draft, own_dataset, rows_by_name, rows_of
from seltzer_compiler.formulas import Value
from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import MetricPlan
from seltzer_specs.checks import DistributionCheck
from seltzer_specs.checks.distribution import DistributionType
from seltzer_specs.names import Name

MAX_VALUES = 1_000_000
"""Values, or different ones, that are compared."""


def values_measure(
    rows: RowSet,
    column: Name,
    *,
    type: DistributionType,  # noqa: A002  # the word of the language
    filter: str | None = None,  # noqa: A002  # the word of the language
    sample: str | None = None,
) -> Measure:
    """Give the values of a column that a distribution is made of."""
    return Measure(
        function="sorted_values" if type == "continuous" else "value_counts",
        rows=rows,
        columns=(column,),
        filter=filter,
        sql=sample,
        limit=MAX_VALUES,
        label="values",
    )


def draft_distribution(check: DistributionCheck) -> Draft:
    """Say which values to compare.

    Raises:
        ValueError: the dataset cannot be named as it is.
    """
    dataset = own_dataset(check)
    rows = rows_of(dataset, check.partition)
    measure = values_measure(
        rows, check.column, type=check.reference.type, filter=check.filter, sample=check.sample
    )
    identity = (
        "distribution",
        rows_by_name(rows, check.partition),
        check.column,
        check.filter_template or check.filter,
        check.sample,
        check.method,
        check.reference,
    )
    metric = MetricPlan(
        identity=identity,
        label=f"distribution_difference({check.column})",
        dataset=str(dataset),
        column=check.column.text,
        formula=Value(digest(*identity)),
    )
    return Draft(check=check, metric=metric, measures=(measure,), rows=measure.key)
