"""Expressions over metrics: `max - min < 10`, as trees of numbers, names and a few operators.

Numbers are decimals with 60 digits, so that sums and products of what engines return are exact and
0.1 + 0.2 is 0.3.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException, DivisionByZero
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal[
    "+", "-", "*", "/", "negative", "abs", "min", "max", "round",
    "<", "<=", ">", ">=", "==", "!=", "and", "or", "not",
]  # fmt: skip

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, as decimal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A metric by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and what it is applied to."""

    operator: Operator
    operands: "tuple[Expression, ...]"


Expression: TypeAlias = Constant | Variable | Operation


def variables_of(tree: Expression) -> tuple[str, ...]:
    """Give the names in a tree, each once, in order of first use."""
    return tuple(dict.fromkeys(_names(tree)))


def evaluate(tree: Expression, values: Mapping[str, Decimal]) -> Decimal | bool:
    """Compute a tree; comparisons give truth values.

    Args:
        tree: What to compute.
        values: A finite number for each of its names.

    Raises:
        ValueError: a division by 0, or a result out of all bounds.
    """
    try:
        return _evaluate(tree, values)
    except DivisionByZero as error:
        raise ValueError("divides by 0") from error
    except DecimalException as error:
        raise ValueError("gives no number that can be judged") from error


def _names(tree: Expression) -> Iterator[str]:
    if isinstance(tree, Variable):
        yield tree.name
    elif isinstance(tree, Operation):
        for operand in tree.operands:
            yield from _names(operand)


def _evaluate(tree: Expression, values: Mapping[str, Decimal]) -> Decimal | bool:
    if isinstance(tree, Constant):
        return Decimal(tree.text)
    if isinstance(tree, Variable):
        return values[tree.name]
    operands = [_evaluate(operand, values) for operand in tree.operands]
    if tree.operator == "and":
        return all(operands)
    if tree.operator == "or":
        return any(operands)
    if tree.operator == "not":
        return not operands[0]
    numbers = [Decimal(operand) for operand in operands]
    if tree.operator in _COMPARISONS:
        return _COMPARISONS[tree.operator](numbers[0], numbers[1])
    return _compute(tree.operator, numbers)


def _compute(operator: Operator, numbers: list[Decimal]) -> Decimal:
    if operator in _ARITHMETIC:
        return _ARITHMETIC[operator](numbers[0], numbers[1])
    if operator == "negative":
        return -numbers[0]
    if operator == "abs":
        return abs(numbers[0])
    if operator == "round":
        digits = int(numbers[1]) if len(numbers) > 1 else 0
        return numbers[0].quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    return min(numbers) if operator == "min" else max(numbers)


_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _EXACT.divide,
}

_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
