"""Anomaly checks: is the newest value of a metric unusual for its history?"""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.metrics import Metric

Sensitivity: TypeAlias = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnomalyCheck(CheckBase):
    """Measure a metric; the server judges it against the stored history."""

    kind: ClassVar[CheckKind] = "anomaly"
    metric: Metric
    sensitivity: Sensitivity = "medium"
