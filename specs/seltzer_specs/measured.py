"""Measured metrics: numbers that are kept without judging them.

```yaml
apiVersion: seltzer/v1
kind: Checks
dataset: orders
metrics:
  - row_count
  - avg(total)
  - missing_count(%)              # of every column
  - exclude notes                 # but for this one
```

A metric without a threshold has no outcome: it is measured with the checks, stands in the
`measurements` of the [scan report](../scan-report.md), and goes into the history that a check of
the same metric has. So [change over time](change-over-time.md) and [anomaly
detection](anomaly.md) know it from the first day on.

```yaml
apiVersion: seltzer/v1
kind: Checks
dataset: orders
filter: status = 'paid'
configurations:
  valid format for email: email
metrics:
  - invalid_percent(email)
  - max(total)
  - distinct_count(%)
checks:
  - row_count > 0
```

The list takes [metrics](README.md#metrics) as checks name them, without a threshold; below one that
is spelt out may stand what narrows it, as below a check:

```yaml
apiVersion: seltzer/v1
kind: Checks
dataset: orders
metrics:
  - duplicate_count(email):
      valid format: email
  - net_per_order:
      net_per_order expression: AVG(total / 1.21)
      filter: status = 'paid'
```

`filter` and `configurations` of the document apply. `%` and `*` stand for any characters of a
column's name; `exclude` leaves columns out of all such patterns, or below one of them out of that.

Keys of a metric (Key | Meaning):
    `filter`, `valid format` and its like, `NAME expression`: as below a check, where no pattern is
    `exclude`: columns that a pattern leaves out, in this metric alone

Columns that a pattern stands for (Metric | Columns):
    `min`, `max`, `avg`, `sum`, `stddev`, `variance` and their like: of numbers
    `min_length`, `max_length`, `avg_length`: of texts
    `distinct_count`, `unique_count`, `uniqueness`, `duplicate_count`: of numbers, texts, times and
      booleans
    `valid_count`, `invalid_count`, `valid_percent`, `invalid_percent`: that are configured
    `missing_count` and all others: all of them

Outcomes (What | Outcome):
    nothing to measure (an average of no rows): no value, and the reason
    a column that is spelt out has another type than the metric takes, or the engine lacks the
      metric: no value, and the reason
    the query fails: an `error` in the measurement, and the scan exits 12; checks are not affected

SQL:
    Measured metrics share the fused queries of the checks.

Limits:
    - A metric that takes some types only, and every pattern, waits for the [schema
      snapshot](../schema-snapshot.md), or for the live catalogue of the scan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from seltzer_specs.location import Location
from seltzer_specs.metrics import Metric
from seltzer_specs.names import DatasetRef, Partition

Takes: TypeAlias = Literal["number", "text", "value"]

TAKES: Mapping[str, Takes] = {
    **dict.fromkeys(
        ("min", "max", "avg", "sum", "stddev", "stddev_pop", "stddev_samp", "variance",
         "var_pop", "var_samp", "percentile", "percentile_disc"),
        "number",
    ),
    **dict.fromkeys(("min_length", "max_length", "avg_length"), "text"),
    **dict.fromkeys(
        ("distinct_count", "unique_count", "uniqueness", "duplicate_count", "duplicate_percent"),
        "value",
    ),
}  # fmt: skip
"""What columns must be for a metric; `value` is all that can be grouped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredMetric:
    """A metric to measure without judging it.

    Attributes:
        dataset: Whose.
        metric: Which one.
        partition: Filter that applies.
        location: Where it is asked for.
        is_literal: False where a pattern brought it, so that it is left out where its column has
            no such metric.
    """

    dataset: DatasetRef
    metric: Metric
    partition: Partition | None
    location: Location
    is_literal: bool = True


def each_once(asked: Iterable[MeasuredMetric]) -> tuple[MeasuredMetric, ...]:
    """Give each metric once, in the order of files and lines; what is spelt out wins."""
    found: dict[object, MeasuredMetric] = {}
    for each in sorted(asked, key=lambda each: (not each.is_literal, each.location[:3])):
        found.setdefault((each.dataset, each.partition, each.metric), each)
    return tuple(sorted(found.values(), key=lambda each: each.location[:3]))
