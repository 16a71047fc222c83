"""Invalid values are counted as the values that are not missing minus the valid ones.

What: `COUNT(c) - COUNT(CASE WHEN valid THEN 1 END)` for an invalid count, whose valid count reads
the same, so that the engine computes both aggregates once.
Helps: where valid and invalid values of one column are asked for, a pattern is matched once and
not twice. Email pattern, DuckDB, 6 million rows: 0.63 CPU s against 1.19, as much as with a
subquery for the flag; PostgreSQL, 1 million rows: 369 ms against 645, where a subquery takes 858,
because the planner pulls it up, and 720 behind `OFFSET 0`, which forbids parallel plans.
Hurts: nothing measured; alone it counts the values once more, which takes 8 ms of 6 million rows.
"""

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.predicates import is_valid, missing_part
from seltzer_dialects.base import Dialect
from seltzer_specs.metrics import EMPTY_VALIDITY

NAME = "invalid-by-difference"


def applies(measure: Measure, dialect: Dialect) -> bool:
    """Tell whether the measure counts invalid values and nothing else, such as NULL."""
    return (
        dialect.INVALID_FORM == "difference"
        and measure.function == "count"
        and measure.condition == "invalid"
        and measure.validity.says_what_is_valid
        and not measure.validity.include_null
    )


def build(measure: Measure, condition: exp.Expr | None, dialect: Dialect) -> exp.Expr:
    """Count the values that are not missing and not valid.

    Args:
        measure: The invalid count.
        condition: Which rows count beside; it is used up.
        dialect: For which engine.
    """
    valid = is_valid(measure.columns[0], measure.validity, dialect)
    if condition is not None:
        valid = exp.and_(condition.copy(), valid, copy=False)
    return exp.Sub(this=_values(measure, condition, dialect), expression=dialect.count_if(valid))


def _values(measure: Measure, condition: exp.Expr | None, dialect: Dialect) -> exp.Expr:
    """Count the values that are not missing."""
    missing = missing_part(measure.validity)
    if missing == EMPTY_VALIDITY and condition is None:
        return exp.Count(this=dialect.column(measure.columns[0]), big_int=True)
    present = is_valid(measure.columns[0], missing, dialect)
    return dialect.count_if(
        present if condition is None else exp.and_(condition, present, copy=False)
    )
