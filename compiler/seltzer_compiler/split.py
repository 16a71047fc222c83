"""Halves of a query, to find the part that fails."""

from seltzer_compiler.plan import Query
from seltzer_dialects.base import Dialect


def split_query(query: Query, dialect: Dialect) -> tuple[Query, Query] | None:
    """Give two queries that compute half of the outputs each; None for a single output."""
    raise NotImplementedError
