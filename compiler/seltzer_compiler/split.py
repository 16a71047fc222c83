"""Halves of a query, to find the part that fails."""

from seltzer_compiler.fuse import build_query
from seltzer_compiler.plan import Query
from seltzer_compiler.rules import groupings_together
from seltzer_dialects.base import Dialect


def split_query(query: Query, dialect: Dialect) -> tuple[Query, Query] | None:
    """Give two queries that compute half of the outputs each.

    Args:
        query: An aggregate query of a plan.
        dialect: The dialect of that plan.

    Returns:
        The halves, or None where the query has one output or is not an aggregate query.
    """
    if query.kind != "aggregate" or len(query.measures) < 2:
        return None
    middle = (len(query.measures) + 1) // 2
    halves = (query.measures[:middle], query.measures[middle:])
    rules = tuple(rule for rule in query.rules if rule in groupings_together.RULES)
    first, second = (build_query(half, query.kind, dialect, rules=rules) for half in halves)
    return first, second
