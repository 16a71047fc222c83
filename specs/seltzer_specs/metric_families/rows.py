"""Row count: how many rows a dataset has.

```yaml
checks for orders:
  - row_count > 0
```

```yaml
filter orders [recent]:
  where: created_at >= '2026-01-01'

checks for orders [recent]:
  - row_count between 100 and 10000
  - row_count >= 10:
      name: enough paid orders
      filter: status = 'paid'

checks for customers:
  - row_count:
      warn: when < 1000
      fail: when = 0
```

Metrics:
    row_count: rows, of those that the dataset's filter and the check's own `filter` leave

Limits:
    - An empty dataset has 0 rows, which is a value: `row_count > 0` fails.
    - To compare the rows of two datasets, use `row_count same as`: [row counts of two
      datasets](row-count-comparison.md).
"""

from typing import Final

NAMES: Final = frozenset({"row_count"})
