"""Patterns are matched with each different value of a column, and not with each row.

What: `SELECT SUM(CASE WHEN matches THEN n END) FROM (SELECT c, COUNT(*) AS n FROM t GROUP BY c)`
where few values of the column differ. What else is asked of the column and follows exactly from its
values joins in: other counts, lengths, extremes, different values and duplicates.
Helps: DuckDB, 3 million rows (`sweep_values_once`), cheap to dear pattern: 0.1 % different values
x0.09 to x0.05, 1 % x0.50 to x0.30, 5 % x0.77 to x0.47. PostgreSQL, 500,000 rows: 0.1 % x0.57 to
x0.42, 1 % x0.57 to x0.44, 3 % x0.90 to x0.81.
Hurts: where many values differ. DuckDB: 10 % x1.02 to x0.66, 20 % x1.33 to x0.93, all x2.6 to x1.8.
PostgreSQL: 5 % x1.06 to x0.72, 10 % x1.85 to x1.24, all x3.0. So `Dialect.VALUES_ONCE_SHARE` is
half of where it begins to hurt, as catalogues may be wrong by a factor of two.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from seltzer_compiler.aggregates import condition_of, value_of
from seltzer_compiler.measures import Measure
from seltzer_compiler.rules import distinct_apart, filter_clause
from seltzer_compiler.rules.placement import Column, Knowledge, Placement
from seltzer_compiler.user_sql import parse_expression
from seltzer_compiler.value_groups import MAX_GROUPS, grouped, number_of_rows, place_values
from seltzer_dialects.base import Dialect
from seltzer_specs.metrics import Validity
from seltzer_specs.names import Name

NAME = "values-once"

_EXTREMES: Mapping[str, type[exp.AggFunc]] = {"min": exp.Min, "max": exp.Max}


def place(measure: Measure, known: Knowledge) -> Placement | None:
    """Put what follows from a column's values together, where few of them differ."""
    column = column_of(measure, known.dialect)
    if column is None or not known.dialect.GROUPS_TEXTS_BY_BYTES:
        return None
    is_wanted = _is_grouped(measure) or (measure.rows, column) in known.patterns
    if not is_wanted or known.dialect.VALUES_ONCE_SHARE == 0:
        return None
    found = known.about(measure.rows, column)
    if found is None or not found.is_bytewise or found.share > known.dialect.VALUES_ONCE_SHARE:
        return None
    if (measure.rows, column) not in known.patterns and found.distinct > MAX_GROUPS:
        return None  # alone it would be what it is without this rule
    why = f"{found.distinct:,} different values of {column.text} in {found.rows:,} rows"
    return place_values(measure, column, found, NAME, why)


def columns_with_patterns(measures: Iterable[Measure]) -> frozenset[Column]:
    """Give the columns that some measure matches with a pattern."""
    return frozenset(
        (measure.rows, measure.columns[0])
        for measure in measures
        if measure.rows is not None and has_pattern(measure)
    )


def has_pattern(measure: Measure) -> bool:
    """Tell whether a count matches a pattern with each row."""
    if measure.function != "count" or measure.filter is not None:
        return False
    validity = measure.validity
    found = [validity.missing_regex, validity.missing_format]
    if measure.condition != "missing":
        found += _patterns_of(validity)
    return any(pattern is not None for pattern in found)


def _patterns_of(validity: Validity) -> list[str | None]:
    return [
        validity.valid_regex,
        validity.valid_format,
        validity.invalid_regex,
        validity.invalid_format,
    ]


def column_of(measure: Measure, dialect: Dialect) -> Name | None:
    """Give the one column whose values and their counts tell the measure; None elsewhere."""
    if measure.rows is None or measure.filter is not None:
        return None
    if measure.function == "expression":
        counted = distinct_apart.counted(parse_expression(measure.sql or "", dialect.sqlglot))
        return Name(counted.name, counted.this.quoted) if counted is not None else None
    is_count = measure.function == "count" and measure.condition in ("missing", "valid", "invalid")
    if len(measure.columns) != 1 or not (
        is_count or measure.function in _EXTREMES or _is_grouped(measure)
    ):
        return None
    return measure.columns[0]


def _is_grouped(measure: Measure) -> bool:
    """Tell whether the column is grouped anyway."""
    return measure.function in ("distinct", "unique", "duplicates", "expression")


def build(measures: Sequence[Measure], dialect: Dialect) -> exp.Select:
    """Compute measures of one column from its different values; column i is measure i."""
    column = column_of(measures[0], dialect)
    if column is None:
        raise ValueError("wants one column")
    number = number_of_rows(column)
    columns = [
        exp.alias_(_aggregate(measure, column, number, dialect), measure.alias)
        for measure in measures
    ]
    values = grouped(measures[0].rows, column, number, dialect)
    return exp.select(*columns).from_(values.subquery("grouped_values"))


def _aggregate(measure: Measure, column: Name, number: str, dialect: Dialect) -> exp.Expr:
    if measure.function == "expression":
        return exp.Count(this=dialect.column(column), big_int=True)
    condition = condition_of(measure, dialect)
    if measure.function in _EXTREMES:
        value = _EXTREMES[measure.function](this=value_of(measure, dialect))
        return filter_clause.aggregate_where(value, condition, dialect)
    if measure.function == "count":
        return _sum_of(number, condition)
    present = condition or dialect.column(column).is_(exp.null()).not_()
    times = {
        "distinct": present,
        "unique": exp.and_(present, exp.column(number).eq(exp.Literal.number(1))),
        "duplicates": exp.and_(
            present, exp.GT(this=exp.column(number), expression=exp.Literal.number(1))
        ),
    }
    return dialect.count_if(times[measure.function])


def _sum_of(number: str, condition: exp.Expr | None) -> exp.Expr:
    """Add up the rows of the values that count; sums of no value are 0, as counts are."""
    total = exp.Sum(this=filter_clause.value_where(exp.column(number), condition))
    whole = exp.func("COALESCE", total, exp.Literal.number(0))
    return exp.cast(whole, "bigint")
