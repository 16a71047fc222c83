"""Equal queries whose rows are judged run once.

What: `SELECT * FROM (QUERY) LIMIT n + 1`, one for each text; n is the highest limit. `SELECT
DISTINCT` where equal rows say nothing more than one.
Helps: several checks of one query share it, and no more rows are fetched than may be judged, one
more to tell that there are more.
Hurts: nothing measured.
"""

from collections.abc import Sequence

from sqlglot import exp

from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure
from seltzer_compiler.rules.placement import Knowledge, Placement
from seltzer_compiler.user_sql import parse_query
from seltzer_dialects.base import Dialect

NAME = "rows-once"


def place(measure: Measure, _: Knowledge) -> Placement | None:
    """Put the rows of equal queries together."""
    if measure.function not in ("rows", "distinct_rows"):
        return None
    return Placement("rows", digest(measure.function, measure.sql), NAME)


def build(measures: Sequence[Measure], dialect: Dialect) -> exp.Select:
    """Ask for the rows of the one query of all these measures.

    Raises:
        UserSqlError: it is not one query that only reads.
    """
    rows = parse_query(measures[0].sql or "", dialect.sqlglot).copy()
    subquery = rows if isinstance(rows, exp.Subquery) else exp.Subquery(this=rows)
    subquery.set("alias", exp.TableAlias(this=exp.to_identifier("all_groups")))
    limit = max(measure.limit or 0 for measure in measures) + 1
    tree = exp.select(exp.Star()).from_(subquery).limit(limit)
    return tree.distinct() if measures[0].function == "distinct_rows" else tree
