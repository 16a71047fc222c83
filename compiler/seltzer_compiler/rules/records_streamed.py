"""Rows that are compared one by one are streamed from a query of their own.

What: `SELECT keys, columns FROM t WHERE filter`, without an order; all columns where none is named.
Helps: engines sort texts by different rules, so that an ORDER BY here could not be merged with one
there; the scanner sorts digests of the rows, in bounded memory.
Hurts: every row travels to the scanner, also where both sides are in one data source.
"""

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.user_sql import parse_expression, parse_query
from seltzer_dialects.base import Dialect

NAME = "records-streamed"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put the records of each side into a query of their own."""
    if measure.function != "records":
        return None
    return Placement("records", measure.key, NAME)


def build(measure: Measure, dialect: Dialect) -> exp.Select:
    """Ask for keys and columns, or for all columns where none is named.

    Raises:
        UserSqlError: the user's query is not one query that only reads.
    """
    if measure.rows is None:
        raise ValueError("records want a dataset")
    names = (*measure.keys, *measure.columns) if measure.columns else ()
    tree = exp.select(*(dialect.column(name) for name in names)) if names else exp.select("*")
    if measure.sql is not None:
        rows = parse_query(measure.sql, dialect.sqlglot).copy()
        subquery = rows if isinstance(rows, exp.Subquery) else exp.Subquery(this=rows)
        subquery.set("alias", exp.TableAlias(this=exp.to_identifier("records")))
        return tree.from_(subquery)
    conditions = [parse_expression(text, dialect.sqlglot).copy() for text in measure.rows.where]
    tree = tree.from_(dialect.table(measure.rows.dataset))
    return tree.where(*conditions) if conditions else tree
