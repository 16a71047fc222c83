"""Failed rows: rows that satisfy a condition, or come out of a query, are bad.

```yaml
checks for orders:
  - failed rows:
      name: no negative totals
      fail condition: total < 0
```

Any bad row fails the check, unless `warn:` and `fail:` say otherwise. What one condition cannot
say, a query can: its rows are the bad ones.

```yaml
checks for orders:
  - failed rows:
      name: few orders without lines
      fail query: |
        SELECT o.id
        FROM orders o LEFT JOIN order_items i ON i.order_id = o.id
        WHERE i.order_id IS NULL
      warn: when between 1 and 10
      fail: when > 10
```

Keys:
    fail condition: SQL condition that holds for a bad row. The dataset's filter applies to it.
    fail query: SELECT whose rows are the bad rows. It stands for itself: filters do not apply.
    fail sql_file: The query, in [a file](user-defined-metrics.md#files-of-sql) beside the spec.

    Exactly one of the three is given.

SQL:
    A condition shares the query of the dataset's other checks. The rows of a query are counted by
    the engine; none is fetched.

Limits:
    - A query may stand below a bare `checks:`, a condition needs a dataset.
"""

from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRowsCheck(CheckBase):
    """Count bad rows; exactly one of `condition` and `query` is given.

    Attributes:
        condition: SQL condition that holds for a bad row.
        query: SELECT whose rows are the bad rows.
        template: The condition or query with variables by name, where it has any.
        thresholds: On the count; more than 0 fails where the user gave none.
    """

    kind: ClassVar[CheckKind] = "failed_rows"
    condition: str | None = None
    query: str | None = None
    template: str | None = None
    thresholds: Thresholds
