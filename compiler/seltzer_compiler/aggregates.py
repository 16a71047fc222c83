"""Measures as aggregate expressions."""

from collections.abc import Mapping

from sqlglot import exp

from seltzer_compiler.measures import Function, Measure
from seltzer_compiler.numbers import number_of_text
from seltzer_compiler.predicates import is_invalid, is_missing, is_valid
from seltzer_compiler.rules import (
    filter_clause,
    invalid_by_difference,
    missing_by_difference,
    percentile_list,
)
from seltzer_compiler.user_sql import parse_expression
from seltzer_dialects.base import Dialect
from seltzer_specs.frozen import dataclass

_AGGREGATES: Mapping[Function, type[exp.AggFunc]] = {
    "min": exp.Min,
    "max": exp.Max,
    "sum": exp.Sum,
    "avg": exp.Avg,
    "stddev": exp.Stddev,
    "stddev_pop": exp.StddevPop,
    "stddev_samp": exp.StddevSamp,
    "variance": exp.Variance,
    "var_pop": exp.VariancePop,
    "var_samp": exp.Variance,
}


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One aggregate of a SELECT.

    Attributes:
        tree: The expression, to be used once.
        rules: Names of the rules that chose its form.
    """

    tree: exp.Expr
    rules: tuple[str, ...] = ()


def build_aggregate(
    measure: Measure, dialect: Dialect, fractions: tuple[float, ...] = ()
) -> Aggregate:
    """Give the aggregate expression that computes a measure.

    Args:
        measure: What to compute.
        dialect: For which engine.
        fractions: Those of all percentiles of the same values, where the measure is one of them.

    Raises:
        UserSqlError: SQL that the user wrote cannot be used.
    """
    if measure.function == "expression":
        return Aggregate(_parsed(measure.sql, dialect))
    if missing_by_difference.applies(measure, dialect):
        return Aggregate(
            missing_by_difference.build(measure, dialect), (missing_by_difference.NAME,)
        )
    if invalid_by_difference.applies(measure, dialect):
        tree = invalid_by_difference.build(measure, _filter_of(measure, dialect), dialect)
        return Aggregate(tree, (invalid_by_difference.NAME,))
    condition = condition_of(measure, dialect)
    rules = () if condition is None else (filter_clause.NAME,)
    if measure.fraction is not None and fractions:
        value = filter_clause.value_where(value_of(measure, dialect), condition)
        tree = percentile_list.build(value, measure.fraction, fractions, dialect)
        return Aggregate(tree, (*rules, percentile_list.NAME))
    return Aggregate(_aggregate(measure, condition, dialect), rules)


def _aggregate(measure: Measure, condition: exp.Expr | None, dialect: Dialect) -> exp.Expr:
    if measure.function == "count":
        if condition is None:
            return exp.Count(this=exp.Star(), big_int=True)
        return dialect.count_if(condition)
    value = value_of(measure, dialect)
    if measure.function == "avg" and dialect.AVERAGE_IS_CUT:
        value = exp.Mul(this=exp.paren(value), expression=exp.cast(exp.Literal.number(1), "double"))
    if measure.fraction is not None:
        return dialect.percentile(filter_clause.value_where(value, condition), measure.fraction)
    aggregate = filter_clause.aggregate_where(
        _AGGREGATES[measure.function](this=value), condition, dialect
    )
    if measure.transform == "value":
        return dialect.exact(aggregate, value, condition)
    return aggregate


def value_of(measure: Measure, dialect: Dialect) -> exp.Expr:
    """Give what is aggregated of each row."""
    column = dialect.column(measure.columns[0])
    if measure.transform == "length":
        return dialect.text_length(column)
    if measure.transform == "number":
        return number_of_text(column, measure.validity.valid_format, dialect)
    return column


def condition_of(measure: Measure, dialect: Dialect) -> exp.Expr | None:
    """Give the condition of the rows that count; None where all do."""
    own = _filter_of(measure, dialect)
    parts: list[exp.Expr] = [] if own is None else [own]
    if measure.condition == "user":
        parts.append(_parsed(measure.sql, dialect))
    elif measure.condition != "all":
        build = {"missing": is_missing, "valid": is_valid, "invalid": is_invalid}
        parts.append(build[measure.condition](measure.columns[0], measure.validity, dialect))
    return exp.and_(*parts, copy=False) if parts else None


def _filter_of(measure: Measure, dialect: Dialect) -> exp.Expr | None:
    return None if measure.filter is None else _parsed(measure.filter, dialect)


def _parsed(text: str | None, dialect: Dialect) -> exp.Expr:
    return parse_expression(text or "", dialect.sqlglot).copy()
