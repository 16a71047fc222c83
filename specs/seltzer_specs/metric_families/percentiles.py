"""Percentiles: the value that a share of a column's values lies at or below.

```yaml
checks for orders:
  - percentile(total, 0.95) < 1000
```

The second argument is a fraction from 0 to 1: 0.5 is the median.

```yaml
checks for orders:
  - percentile(total, 0.5) between 20 and 60:
      filter: status = 'paid'
  - percentile_disc(total, 0.99):
      warn: when > 1000
      fail: when > 5000
```

Metrics:
    percentile, percentile_disc: the least value such that at least this share of the valid values
      is not above it; always one of the values, never one between two

Outcomes (What | Outcome):
    no values: skipped
"""

from typing import Final

NAMES: Final = frozenset({"percentile", "percentile_disc"})
