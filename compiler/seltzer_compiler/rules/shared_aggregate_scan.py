"""Aggregates over the same rows share one query.

What: one SELECT per dataset and dataset filter; in-check filters become conditions of their own
aggregate inside it.
Helps: the rows are read once. PostgreSQL: 36 aggregates in one query take x0.55 of 36 queries,
because a row store reads whole rows. DuckDB: x0.92, because each column is decoded anyway.
Hurts: with DISTINCT or ordered-set aggregates inside, see `percentile_apart`; one failing
expression fails the query, which the scanner then splits in halves.
"""

from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement

NAME = "shared-aggregate-scan"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put every aggregate over rows into the query of those rows."""
    if measure.rows is None:
        return None
    return Placement("aggregate", measure.rows.key, NAME)
