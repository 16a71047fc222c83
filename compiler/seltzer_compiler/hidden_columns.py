"""Whether a query that users wrote could show a hidden column under another name.

Columns of a result are hidden by name. A name is kept as long as a column is selected as it is, or
by a star; everything else that may carry a value out under another name is refused, and so is what
is not understood.
"""

from collections.abc import Callable

from sqlglot import exp

_CONDITIONS = (exp.Where, exp.Having, exp.Group, exp.Order, exp.Qualify)
_RESHAPED = (
    exp.Apply,
    exp.Columns,
    exp.Parameter,
    exp.Pivot,
    exp.Placeholder,
    exp.PositionalColumn,
)

Hides = Callable[[str], bool]


def find_disguise(query: exp.Query, hides: Hides) -> str | None:
    """Say how a hidden column may come out under another name; None where none can.

    Args:
        query: The user's query.
        hides: Tells of a name whether columns of it are hidden.
    """
    for node in query.walk():
        found = _disguise(node, hides)
        if found is not None:
            return found
    rows = _names_of_rows(query)
    for column in query.find_all(exp.Column):
        if column.name.lower() in rows and not column.table and not _is_in_condition(column):
            return f'selects "{column.name}", which is a whole row'
    return None


def _disguise(node: exp.Expr, hides: Hides) -> str | None:
    if isinstance(node, _RESHAPED):
        return f"uses {type(node).__name__.upper()}"
    if isinstance(node, exp.TableAlias) and node.args.get("columns"):
        return "gives the columns of a table other names"
    if isinstance(node, exp.Star) and not _is_plain_star(node):
        return "uses a star inside of an expression"
    if isinstance(node, exp.Column) and not isinstance(node.this, exp.Star):
        hidden = next((part.name for part in node.parts if hides(part.name)), None)
        if hidden is None or _is_in_condition(node):
            return None
        is_direct = isinstance(node.parent, exp.Select) and _keeps_names(node.parent)
        if not is_direct or hidden != node.name:  # the front of `email.domain` is a structure
            return f'selects the hidden column "{hidden}" as something else'
    return None


def _is_plain_star(star: exp.Star) -> bool:
    if star.args.get("rename") or star.args.get("replace"):
        return False
    node = star.parent if isinstance(star.parent, exp.Column) else star
    parent = node.parent
    if isinstance(parent, exp.Count) or _is_in_condition(star):
        return True
    return isinstance(parent, exp.Select) and _keeps_names(parent)


def _keeps_names(select: exp.Select) -> bool:
    """Tell whether the names that a SELECT gives are the names that its reader sees.

    Not so in a set operation, whose first part gives the names, nor where it stands for a value.
    """
    parent = select.parent
    while isinstance(parent, exp.Subquery | exp.Paren):
        parent = parent.parent
    return parent is None or isinstance(parent, exp.From | exp.Join | exp.CTE)


def _is_in_condition(node: exp.Expr) -> bool:
    """Tell whether a part decides which rows there are, and not what they show."""
    current: exp.Expr | None = node
    while current is not None:
        parent = current.parent
        if isinstance(current, _CONDITIONS):
            return True
        if isinstance(parent, exp.Join) and current.arg_key in ("on", "using"):
            return True
        current = parent
    return False


def _names_of_rows(query: exp.Query) -> frozenset[str]:
    """Give the names that stand for a whole row, in lower case."""
    sources = query.find_all(exp.Table, exp.Subquery, exp.CTE)
    return frozenset(source.alias_or_name.lower() for source in sources)
