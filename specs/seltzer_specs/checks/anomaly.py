"""Anomaly detection: is the newest value of a metric unusual for its history?

```yaml
checks for orders:
  - anomaly detection for row_count
  - anomaly detection for avg(total):
      sensitivity: high
```

The server, or without one the embedded server, learns what is usual from the stored history; how is
told in [anomaly detection](../anomaly-detection.md). Any metric will do, also one of your own, with
its filter, missing and valid keys.

```yaml
checks for orders:
  - anomaly detection for freshness(created_at)   # seconds since the newest row
  - anomaly detection for avg(total):
      alert_directionality: upper_bound_only
      warn_only: true
  - anomaly detection for open_orders:
      open_orders query: SELECT COUNT(*) FROM orders WHERE status = 'open'
      severity_level_parameters:
        warning_ratio: 0.1
        min_confidence_interval_ratio: 0.05
      training_dataset_parameters:
        window_length: 90
  - anomaly score for sum(total) < default        # Soda's older form, the same check
```

Keys:
    sensitivity: How rare a value must be to be unusual; `medium` without it.
    warn_only: With `true`, what would fail warns.
    alert_directionality: `upper_and_lower_bounds` (default), `upper_bound_only` or
      `lower_bound_only`. The band is shown whole; a value outside on the other side passes.
    severity_level_parameters: How bad is how bad; see below.
    training_dataset_parameters: What is learned from; see below.
    take_over_existing_anomaly_score_check: Has happened already: `anomaly score` and `anomaly
      detection` of one metric are one check with one history.
    model: No effect: `type`, `holidays_country_code` and `hyperparameters` are Prophet's.

    Values may hold variables: `sensitivity: ${HOW}`.

Parameters (Parameter | Effect):
    `severity_level_parameters: warning_ratio`: 0 to 1. Values outside the band warn up to this
      share of its width, and fail beyond. Without it the detector decides by how unlikely the
      value is
    `severity_level_parameters: min_confidence_interval_ratio`: 0 to 1. The band reaches at least
      this share of the expected value to both sides
    `training_dataset_parameters: window_length`: 7 or more. The newest measurements that are judged
      by, instead of as many as the detector likes
    `training_dataset_parameters: frequency`, `aggregation_function`: no effect: measurements are
      taken as they come, with their gaps, and never resampled
    `training_dataset_parameters: auto_exclude_anomalies`: no effect: an unusual value is learned as
      the edge of the band, whatever stands here

    What has no effect is read, checked for mistakes, and told in one line by `seltzer validate` and
    `seltzer scan`; it is no error. The report lists such lines under `notes`:

    ```text
    checks/orders.yml:2:5: note: without effect here: "model"; Soda's Prophet model reads it, …
    ```

SQL:
    The query is that of the metric, shared with all other checks on it.

Limits:
    - Thresholds in the line, `warn:` and `fail:` are errors: what is usual is learned.
    - Until there are seven measurements the check is `skipped` with the reason `learning 5/7`.
    - Checks with different options on one metric share its history and have bands of their own.
    - Freshness has one column and is the age at each scan's data time; a variable as second
      argument is an error. Its values, bounds and reasons are in seconds; no rows is `skipped`, as
      there is no age.
"""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import Metric

Sensitivity: TypeAlias = Literal["low", "medium", "high"]
Direction: TypeAlias = Literal["both", "upper", "lower"]

DIRECTIONS: Final[Mapping[str, Direction]] = {
    "upper_and_lower_bounds": "both",
    "upper_bound_only": "upper",
    "lower_bound_only": "lower",
}
"""Directions as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyOptions:
    """How a metric wants to be judged; what is None is left to the detector.

    Attributes:
        direction: Which side of the expected band is bad.
        window: Measurements to judge by, the newest ones.
        warn_ratio: Width of the zone outside the band that only warns, in widths of the band.
        min_ratio: Half width that the band has at least, as a share of the expected value.
        warn_only: What would fail warns.
    """

    direction: Direction = "both"
    window: int | None = None
    warn_ratio: float | None = None
    min_ratio: float | None = None
    warn_only: bool = False


NO_OPTIONS: Final = AnomalyOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyCheck(CheckBase):
    """Measure a metric; the server judges it against the stored history."""

    kind: ClassVar[CheckKind] = "anomaly"
    metric: Metric
    sensitivity: Sensitivity = "medium"
    options: AnomalyOptions = NO_OPTIONS
