"""Lengths: how long the texts of a column are.

```yaml
checks for customers:
  - min_length(phone) >= 6
  - max_length(phone) <= 20
```

```yaml
checks for customers:
  - avg_length(email) between 10 and 40:
      valid format: email
      filter: country = 'BE'
```

Metrics:
    min_length: length of the shortest
    max_length: length of the longest
    avg_length: average length

    Lengths are in characters, of the valid texts; NULL has none.

Outcomes (What | Outcome):
    no values: skipped

Limits:
    - To count texts of a wrong length instead, use `invalid_count` with `valid length`,
      `valid min length` or `valid max length`: [missing and valid
        values](missing-and-valid.md#keys).
"""

from typing import Final

NAMES: Final = frozenset({"min_length", "max_length", "avg_length"})
