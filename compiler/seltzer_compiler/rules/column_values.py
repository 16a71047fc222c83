"""Everything that needs a column's distinct values is read from one grouping of it.

What: `WITH v AS (SELECT c AS value, COUNT(*) AS n … GROUP BY c)`, and from it the most frequent
values, the lowest, the highest, how many there are and, of numbers, a histogram.
Helps: one scan per profiled column instead of Soda's two or three; the rows that leave the engine
are at most 40.
Hurts: a column of unique values groups as many rows as the dataset has; several columns in one
GROUPING SETS took 1.82 times the time of one query each.
"""

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_dialects.base import Dialect

NAME = "column-values"
FREQUENT = 10
ENDS = 5
BINS = 20


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put the values of each column into a query of their own."""
    return Placement("rows", measure.key, NAME) if measure.function == "values" else None


def build(measure: Measure, dialect: Dialect) -> exp.Query:
    """Give rows of (part, value, n, bin); `part` tells what a row is.

    `frequent`, `low` and `high` are values with their number of rows; the n of `distinct` is the
    number of values; `bin` rows hold the number of rows in each of 20 equal parts of the range,
    the topmost value in a bin of its own.
    """
    if measure.rows is None:
        raise ValueError("values want a dataset")
    column = dialect.column(measure.columns[0])
    values = (
        exp.select(exp.alias_(column, "value"), exp.alias_(_rows(), "n"))
        .from_(dialect.table(measure.rows.dataset))
        .where(column.copy().is_(exp.null()).not_())
        .group_by(column.copy())
    )
    parts = [
        _top("frequent", [exp.column("n").desc(), exp.column("value")], FREQUENT),
        _top("low", [exp.column("value")], ENDS),
        _top("high", [exp.column("value").desc()], ENDS),
        _part("distinct", exp.null(), _rows()).from_("v"),
    ]
    if measure.transform == "number":
        parts.append(_bins(dialect))
    # The first part gives the columns their types: of the others some are NULL.
    tree: exp.Query = parts[0]
    for part in parts[1:]:
        tree = exp.union(tree, part, distinct=False, copy=False)
    return tree.with_("v", as_=values, copy=False)


def _top(part: str, order: list[exp.Expr], limit: int) -> exp.Select:
    rows = exp.select("value", "n").from_("v").order_by(*order).limit(limit)
    return _part(part, exp.column("value"), exp.column("n")).from_(rows.subquery(part))


def _bins(dialect: Dialect) -> exp.Select:
    value, low, high = (exp.column(name) for name in ("x", "low", "high"))
    share = exp.Div(
        this=exp.Mul(
            this=exp.paren(exp.Sub(this=value, expression=low)),
            expression=exp.Literal.number(f"{BINS}.0"),
        ),
        expression=exp.paren(exp.Sub(this=high, expression=low.copy())),
    )
    is_one = exp.EQ(this=high.copy(), expression=low.copy())
    number = exp.Case().when(is_one, exp.Literal.number(0)).else_(dialect.floor(share))
    numbers = exp.select(exp.alias_(exp.cast(exp.column("value"), "double"), "x"), "n").from_("v")
    ends = exp.select(
        exp.alias_(exp.cast(exp.Min(this=exp.column("value")), "double"), "low"),
        exp.alias_(exp.cast(exp.Max(this=exp.column("value")), "double"), "high"),
    ).from_("v")
    binned = (
        exp.select(exp.alias_(number, "bin"), "n")
        .from_(numbers.subquery("numbers"))
        .join(ends.subquery("ends"), join_type="cross")
    )
    total = exp.Sum(this=exp.column("n"))
    rows = exp.select("bin", exp.alias_(total, "total")).from_(binned.subquery("binned"))
    grouped = rows.group_by(exp.column("bin")).subquery("bins")
    bin_number = exp.cast(exp.column("bin"), "double")
    return _part("bin", exp.null(), exp.column("total"), bin_number).from_(grouped)


def _part(part: str, value: exp.Expr, n: exp.Expr, bin_: exp.Expr | None = None) -> exp.Select:
    return exp.select(
        exp.alias_(exp.Literal.string(part), "part"),
        exp.alias_(value, "value"),
        exp.alias_(n, "n"),
        exp.alias_(bin_ or exp.cast(exp.null(), "double"), "bin"),
    )


def _rows() -> exp.Count:
    return exp.Count(this=exp.Star(), big_int=True)
