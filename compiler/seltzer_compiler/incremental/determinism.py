"""Whether an expression of a user gives the same value for the same row on every day."""

from sqlglot import exp

_SAME_EVERY_DAY = (
    exp.Abs, exp.And, exp.Between, exp.Binary, exp.Boolean, exp.Case, exp.Cast, exp.Coalesce,
    exp.Column, exp.DataType, exp.DataTypeParam, exp.Floor, exp.Identifier, exp.If, exp.In,
    exp.Length, exp.Literal, exp.Lower, exp.Null, exp.Nullif, exp.Paren, exp.RegexpLike, exp.Round,
    exp.Trim, exp.Tuple, exp.Unary, exp.Upper,
)  # fmt: skip
"""What is known to depend on the row alone; of anything else nobody knows."""

_DAYS = frozenset({"now", "today", "tomorrow", "yesterday", "allballs"})
"""Words that PostgreSQL and others turn into times of the day: 'today'::date."""


def depends_on_row_alone(tree: exp.Expr) -> bool:
    """Tell whether an expression reads nothing but the row: no clock, chance, session or table."""
    return all(_is_same(node) for node in tree.walk())


def _is_same(node: exp.Expr) -> bool:
    if isinstance(node, exp.Literal):
        return not (node.is_string and str(node.this).strip().lower() in _DAYS)
    if isinstance(node, exp.In):
        return node.args.get("query") is None and node.args.get("unnest") is None
    return isinstance(node, _SAME_EVERY_DAY)
