"""Duplicates and distinct values: how often values of a column repeat.

```yaml
checks for orders:
  - duplicate_count(order_id) = 0
```

Several columns are a value together:

```yaml
checks for order_items:
  - duplicate_count(order_id, sku) = 0
  - duplicate_percent(order_id, sku):
      warn: when > 0
      fail: when > 1
  - distinct_count(country) between 5 and 20
  - uniqueness(sku) > 20:
      valid regex: "^[A-Z]"
```

Metrics:
    duplicate_count: different values that occur more than once: of a, a, a, b, c, c there are two
    duplicate_percent: the same, in percent of the rows
    distinct_count: different valid values
    unique_count: valid values that occur once
    uniqueness: 0 where all valid values are the same, 100 where no two are: 100 (distinct - 1) /
      (values - 1)

Outcomes (What | Outcome):
    no rows: `duplicate_count` is 0, `duplicate_percent` is skipped
    fewer than two values: `uniqueness` is skipped

SQL:
    Duplicates and distinct values need their column grouped, so they are queries of their own.
    Metrics of one column over the same rows share one.

Limits:
    - NULL is no value and never a duplicate; a row with NULL in one of several columns is left out.
    - Duplicates are of all values, whatever is configured for the column. Missing and valid keys
      below `duplicate_count` and `duplicate_percent` of one column narrow them; of several
      columns they are errors, use `filter`.
"""

from typing import Final

DUPLICATES: Final = frozenset({"duplicate_count", "duplicate_percent"})
DISTINCT: Final = frozenset({"distinct_count", "unique_count", "uniqueness"})
