"""Metrics as formulas over measures."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from seltzer_compiler.formulas import Newest, Percent, Uniqueness, Value
from seltzer_compiler.measures import Condition, Function, Measure, RowSet, Transform
from seltzer_compiler.numbers import is_numeric_format
from seltzer_compiler.plan import Formula
from seltzer_compiler.predicates import missing_part
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import EMPTY_VALIDITY, Metric
from seltzer_specs.names import Name


@dataclass(frozen=True, slots=True)
class Derivation:
    """How to get a metric.

    Attributes:
        measures: What queries must compute, each once.
        formula: How the metric follows.
    """

    measures: tuple[Measure, ...]
    formula: Formula


def derive(metric: Metric, rows: RowSet | None) -> Derivation:
    """Say which measures a metric needs and how it follows from them.

    Args:
        metric: What is asked.
        rows: Over which rows; None where the check names no dataset.

    Raises:
        ValueError: the metric cannot be computed as asked; the text says why.
    """
    if metric.form == "query":
        source = rows.dataset.data_source if rows is not None else None
        measure = Measure(
            function="query", rows=None, sql=metric.sql, data_source=source, label=metric.name
        )
        return Derivation((measure,), Value(measure.key, is_required=True))
    if rows is None:
        raise ValueError("wants a dataset; write it under `checks for DATASET:`")
    if metric.form == "expression":
        return _plain(_expression(metric, rows))
    if metric.is_age:
        return derive_newest(metric.columns[0], rows, filter=metric.filter)
    builder = _BUILDERS.get(metric.name)
    if builder is None:
        raise ValueError(f"is not a metric; use one of {', '.join(sorted(_BUILDERS))}")
    return builder(metric, rows)


def derive_newest(column: Name, rows: RowSet, *, filter: str | None) -> Derivation:  # noqa: A002
    """Say how to get the newest date or time of a column."""
    measure = Measure(function="max", rows=rows, columns=(column,), filter=filter, label="max")
    return Derivation((measure,), Newest(measure.key))


def derive_failed_rows(
    rows: RowSet | None, *, condition: str | None, query: str | None
) -> Derivation:
    """Say how to count bad rows, given by a condition or by a query.

    Raises:
        ValueError: there is a condition but no dataset.
    """
    if query is not None:
        return _plain(Measure(function="rows_of_query", rows=None, sql=query, label="failed_rows"))
    if rows is None:
        raise ValueError("wants a dataset; write it under `checks for DATASET:`")
    return _plain(
        Measure(function="count", rows=rows, condition="user", sql=condition, label="failed_rows")
    )


def _plain(measure: Measure) -> Derivation:
    return Derivation((measure,), Value(measure.key))


def _expression(metric: Metric, rows: RowSet) -> Measure:
    # A filter cannot be put inside an expression that may hold any aggregates: it narrows the rows.
    where = rows.where if metric.filter is None else (*rows.where, metric.filter)
    narrowed = RowSet(dataset=rows.dataset, where=where)
    return Measure(function="expression", rows=narrowed, sql=metric.sql, label=metric.name)


def _rows(metric: Metric, rows: RowSet) -> Measure:
    return Measure(function="count", rows=rows, filter=metric.filter, label="row_count")


def _row_count(metric: Metric, rows: RowSet) -> Derivation:
    return _plain(_rows(metric, rows))


def _count_of(condition: Condition) -> Callable[[Metric, RowSet], Measure]:
    def build(metric: Metric, rows: RowSet) -> Measure:
        _want_columns(metric, 1)
        if condition == "invalid" and not metric.validity.says_what_is_valid:
            raise ValueError(
                'has nothing that says what is valid; add a key such as "valid format" or '
                '"valid values"'
            )
        is_missing = condition == "missing"
        return Measure(
            function="count",
            rows=rows,
            columns=metric.columns,
            condition=condition,
            validity=missing_part(metric.validity) if is_missing else metric.validity,
            filter=metric.filter,
            label=f"{condition}_count",
        )

    return build


def _duplicates(metric: Metric, rows: RowSet) -> Measure:
    if not metric.columns:
        raise ValueError("wants at least one column")
    return Measure(
        function="duplicates",
        rows=rows,
        columns=metric.columns,
        condition="all" if metric.validity == EMPTY_VALIDITY else "valid",
        validity=metric.validity,
        filter=metric.filter,
        label="duplicate_count",
    )


def _values(metric: Metric, rows: RowSet) -> Measure:
    """Count the values that are not missing, valid or not."""
    return _VALID(replace(metric, validity=missing_part(metric.validity)), rows)


def _grouped(function: Function) -> Callable[[Metric, RowSet], Measure]:
    def build(metric: Metric, rows: RowSet) -> Measure:
        _want_columns(metric, 1)
        return Measure(
            function=function,
            rows=rows,
            columns=metric.columns,
            condition="valid",
            validity=metric.validity,
            filter=metric.filter,
            label=f"{function}_count",
        )

    return build


def _uniqueness(metric: Metric, rows: RowSet) -> Derivation:
    distinct, values = _DISTINCT(metric, rows), _VALID(metric, rows)
    return Derivation((distinct, values), Uniqueness(distinct.key, values.key))


def _count(part: Callable[[Metric, RowSet], Measure]) -> Callable[[Metric, RowSet], Derivation]:
    return lambda metric, rows: _plain(part(metric, rows))


def _percent(part: Callable[[Metric, RowSet], Measure]) -> Callable[[Metric, RowSet], Derivation]:
    def build(metric: Metric, rows: RowSet) -> Derivation:
        counted, whole = part(metric, rows), _rows(metric, rows)
        return Derivation((counted, whole), Percent(counted.key, whole.key))

    return build


def _aggregate(
    function: Function, transform: Transform = "value"
) -> Callable[[Metric, RowSet], Derivation]:
    def build(metric: Metric, rows: RowSet) -> Derivation:
        _want_columns(metric, 1)
        is_text = transform == "value" and is_numeric_format(metric.validity.valid_format)
        return _plain(
            Measure(
                function=function,
                rows=rows,
                columns=metric.columns,
                condition="all" if metric.validity == EMPTY_VALIDITY else "valid",
                validity=metric.validity,
                transform="number" if is_text else transform,
                fraction=_fraction(metric) if function == "percentile" else None,
                filter=metric.filter,
                label=metric.name,
            )
        )

    return build


def _fraction(metric: Metric) -> float:
    if len(metric.arguments) != 1 or not 0 <= metric.arguments[0] <= 1:
        raise ValueError("wants a fraction from 0 to 1 after the column, for example 0.95")
    return metric.arguments[0]


def _want_columns(metric: Metric, number: int) -> None:
    if len(metric.columns) != number:
        raise ValueError(f"wants {number} column, got {len(metric.columns)}")


_MISSING, _INVALID, _VALID = _count_of("missing"), _count_of("invalid"), _count_of("valid")
_DISTINCT, _UNIQUE = _grouped("distinct"), _grouped("unique")

_BUILDERS: Mapping[str, Callable[[Metric, RowSet], Derivation]] = {
    "row_count": _row_count,
    "missing_count": _count(_MISSING),
    "missing_percent": _percent(_MISSING),
    "invalid_count": _count(_INVALID),
    "invalid_percent": _percent(_INVALID),
    "valid_count": _count(_VALID),
    "valid_percent": _percent(_VALID),
    "values_count": _count(_values),
    "values_percent": _percent(_values),
    "distinct_count": _count(_DISTINCT),
    "unique_count": _count(_UNIQUE),
    "uniqueness": _uniqueness,
    "duplicate_count": _count(_duplicates),
    "duplicate_percent": _percent(_duplicates),
    "min": _aggregate("min"),
    "max": _aggregate("max"),
    "sum": _aggregate("sum"),
    "avg": _aggregate("avg"),
    "min_length": _aggregate("min", "length"),
    "max_length": _aggregate("max", "length"),
    "avg_length": _aggregate("avg", "length"),
    "stddev": _aggregate("stddev"),
    "stddev_pop": _aggregate("stddev_pop"),
    "stddev_samp": _aggregate("stddev_samp"),
    "variance": _aggregate("variance"),
    "var_pop": _aggregate("var_pop"),
    "var_samp": _aggregate("var_samp"),
    "percentile": _aggregate("percentile"),
    "percentile_disc": _aggregate("percentile"),
}

METRIC_NAMES = tuple(sorted(_BUILDERS))
"""Built-in metrics that can be compiled."""
