"""Percentiles come from the ranks of the values where an engine has no aggregate for them.

What: `SELECT MIN(CASE WHEN share >= 0.5 THEN value END) FROM (SELECT c AS value, CUME_DIST() OVER
(ORDER BY c) AS share FROM t WHERE c IS NOT NULL)`, for all fractions of the same values.
Helps: it is the definition of a discrete percentile, so it is exact where an engine has window
functions and no such aggregate.
Hurts: the values are sorted with their ranks, which an aggregate need not do; where there is an
aggregate, it is used.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from seltzer_compiler.aggregates import condition_of, value_of
from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.user_sql import parse_expression
from seltzer_dialects.base import Dialect

NAME = "percentile-ranked"


def place(measure: Measure, known: Knowledge) -> Placement | None:
    """Put percentiles of the same values into one query."""
    if measure.function != "percentile" or known.dialect.PERCENTILE_FORM != "ranked":
        return None
    return Placement("duplicates", digest("ranked", replace(measure, fraction=None)), NAME)


def build(measures: Sequence[Measure], dialect: Dialect) -> exp.Select:
    """Give the smallest value whose share of values up to it reaches each fraction."""
    columns = [
        exp.alias_(_smallest(measure.fraction or 0.0), measure.alias) for measure in measures
    ]
    return exp.select(*columns).from_(_ranked(measures[0], dialect).subquery("ranked"))


def _smallest(fraction: float) -> exp.Min:
    reached = exp.GTE(this=exp.column("share"), expression=exp.Literal.number(fraction))
    return exp.Min(this=exp.Case().when(reached, exp.column("value")))


def _ranked(measure: Measure, dialect: Dialect) -> exp.Select:
    if measure.rows is None:
        raise ValueError("a percentile wants a dataset")
    value = value_of(measure, dialect)
    order = exp.Order(expressions=[value.copy()])
    share = exp.Window(this=exp.CumeDist(), order=order)
    condition = condition_of(measure, dialect)
    conditions = [parse_expression(text, dialect.sqlglot).copy() for text in measure.rows.where]
    return (
        exp.select(exp.alias_(value.copy(), "value"), exp.alias_(share, "share"))
        .from_(dialect.table(measure.rows.dataset))
        .where(
            value.is_(exp.null()).not_(),
            *conditions,
            *([] if condition is None else [condition]),
        )
    )
