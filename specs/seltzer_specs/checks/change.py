"""Change over time: how far a metric is from what it was.

```yaml
checks for orders:
  - change for row_count between -20 and +50
  - change avg last 7 percent for sum(total) < 25 %
```

The line is `change [BASELINE] [percent] for METRIC THRESHOLD`. Any metric will do, also one of your
own, with its filter, missing and valid keys; [thresholds](thresholds.md) are on the change and may
be negative.

```yaml
checks for orders:
  - change same day last week percent for row_count:
      name: week on week
      filter: region = 'EU'
      warn: when < -10
      fail: when < -50
  - change max last 30 for open_orders < 100:
      open_orders query: SELECT COUNT(*) FROM orders WHERE status = 'open'
```

`freshness(created_at)` is the seconds since the newest row, at each scan's data time. Its change
has durations as thresholds, and numbers where it is in percent:

```yaml
checks for orders:
  - change for freshness(created_at) between -1h and 1h30m
  - change avg last 7 percent for freshness(created_at) < 50
```

Baselines (Baseline | The measurement is compared with):
    none: the measurement before
    `avg last N`, `min last N`, `max last N`: average, least or most of the N measurements before; N
      from 1 to 1,000
    `same day last week`: the measurement of the day one week before
    `same day last month`: the measurement of the same day of the month before; of its last day
      where it is shorter

    The value of the check is `now - baseline`. With `percent` it is `(now - baseline) / baseline *
    100`, so the sign turns where the baseline is negative. Without `percent` the change of a
    percentage is in percentage points: `change for missing_percent(email) < 1` fails from 3 % to 4
      %.

What counts as history:
    - All scans of one metric share one history: `row_count > 0` yesterday is history for
      `change for row_count` today. A metric with another filter, column or SQL is another metric.
    - Only what lies before the scan's data time (`--data-time`) counts, whenever it arrived. A scan
      that arrives late is compared with what was before it, by the question it was pushed with.
      Verdicts are given once: history that arrives later does not change them.
    - A scan in which the metric had no value (no rows, or an error) is no measurement.
    - Days are days in UTC. Of several measurements on a day the one nearest to the same time of day
      counts.

When it is skipped (Case | Reason shown):
    nothing before: `first measurement, nothing to compare`
    fewer than N measurements, as an average of 7 is not an average of 2: `1 of 7 measurements`
    no measurement on the day: `no measurement on 2026-01-24 to compare with`
    a percentage of a change from 0; from 0 to 0 it is 0: `a change from 0 to 5 has no percentage,
      nothing to compare with`
    `--no-push`, so the history is not asked: `needs stored history; push the results to a server
      and it is judged there`

    It never passes for want of history. `--fail-on skipped` makes the scan fail where that matters.

SQL:
    The query is that of the metric, shared with all other checks on it. The measurement and the
    thresholds, as numbers, go to the server, which compares them with the stored history in
    decimals, unrounded. Without a server the embedded one does, in `.seltzer/`.

Limits:
    - Schema has no change over time; [its own page](schema.md) says what it has.
    - Thresholds lie within ±1e300.
"""

from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import Metric
from seltzer_specs.thresholds import Thresholds

BaselineKind: TypeAlias = Literal[
    "previous", "avg", "min", "max", "same day last week", "same day last month"
]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the newest measurement is compared with.

    Attributes:
        kind: `previous` is the measurement before; `avg`, `min` and `max` are of the last `count`.
        count: Measurements that are needed; 1 but for `avg`, `min` and `max`.
    """

    kind: BaselineKind = "previous"
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCheck(CheckBase):
    """Measure a metric; the server compares it with the stored history.

    Attributes:
        metric: What is measured.
        baseline: What it is compared with.
        is_percent: The change in percent of the baseline, instead of the difference.
        thresholds: On the change.
    """

    kind: ClassVar[CheckKind] = "change"
    metric: Metric
    baseline: Baseline
    is_percent: bool = False
    thresholds: Thresholds
