"""Whether an expression of a user is an aggregate over the rows, so that one value comes out.

Without this the value would depend on the neighbours in a fused query: `1` is a row per row alone
and one row beside `COUNT(*)`, `COUNT(*) OVER ()` counts the one row of the result, and SQLite
takes a column outside of aggregates from any row it likes.
"""

from collections.abc import Iterator

from sqlglot import exp

from seltzer_compiler.user_sql import UserSqlError
from seltzer_dialects.base import Dialect


def require_aggregate(tree: exp.Expr, dialect: Dialect) -> None:
    """Make sure that an expression gives one value for any number of rows.

    Raises:
        UserSqlError: it holds a window function, a column outside of aggregates, or no aggregate.
    """
    has_aggregate = False
    for node in _outside_of_aggregates(tree, dialect):
        if isinstance(node, exp.Window):
            raise UserSqlError("wants an aggregate, got a window function; use a query instead")
        if isinstance(node, exp.Column):
            raise UserSqlError(
                f'wants an aggregate, but "{node.name}" stands outside of one; write for example '
                f"MAX({node.name})"
            )
        has_aggregate = has_aggregate or _is_aggregate(node, dialect)
    if not has_aggregate:
        raise UserSqlError("wants an aggregate such as SUM(a) / COUNT(*); use a query instead")


def _outside_of_aggregates(tree: exp.Expr, dialect: Dialect) -> Iterator[exp.Expr]:
    """Give the nodes that see the result and not a row; subqueries are left out."""
    if isinstance(tree, exp.Query | exp.Subquery):
        return
    yield tree
    if isinstance(tree, exp.Window) or _is_aggregate(tree, dialect):
        return
    for child in tree.iter_expressions():
        yield from _outside_of_aggregates(child, dialect)


def _is_aggregate(node: exp.Expr, dialect: Dialect) -> bool:
    if isinstance(node, exp.Max | exp.Min):
        return not node.expressions  # SQLite's MAX(a, b) compares within a row
    if isinstance(node, exp.Filter):
        return _is_aggregate(node.this, dialect)
    if isinstance(node, exp.Anonymous):
        known = dialect.OWN_AGGREGATES
        return known is None or node.name.lower() in known
    return isinstance(node, exp.AggFunc | exp.WithinGroup)
