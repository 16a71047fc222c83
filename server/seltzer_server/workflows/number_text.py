"""Numbers as people read them."""

import math

_EXACT_BELOW = 1e15
"""Up to here every whole number is a float of its own."""
MOST_DIGITS = 17
"""With so many, different floats have different texts."""


def render_number(value: float, *, digits: int = 4) -> str:
    """Give `9,800`, `0.0123` or `1.2e+20`; whole numbers keep all their digits."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < _EXACT_BELOW:
        return f"{int(value):,}"
    if abs(value) >= _EXACT_BELOW or abs(value) < 1e-4:
        return f"{value:.{digits}g}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def describe_outside(value: float, lower: float, upper: float) -> str:
    """Say where a value lies, with enough digits that the text is not at odds with itself."""
    side, edge = ("below", lower) if value < lower else ("above", upper)
    digits = 4
    while digits < MOST_DIGITS and render_number(value, digits=digits) == render_number(
        edge, digits=digits
    ):
        digits += 1
    low, high = render_number(lower, digits=digits), render_number(upper, digits=digits)
    return f"{render_number(value, digits=digits)} is {side} the expected {low} to {high}"
