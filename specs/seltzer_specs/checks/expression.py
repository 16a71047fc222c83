"""Expression checks: several metrics of a dataset in one condition, such as `max - min < 10`."""

from dataclasses import dataclass
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.expressions import Expression
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
