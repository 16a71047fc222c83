"""Numbers: exact while they are compared, plain for the report, short for people."""

import math
from datetime import date
from decimal import Decimal
from typing import Literal

from seltzer_specs.thresholds import Number

_DIGITS = 10
_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"))


def to_number(value: Number | date) -> Number:
    """Give a number that thresholds can judge.

    Raises:
        ValueError: it is a date, NaN or infinite. Infinity compares with anything, but it is a
            sign that the engine could not compute, and neither JSON nor a history can hold it.
    """
    if isinstance(value, date):
        raise ValueError("wants a number, got a date or a time; use freshness to judge its age")
    if math.isnan(value):
        raise ValueError("the value is NaN, which no threshold can judge")
    if math.isinf(value):
        raise ValueError("the value is infinite, which no threshold can judge")
    return value


def to_plain(value: Number) -> int | float:
    """Give the value as JSON holds it: whole numbers exactly, others as the nearest float."""
    if isinstance(value, Decimal):
        # A decimal with a huge exponent is whole, too, and would have as many digits.
        if value == value.to_integral_value() and value.adjusted() < 30:
            return int(value)
        return float(value)
    return int(value) if isinstance(value, bool) else value


def format_value(value: Number, unit: Literal["number", "percent", "seconds"]) -> str:
    """Give a measurement for people: `0.7 %`, `1d 2h`, `12`."""
    if unit == "seconds":
        return format_age(float(value))
    text = str(value) if isinstance(value, int) else f"{float(value):.{_DIGITS}g}"
    return f"{text} %" if unit == "percent" else text


def format_age(seconds: float) -> str:
    """Give a duration in days, hours and minutes, below a minute in seconds."""
    sign, rest = ("-" if seconds < 0 else ""), abs(seconds)
    if rest < 60:
        return f"{sign}{rest:g}s" if rest == int(rest) else f"{sign}{rest:.3f}s"
    parts: list[str] = []
    whole = int(rest)
    for size, name in _UNITS:
        count, whole = divmod(whole, size)
        if count:
            parts.append(f"{count}{name}")
    return sign + " ".join(parts)
