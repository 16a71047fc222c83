"""Each key whose duplicates are counted gets a GROUP BY of its own.

What: `SELECT COUNT(*) FROM (SELECT 1 FROM t WHERE k IS NOT NULL GROUP BY k HAVING COUNT(*) > 1)`.
Helps: always, against the ways to fuse several keys. Five keys on DuckDB: five COUNT(DISTINCT) in
one query take x1.51 and 2.2 GB, GROUPING SETS x1.82, a window x3.5. PostgreSQL: x1.14 and x1.53.
Hurts: nothing measured. A hash pre-pass for long keys is a rule of its own.
"""

from collections.abc import Sequence

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.predicates import is_valid
from seltzer_compiler.rules.placement import Placement
from seltzer_compiler.user_sql import parse_expression
from seltzer_dialects.base import Dialect

NAME = "one-duplicate-query-per-key"


def place(measure: Measure, _: Dialect) -> Placement | None:
    """Put each duplicate count into a query of its own."""
    if measure.function != "duplicates":
        return None
    return Placement("duplicates", measure.key, NAME)


def build(measures: Sequence[Measure], dialect: Dialect) -> exp.Select:
    """Count the keys that occur more than once; rows with a NULL in the key have none."""
    measure = measures[0]
    repeated = _keys(measure, exp.Literal.number(1), "one", dialect).having(
        exp.GT(this=_count(), expression=exp.Literal.number(1))
    )
    return exp.select(exp.alias_(_count(), measure.alias)).from_(repeated.subquery("duplicates"))


def probe(measure: Measure, is_new: exp.Expr, dialect: Dialect) -> exp.Select:
    """Count the keys that occur more than once with the new rows, and did not without them.

    Of the old rows only those are grouped whose key is among the new ones.

    Args:
        measure: A duplicate count.
        is_new: Condition that holds for the new rows.
        dialect: For which engine.
    """
    names = [f"key_{number}" for number in range(1, len(measure.columns) + 1)]
    new = _probed(measure, dialect).where(is_new.copy())
    is_old = exp.not_(exp.func("COALESCE", is_new.copy(), exp.false()))
    columns = [dialect.column(name) for name in measure.columns]
    key: exp.Expr = exp.Tuple(expressions=columns) if len(columns) > 1 else columns[0]
    among = exp.In(this=key, query=exp.select(*names).from_("new_keys").subquery())
    old = _probed(measure, dialect).where(is_old, among)
    times = exp.column("times", table="new_keys")
    before = exp.func("COALESCE", exp.column("times", table="old_keys"), exp.Literal.number(0))
    same = [exp.column(n, table="new_keys").eq(exp.column(n, table="old_keys")) for n in names]
    return (
        exp.select(exp.alias_(_count(), measure.alias))
        .with_("new_keys", as_=new)
        .from_("new_keys")
        .join(old.subquery("old_keys"), on=exp.and_(*same), join_type="LEFT")
        .where(
            exp.GT(this=exp.Add(this=times, expression=before), expression=exp.Literal.number(1)),
            exp.LT(this=before.copy(), expression=exp.Literal.number(2)),
        )
    )


def _probed(measure: Measure, dialect: Dialect) -> exp.Select:
    """Give each key with the number of its rows."""
    tree = _keys(measure, _count(), "times", dialect)
    for number, name in enumerate(measure.columns, start=1):
        tree = tree.select(exp.alias_(dialect.column(name), f"key_{number}"), copy=False)
    return tree


def read_by(measure: Measure, dialect: Dialect) -> list[exp.Expr]:
    """Give the expressions that decide what a duplicate count is: its key and its conditions."""
    return [*(dialect.column(name) for name in measure.columns), *_conditions(measure, dialect)]


def _keys(measure: Measure, value: exp.Expr, alias: str, dialect: Dialect) -> exp.Select:
    """Give one row per key, with a value of the group."""
    if measure.rows is None:
        raise ValueError("duplicates want a dataset")
    return (
        exp.select(exp.alias_(value, alias))
        .from_(dialect.table(measure.rows.dataset))
        .where(*_conditions(measure, dialect))
        .group_by(*(dialect.column(name) for name in measure.columns))
    )


def _conditions(measure: Measure, dialect: Dialect) -> list[exp.Expr]:
    columns = [dialect.column(name) for name in measure.columns]
    where = measure.rows.where if measure.rows is not None else ()
    texts = [*where, *([measure.filter] if measure.filter is not None else [])]
    conditions: list[exp.Expr] = [column.is_(exp.null()).not_() for column in columns]
    if measure.condition == "valid":
        conditions = [is_valid(measure.columns[0], measure.validity, dialect)]
    return conditions + [parse_expression(text, dialect.sqlglot).copy() for text in texts]


def _count() -> exp.Count:
    return exp.Count(this=exp.Star(), big_int=True)
