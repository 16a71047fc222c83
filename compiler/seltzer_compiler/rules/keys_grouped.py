"""Columns that refer to another data source are read as distinct keys, each with its rows.

What: `SELECT columns, COUNT(*) FROM t WHERE filter GROUP BY columns` on either side; the rows
themselves, without the count, where the engine would group texts that differ.
Helps: what is repeated travels once. The scanner sorts digests of the keys and merges both sides,
in bounded memory; a key that many checks refer to is one query.
Hurts: keys that hardly repeat are grouped for nothing.
"""

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.user_sql import parse_expression
from seltzer_dialects.base import Dialect

NAME = "keys-grouped"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put the keys of each side into a query of their own."""
    if measure.function != "keys":
        return None
    return Placement("keys", measure.key, NAME)


def build(measure: Measure, dialect: Dialect) -> exp.Select:
    """Ask for the keys that have a value.

    Raises:
        UserSqlError: the filter cannot be used.
    """
    if measure.rows is None:
        raise ValueError("keys want a dataset")
    columns = [dialect.column(name) for name in measure.columns]
    has_value = exp.or_(*(column.is_(exp.null()).not_() for column in columns))
    conditions = [parse_expression(text, dialect.sqlglot).copy() for text in measure.rows.where]
    named = [
        exp.alias_(column.copy(), f"key_{number}") for number, column in enumerate(columns, start=1)
    ]
    tree = exp.select(*named).from_(dialect.table(measure.rows.dataset))
    tree = tree.where(*conditions, has_value)
    if not dialect.GROUPS_TEXTS_BY_BYTES:
        return tree
    count = exp.Count(this=exp.Star(), big_int=True)
    return tree.select(exp.alias_(count, measure.alias)).group_by(*columns)
