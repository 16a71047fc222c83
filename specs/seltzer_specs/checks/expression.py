"""Expressions: several metrics of a dataset in one condition.

```yaml
checks for orders:
  - max(total) - min(total) < 10000
  - row_count > 0 and avg(total) < 500:
      name: neither empty nor dear
  - missing_count(email) + invalid_count(email) = 0:
      valid format: email
  - max(total) / avg(total):
      filter: status = 'paid'
      warn: when > 50
      fail: when > 100
```

A line takes numbers, metrics as in [metric checks](README.md#metrics), `+ - * /`, comparisons (also
`0 < avg(total) < 5` and `between`), `and`, `or`, `not`, parentheses, and the functions `abs`,
`min`, `max` and `round` of numbers: `min(avg(total), 100)`. What is configured for columns applies.
All metrics share the fused query.

Keys:
    warn, fail: `when CONDITION` on the value of an expression that compares nothing itself.
    filter: SQL condition on the rows that all metrics count.
    missing values, valid values, invalid values: As in [metric checks](missing-and-valid.md), of
      metrics of one column.
    missing regex, valid regex, invalid regex: Likewise.
    missing format, valid format, invalid format: Likewise.
    valid length, valid min length, valid max length: Likewise.
    valid min, valid max: Likewise.
    include null: Likewise.

Checks that lines become (Line | Becomes):
    one metric against numbers, `0 < avg(total) < 5`: a metric check
    a number against numbers, `max(total) - min(total) < 10`: its value is judged and kept as
      history
    any other condition, `row_count > 0 and avg(total) < 5`: 1 where it holds, 0 where it does not

Outcomes (What | Outcome):
    a metric has no value (an average of nothing, a percentage of no rows): skipped
    the expression divides by 0: an error

Limits:
    - The numbers are decimals: `0.1 + 0.2 = 0.3` holds for the metrics.
    - [Metrics of your own](user-defined-metrics.md) cannot stand in an expression.
"""

from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.expressions import Expression
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import Metric
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionCheck(CheckBase):
    """Compute an expression over metrics and compare it with thresholds.

    Attributes:
        expression: What is judged.
        metrics: The metric of each name in the expression.
        is_condition: True where the expression is a condition; it gives 1 where it holds and 0
            where it does not.
        thresholds: On the expression's value.
    """

    kind: ClassVar[CheckKind] = "expression"
    expression: Expression
    metrics: tuple[tuple[str, Metric], ...]
    is_condition: bool = False
    thresholds: Thresholds
