"""Measurements as people read them; the exact value stays in the JSON twin and in titles."""

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, Literal, TypeAlias

from seltzer_server.web.times import render_span

Unit: TypeAlias = Literal["number", "percent", "seconds"]

_EXACT_BELOW: Final = 1e15
_SPANS: Final = ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min"))


def find_unit(kind: str, label: str, asked: Mapping[str, Any] | None = None) -> Unit:
    """Tell the unit of a check's values.

    Args:
        kind: Kind of the check.
        label: Name of its metric.
        asked: Its question to the server, as stored; a change in percent is of any metric.
    """
    if asked is not None and asked.get("unit") == "percent":
        return "percent"
    if kind == "freshness" or label.startswith("freshness("):
        return "seconds"
    return "percent" if "percent" in label.partition("(")[0] else "number"


def render_value(value: float | None, unit: str = "number") -> str:
    """Give a measurement with its unit; an em dash where there is none."""
    if value is None or math.isnan(value):
        return "—"
    if unit == "seconds":
        return _render_seconds(value)
    text = render_number(value)
    return f"{text} %" if unit == "percent" else text


def render_bound(value: float | None, unit: str = "number") -> str:
    """Give an edge of an expected band: an estimate, so large numbers lose their decimals."""
    is_large = unit == "number" and value is not None and 1_000 <= abs(value) < _EXACT_BELOW
    return render_value(round(value) if is_large and value is not None else value, unit)


def render_number(value: float) -> str:
    """Give a number with thousands separators and at most six significant decimals."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == int(value) and abs(value) < _EXACT_BELOW:
        return f"{int(value):,}"
    if abs(value) >= 1_000:
        return f"{value:,.1f}" if abs(value) < _EXACT_BELOW else f"{value:.4g}"
    return f"{value:.4g}"


def render_axis(value: float, unit: str = "number") -> str:
    """Give a number as short as an axis wants it, such as `12.4k`, `0.5 %` or `90 min`."""
    if unit == "seconds":
        size, word = next((size for size in _SPANS if abs(value) >= size[0]), (1.0, "s"))
        return f"{value / size:.4g} {word}"
    return f"{_shorten(value)} %" if unit == "percent" else _shorten(value)


def _shorten(value: float) -> str:
    for size, suffix in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{suffix}"
    return f"{value:.4g}"


def _render_seconds(value: float) -> str:
    if abs(value) >= 1e11:
        return f"{value:.3g} s"
    sign = "-" if value < 0 else ""
    return sign + render_span(timedelta(seconds=abs(value)))
