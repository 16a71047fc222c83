"""The values that a distribution is made of have a query of their own.

What: of a categorical column each value with its count; of a continuous one the values, and of more
than n of them n that stand at equal distances in the sorted column.
Helps: the same rows give the same values in every scan, and never more than n are fetched. A bare
LIMIT would take whichever rows the engine meets first.
Hurts: sorting a column costs more than reading it; `sample` narrows it down before.
"""

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.user_sql import parse_expression, parse_sample
from seltzer_dialects.base import Dialect

NAME = "values-alone"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put the values of each column into a query of their own."""
    if measure.function not in ("sorted_values", "value_counts"):
        return None
    return Placement("rows", measure.key, NAME)


def build(measure: Measure, dialect: Dialect) -> exp.Select:
    """Ask for the values.

    Raises:
        UserSqlError: the filter or the sampling clause cannot be used.
    """
    if measure.function == "value_counts":
        return _counts(measure, dialect)
    return _evenly(measure, dialect)


def _counts(measure: Measure, dialect: Dialect) -> exp.Select:
    column = dialect.column(measure.columns[0])
    rows = exp.Count(this=exp.Star(), big_int=True)
    tree = _values(measure, dialect).select(exp.alias_(rows, "frequency"))
    return tree.group_by(column).limit((measure.limit or 0) + 1)


def _evenly(measure: Measure, dialect: Dialect) -> exp.Select:
    """Take the rows i for which i * n / total passes a whole number: all where total <= n."""
    order = exp.Order(expressions=[dialect.column(measure.columns[0])])
    place_ = exp.Window(this=exp.RowNumber(), order=order)
    total = exp.Window(this=exp.Count(this=exp.Star(), big_int=True))
    numbered = _values(measure, dialect).select(
        exp.alias_(place_, "place"), exp.alias_(total, "total")
    )
    limit = exp.Literal.number(measure.limit or 0)
    step = exp.Mod(
        this=exp.paren(exp.Mul(this=exp.column("place"), expression=limit)),
        expression=exp.column("total"),
    )
    return (
        exp.select(exp.column("value"))
        .from_(numbered.subquery("numbered"))
        .where(exp.LT(this=step, expression=limit.copy()))
    )


def _values(measure: Measure, dialect: Dialect) -> exp.Select:
    if measure.rows is None:
        raise ValueError("a distribution wants a dataset")
    column = dialect.column(measure.columns[0])
    table = dialect.table(measure.rows.dataset)
    if measure.sql is not None:
        table.set("sample", parse_sample(measure.sql, dialect.sqlglot).copy())
    texts = [*measure.rows.where, *([measure.filter] if measure.filter is not None else [])]
    conditions = [parse_expression(text, dialect.sqlglot).copy() for text in texts]
    return (
        exp.select(exp.alias_(column, "value"))
        .from_(table)
        .where(column.copy().is_(exp.null()).not_(), *conditions)
    )
