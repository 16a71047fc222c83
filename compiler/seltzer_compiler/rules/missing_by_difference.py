"""NULLs are counted as all rows minus those with a value.

What: `COUNT(*) - COUNT(c)` for a missing count without further configuration or filter.
Helps: DuckDB: 162 ms for 20 columns against 205 (CASE) and 226 (FILTER).
Hurts: PostgreSQL: 97 ms against 84 with FILTER, so it is a fact of the dialect.
"""

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_dialects.base import Dialect
from seltzer_specs.metrics import EMPTY_VALIDITY

NAME = "missing-by-difference"


def applies(measure: Measure, dialect: Dialect) -> bool:
    """Tell whether the measure counts plain NULLs and the dialect is faster this way."""
    return (
        dialect.MISSING_FORM == "difference"
        and measure.function == "count"
        and measure.condition == "missing"
        and measure.validity == EMPTY_VALIDITY
        and measure.filter is None
    )


def build(measure: Measure, dialect: Dialect) -> exp.Expr:
    """Count the rows without a value."""
    values = exp.Count(this=dialect.column(measure.columns[0]), big_int=True)
    return exp.Sub(this=exp.Count(this=exp.Star(), big_int=True), expression=values)
