"""Expressions over metrics, as text, to trees. Nothing of them is ever run.

Python's own parser reads the text, and an allow-list of its nodes is taken over: numbers, names,
arithmetic, comparisons, and, or, not, and four functions.
"""

import ast
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from seltzer_specs.expressions import (
    Constant,
    Expression,
    Operation,
    Operator,
    Variable,
    evaluate,
    variables_of,
)

MAX_CHARACTERS = 1_000
MAX_DEPTH = 40
MAX_EXPONENT = 40
MAX_ROUND = 30
FUNCTIONS: Mapping[str, tuple[Operator, int, int]] = {
    "abs": ("abs", 1, 1),
    "min": ("min", 2, 16),
    "max": ("max", 2, 16),
    "round": ("round", 1, 2),
}
EXAMPLE = "write for example row_count > 0"

_ARITHMETIC: Mapping[type[ast.operator], Operator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARISONS: Mapping[type[ast.cmpop], Operator] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_FLIPPED: Mapping[str, Operator] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}


class ExpressionError(ValueError):
    """The text is no test; the message says what is wrong and what to write."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A test as what is judged and where it is good.

    Attributes:
        subject: Number that is judged; for a condition that is no range of one number, itself.
        threshold: Where it is good, as SodaCL writes it; None where the subject is a condition.
    """

    subject: Expression
    threshold: str | None


def parse_test(text: str) -> Condition:
    """Read a test such as `0 < avg < 5` or `max - min < 10 and row_count > 0`.

    Raises:
        ExpressionError: it is none, or holds what is not allowed.
    """
    tree = _truth(_parse(text), 0)
    if not variables_of(tree):
        raise ExpressionError(f'"{_short(text)}" names no metric; {EXAMPLE}')
    return _range_of(tree) or Condition(tree, None)


def parse_number(text: str) -> Expression:
    """Read an expression that is a number, such as `max - min`.

    Raises:
        ExpressionError: it is none, or holds what is not allowed.
    """
    tree = _number(_parse(text), 0)
    if not variables_of(tree):
        raise ExpressionError(f'"{_short(text)}" names no metric; {EXAMPLE}')
    return tree


def is_comparison(text: str) -> bool:
    """Tell whether a text compares anything, so that it is a condition and no number.

    Raises:
        ExpressionError: it cannot be read.
    """
    return isinstance(_parse(text), ast.Compare | ast.BoolOp) or text.strip().startswith("not ")


def _parse(text: str) -> ast.expr:
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            f"an expression has at most {MAX_CHARACTERS} characters; write several"
        )
    try:
        with warnings.catch_warnings():
            # Python warns about some texts that it reads; what is wrong with them is told below.
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        hint = '; write "==" for "="' if _has_single_equals(text) else f"; {EXAMPLE}"
        raise ExpressionError(f'"{_short(text)}" cannot be read as an expression{hint}') from error


def _has_single_equals(text: str) -> bool:
    bare = text
    for operator in ("==", "<=", ">=", "!="):
        bare = bare.replace(operator, "")
    return "=" in bare


def _truth(node: ast.expr, depth: int) -> Expression:
    """Read what is true or false."""
    _bound(depth)
    if isinstance(node, ast.BoolOp):
        operator: Operator = "and" if isinstance(node.op, ast.And) else "or"
        return Operation(operator, tuple(_truth(value, depth + 1) for value in node.values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return Operation("not", (_truth(node.operand, depth + 1),))
    if isinstance(node, ast.Compare):
        return _comparison(node, depth)
    raise ExpressionError(f'"{_short(ast.unparse(node))}" is no comparison; {EXAMPLE}')


def _comparison(node: ast.Compare, depth: int) -> Expression:
    sides = [_number(side, depth + 1) for side in (node.left, *node.comparators)]
    parts: list[Expression] = []
    for place, operator in enumerate(node.ops):
        word = _COMPARISONS.get(type(operator))
        if word is None:
            raise ExpressionError(
                f'"{_short(ast.unparse(node))}" has a comparison other than <, <=, >, >=, == '
                "and !=; a metric without a value is skipped by itself"
            )
        parts.append(Operation(word, (sides[place], sides[place + 1])))
    return parts[0] if len(parts) == 1 else Operation("and", tuple(parts))


def _number(node: ast.expr, depth: int) -> Expression:
    """Read what is a number."""
    _bound(depth)
    if isinstance(node, ast.Constant):
        return _constant(node)
    if isinstance(node, ast.Name):
        return Variable(node.id)
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        sides = (_number(node.left, depth + 1), _number(node.right, depth + 1))
        return Operation(_ARITHMETIC[type(node.op)], sides)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        operand = _number(node.operand, depth + 1)
        return operand if isinstance(node.op, ast.UAdd) else Operation("negative", (operand,))
    if isinstance(node, ast.Call):
        return _call(node, depth)
    raise ExpressionError(
        f'"{_short(ast.unparse(node))}" is not allowed here; an expression takes numbers, names of '
        f"metrics, + - * /, comparisons, and, or, not, and {', '.join(FUNCTIONS)}"
    )


def _constant(node: ast.Constant) -> Constant:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ExpressionError(
            f'"{_short(ast.unparse(node))}" is no number; metrics are compared with numbers'
        )
    number = Decimal(repr(value))
    if number and abs(number.adjusted()) > MAX_EXPONENT:
        raise ExpressionError(f'"{_short(ast.unparse(node))}" is out of range')
    return Constant(format(number, "f"))


def _call(node: ast.Call, depth: int) -> Operation:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    known = FUNCTIONS.get(name)
    if known is None or node.keywords:
        raise ExpressionError(
            f'"{_short(ast.unparse(node))}" is not allowed here; known functions: '
            f"{', '.join(FUNCTIONS)}"
        )
    operator, low, high = known
    if not low <= len(node.args) <= high:
        wanted = f"{low}" if low == high else f"{low} to {high}"
        raise ExpressionError(f"{name}( ) wants {wanted} numbers, got {len(node.args)}")
    arguments = tuple(_number(argument, depth + 1) for argument in node.args)
    if operator == "round" and len(arguments) == 2:
        digits = arguments[1]
        if not (isinstance(digits, Constant) and digits.text.isdigit()) or (
            int(digits.text) > MAX_ROUND
        ):
            raise ExpressionError(f"round( ) wants its digits as a number from 0 to {MAX_ROUND}")
    return Operation(operator, arguments)


def _range_of(tree: Expression) -> Condition | None:
    """Give a test that says where one number is good; None for any other."""
    if not isinstance(tree, Operation):
        return None
    if tree.operator in _FLIPPED:
        found = _compared(tree)
        if found is None:
            return None
        subject, operator, bound = found
        return Condition(subject, f"{'=' if operator == '==' else operator} {bound}")
    parts = [_compared(part) for part in tree.operands if isinstance(part, Operation)]
    if tree.operator == "and" and len(tree.operands) == 2 and None not in parts:
        return _between([part for part in parts if part is not None])
    return None


def _between(parts: list[tuple[Expression, Operator, str]]) -> Condition | None:
    lows = [(bound, op) for _, op, bound in parts if op in (">", ">=")]
    highs = [(bound, op) for _, op, bound in parts if op in ("<", "<=")]
    if parts[0][0] != parts[1][0] or len(lows) != 1 or len(highs) != 1:
        return None
    (low, above), (high, below) = lows[0], highs[0]
    if Decimal(low) > Decimal(high) or (low == high and (above, below) != (">=", "<=")):
        raise ExpressionError(f"no number is above {low} and below {high}; swap them")
    opening, closing = "[" if above == ">=" else "(", "]" if below == "<=" else ")"
    return Condition(parts[0][0], f"between {opening}{low} and {high}{closing}")


def _compared(tree: Operation) -> tuple[Expression, Operator, str] | None:
    """Give a comparison with a number on one side, turned so that the number is on the right."""
    if tree.operator not in _FLIPPED:
        return None
    left, right = tree.operands
    if not variables_of(right) and variables_of(left):
        return left, tree.operator, _fold(right)
    if not variables_of(left) and variables_of(right):
        return right, _FLIPPED[tree.operator], _fold(left)
    return None


def _fold(tree: Expression) -> str:
    try:
        value = evaluate(tree, {})
    except ValueError as error:
        raise ExpressionError(f"the expression {error}; {EXAMPLE}") from error
    return format(Decimal(value), "f")


def _bound(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ExpressionError(
            f"the expression is nested deeper than {MAX_DEPTH} levels; write several"
        )


def _short(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= 60 else f"{clean[:60]}…"
