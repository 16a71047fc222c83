"""Numeric aggregates: the least, greatest, average, sum and spread of a column.

```yaml
checks for orders:
  - avg(total) between 20 and 60
  - max(total) < 10000
```

```yaml
checks for orders:
  - min("Unit Price") >= 0
  - sum(total) > 1000:
      filter: status = 'paid'
  - stddev(total):
      warn: when > 100
      fail: when > 500
  - avg(size) < 45:
      valid min: 1               # what is invalid is left out
      valid max: 60
```

Metrics:
    min: least
    max: greatest
    avg: average
    sum: sum
    stddev, stddev_samp: standard deviation of a sample, divided by n - 1
    stddev_pop: standard deviation of the whole, divided by n
    variance, var_samp: variance of a sample
    var_pop: variance of the whole

    All are of the valid values: missing and invalid ones are left out where the check or its column
    has such keys, and NULL always is.

    A text column whose `valid format` is a number (`decimal comma`, `money`, ...) is aggregated as
    numbers.

Outcomes (What | Outcome):
    no values: skipped; a sum of nothing is not 0
    NaN or infinity: error
    dates or texts: error; how old the newest time is, [freshness](freshness.md) asks
"""

from typing import Final

NAMES: Final = frozenset(
    {
        "min", "max", "avg", "sum",
        "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp",
    }
)  # fmt: skip
