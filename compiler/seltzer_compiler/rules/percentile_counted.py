"""Percentiles of a column with few different values come from how often each occurs.

What: `SELECT MIN(CASE WHEN place >= rank THEN value END) FROM (SELECT c AS value, SUM(n) OVER
(ORDER BY c) AS place, … FROM (SELECT c, COUNT(*) AS n FROM t GROUP BY c))`; the rank is computed
as the engine's own aggregate computes it.
Helps: nothing is sorted but the different values. One fraction, DuckDB, 3 million rows
(`sweep_percentile`): 0.1 % different values x0.44, 1 % x0.71; three fractions x0.18 and x0.25.
PostgreSQL, 500,000 rows: 0.1 % x0.36, 1 % x0.36, 3 % x0.62; three x0.26, x0.27 and x0.36.
Hurts: where many values differ. One fraction, DuckDB: 3 % x1.13, 10 % x2.2, all x9.3. PostgreSQL:
10 % x0.87, 30 % x1.5, all x3.0.
"""

from collections.abc import Sequence

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.value_groups import grouped, number_of_rows, place_values
from seltzer_dialects.base import Dialect

NAME = "percentile-counted"


def place(measure: Measure, known: Knowledge) -> Placement | None:
    """Put percentiles of a column with few different values together."""
    if not is_of_values(measure) or known.dialect.PERCENTILE_COUNTED_SHARE == 0:
        return None
    column = measure.columns[0]
    found = known.about(measure.rows, column)
    if found is None or found.share > known.dialect.PERCENTILE_COUNTED_SHARE:
        return None
    why = f"{found.distinct:,} different values of {column.text} in {found.rows:,} rows"
    return place_values(measure, column, found, NAME, why)


def is_of_values(measure: Measure) -> bool:
    """Tell whether a measure is a percentile of all values of a column."""
    return (
        measure.function == "percentile"
        and measure.condition == "all"
        and measure.transform == "value"
        and measure.filter is None
    )


def build(measures: Sequence[Measure], dialect: Dialect) -> exp.Select:
    """Give the smallest value up to which there are enough rows; column i is measure i."""
    column = measures[0].columns[0]
    number = number_of_rows(column)
    counted = grouped(measures[0].rows, column, number, dialect)
    counted = counted.where(dialect.column(column).is_(exp.null()).not_())
    order = exp.Order(expressions=[dialect.column(column)])
    total = exp.Sum(this=exp.column(number))
    placed = exp.select(
        exp.alias_(dialect.column(column), "value"),
        exp.alias_(exp.Window(this=total, order=order), "place"),
        exp.alias_(exp.Window(this=total.copy()), "total"),
    ).from_(counted.subquery("counted_values"))
    columns = [
        exp.alias_(_smallest(measure.fraction or 0.0, dialect), measure.alias)
        for measure in measures
    ]
    return exp.select(*columns).from_(placed.subquery("placed_values"))


def _smallest(fraction: float, dialect: Dialect) -> exp.Expr:
    rank = dialect.percentile_rank(exp.column("total"), fraction)
    reached = exp.GTE(this=exp.column("place"), expression=rank)
    return exp.Min(this=exp.Case().when(reached, exp.column("value")))
