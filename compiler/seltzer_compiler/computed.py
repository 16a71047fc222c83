"""What follows from several metrics by an expression."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from seltzer_compiler.plan import Formula, Measured, RawValue
from seltzer_specs.expressions import Expression, evaluate
from seltzer_specs.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression over metrics; a condition gives 1 where it holds and 0 where it does not.

    Attributes:
        expression: What is computed.
        parts: How each of its names follows.
    """

    expression: Expression
    parts: tuple[tuple[str, Formula], ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """Keys of the measures of all metrics, each once."""
        return tuple(dict.fromkeys(key for _, part in self.parts for key in part.inputs))

    def evaluate(self, values: Mapping[str, RawValue]) -> Measured:
        """Compute the expression; where a metric has no value there is nothing to compute.

        Raises:
            ValueError: a metric is no finite number, or the expression divides by 0.
        """
        numbers: dict[str, Decimal] = {}
        for name, part in self.parts:
            measured = part.evaluate(values)
            if measured.value is None:
                return Measured(None, empty=f"{name}: {measured.empty}")
            numbers[name] = _finite(name, measured.value)
        return Measured(Decimal(evaluate(self.expression, numbers)))


def _finite(name: str, value: int | float | Decimal | date) -> Decimal:
    if isinstance(value, date):
        raise ValueError(f"{name} wants a number, got a date or a time")
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not number.is_finite():
        raise ValueError(f"{name} is infinite, which cannot be computed with")
    return number
