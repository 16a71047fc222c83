"""One row: a query of one row, and checks of its columns.

```yaml
checks for orders:
  - one row:
      name: revenue of the day
      query: |
        SELECT SUM(total) AS revenue, COUNT(*) AS n
        FROM orders
        WHERE created_at >= CURRENT_DATE
      checks:
        - revenue > 1000
        - revenue / n between 5 and 500
        - n > 0 and revenue < 1000000:
            name: plausible
```

Like a [group by](group-by.md) without groups, for several checks of one query. For a single check a
[metric of your own](user-defined-metrics.md) is enough. `one row LABEL:` tells several of them
apart for people.

Keys:
    query: Required, or `sql_file`; its result has one row, and several are an error. Filters of the
      dataset do not apply to it.
    sql_file: File with the query, from the folder of the spec file.
    names: Names of the result's columns in their order, where they are not its own.
    checks: Required; `COLUMN THRESHOLD`, `COLUMN` with `warn:` and `fail:`, or an
      [expression](expressions.md) over columns.

Results:
    Each check of the row is a result; where there is no row to judge, the query is. Names of
    columns are compared exactly, or else without regard to case.

Outcomes (What | Outcome):
    a value is NULL: that check is skipped
    a value is a text or a time, or the query has no such column: that check is an error
    the query has several rows: one error
    the query has no row: skipped
"""

from seltzer_specs.checks import Check, GroupByCheck
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.group_by import below, query_identity, query_text
from seltzer_specs.sodacl.group_members import ONE_ROW, take_members
from seltzer_specs.sodacl.item import CheckItem, common_fields


def parse_one_row(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one check of a query's only row; None after noting a mistake."""
    before = len(context.problems.errors)
    query = config.take_sql_or_file("query", "sql_file")
    names, checks = config.take_texts("names"), config.take("checks")
    common = common_fields(
        item, config, context, identity=query_identity("one_row", query, ()), label="one_row"
    )
    is_wrong = len(context.problems.errors) > before
    if (query is None and not is_wrong) or checks is None:
        context.problems.add(
            f'"{item.line}" wants query and checks; add '
            f"{'`query:`' if query is None else '`checks:`'}",
            item.location,
            "one-row",
        )
    found = take_members(checks, below(context, common), ONE_ROW)
    if query is None or len(context.problems.errors) > before:
        return None
    return GroupByCheck(
        query=query_text(query),
        template=query.template,
        fields=(),
        names=names,
        group_limit=1,
        checks=found,
        **common,
    )
