"""Queries that users wrote run alone.

What: a user's query is sent as written; where its rows are counted, it becomes a subquery, so that
the rows never leave the engine.
Helps: counting in the engine fetches one row instead of all of them.
Hurts: nothing measured.
"""

from sqlglot import exp

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.user_sql import parse_query
from seltzer_dialects.base import Dialect

NAME = "user-query-alone"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put each query of a user into a query of its own."""
    if measure.function == "query":
        return Placement("user", measure.key, NAME)
    if measure.function == "rows_of_query":
        return Placement("aggregate", measure.key, NAME)
    return None


def build_text(measure: Measure, dialect: Dialect) -> str:
    """Give the query as written.

    Raises:
        UserSqlError: it is not one query that only reads.
    """
    text = measure.sql or ""
    parse_query(text, dialect.sqlglot)
    return text.strip().rstrip("; \n\t")


def build_count(measure: Measure, dialect: Dialect) -> exp.Select:
    """Count the rows of the query.

    Raises:
        UserSqlError: it is not one query that only reads.
    """
    rows = parse_query(measure.sql or "", dialect.sqlglot).copy()
    count = exp.alias_(exp.Count(this=exp.Star(), big_int=True), measure.alias)
    subquery = rows if isinstance(rows, exp.Subquery) else exp.Subquery(this=rows)
    subquery.set("alias", exp.TableAlias(this=exp.to_identifier("failed_rows")))
    return exp.select(count).from_(subquery)
