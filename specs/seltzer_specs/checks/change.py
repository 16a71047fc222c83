"""Change over time: how far a metric is from what it was."""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
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
