"""What asks how often each value of a column occurs is answered by one grouping of it.

What: `SELECT COUNT(*), COUNT(CASE WHEN n = 1 …) FROM (SELECT COUNT(*) AS n FROM t WHERE c IS NOT
NULL GROUP BY c)`.
Helps: the number of different values and of those that occur once come from one scan.
Hurts: beside nothing but `distinct_count` a COUNT(DISTINCT c) would do, which engines plan alike.
"""

from collections.abc import Sequence

from sqlglot import exp

from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure
from seltzer_compiler.predicates import is_valid
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.user_sql import parse_expression
from seltzer_dialects.base import Dialect

NAME = "grouped-once"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put all questions about the occurrences of one column's values into one query."""
    if measure.function not in ("distinct", "unique"):
        return None
    values = (
        measure.rows,
        measure.columns,
        measure.condition,
        measure.validity,
        measure.filter,
    )
    return Placement("duplicates", digest("values", *values), NAME)


def build(measures: Sequence[Measure], dialect: Dialect) -> exp.Select:
    """Count the different values, or those that occur once; column i is measure i."""
    rows = exp.Count(this=exp.Star(), big_int=True)
    occurs_once = exp.EQ(this=exp.column("n"), expression=exp.Literal.number(1))
    columns = [
        exp.alias_(
            rows.copy() if measure.function == "distinct" else dialect.count_if(occurs_once.copy()),
            measure.alias,
        )
        for measure in measures
    ]
    return exp.select(*columns).from_(_values(measures[0], rows, dialect).subquery("grouped"))


def _values(measure: Measure, rows: exp.Count, dialect: Dialect) -> exp.Select:
    if measure.rows is None:
        raise ValueError("distinct values want a dataset")
    column = dialect.column(measure.columns[0])
    conditions: list[exp.Expr] = [is_valid(measure.columns[0], measure.validity, dialect)]
    texts = [*measure.rows.where, *([measure.filter] if measure.filter is not None else [])]
    conditions += [parse_expression(text, dialect.sqlglot).copy() for text in texts]
    return (
        exp.select(exp.alias_(rows.copy(), "n"))
        .from_(dialect.table(measure.rows.dataset))
        .where(*conditions)
        .group_by(column)
    )
