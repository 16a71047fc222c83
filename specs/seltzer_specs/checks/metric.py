"""Metric checks: `missing_percent(email) < 5 %`, built-in or user-defined."""

from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.metrics import Metric
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricCheck(CheckBase):
    """Compare one metric with thresholds."""

    kind: ClassVar[CheckKind] = "metric"
    metric: Metric
    thresholds: Thresholds
