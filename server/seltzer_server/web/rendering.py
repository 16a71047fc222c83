"""Templates: one Jinja2 environment that escapes everything, with the filters of the pages."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from seltzer_server.web.assets import load_assets
from seltzer_server.web.history import HistoryPoint
from seltzer_server.web.numbers import render_bound, render_number, render_value
from seltzer_server.web.page import PageRequest
from seltzer_server.web.scan_row import ScanRow
from seltzer_server.web.svg.band_chart import draw_band_chart
from seltzer_server.web.svg.marks import MARKED, draw_mark_key
from seltzer_server.web.svg.share import draw_share
from seltzer_server.web.svg.sparkline import draw_sparkline
from seltzer_server.web.svg.stacked_bars import draw_stacked_bars
from seltzer_server.web.svg.strip import draw_strip
from seltzer_server.web.times import (
    render_ago,
    render_duration,
    render_iso,
    render_span,
    render_time,
)

PAGING: Final = frozenset({"after", "before", "format"})
"""Parameters that do not belong to what is shown, but to where in it the reader is."""


@cache
def load_environment() -> Environment:
    """Load the environment; a name that a template misspells is an error, never an empty text."""
    environment = Environment(
        loader=PackageLoader("seltzer_server.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Any] = {
        "number": render_number,
        "value": render_value,
        "bound": render_bound,
        "code_spans": _code_spans,
        "minute": render_time,
        "iso": render_iso,
        "duration": render_duration,
        "plural": _plural,
    }
    environment.filters.update(filters)
    functions: dict[str, Any] = {
        "asset": load_assets().url,
        "ago": render_ago,
        "span": render_span,
        "with_parameter": _with_parameter,
        "strip": draw_strip,
        "sparkline": draw_sparkline,
        "stacked_bars": draw_stacked_bars,
        "band_chart": draw_band_chart,
        "share": draw_share,
        "chart_points": _chart_points,
        "marked": _marked,
        "mark_key": draw_mark_key,
        "present": _present,
    }
    environment.globals.update(functions)
    return environment


def render_page(template: str, *, now: datetime, **values: Any) -> str:
    """Give a page's HTML; `values` are what the template names."""
    return load_environment().get_template(template).render(now=now, **values)


def _with_parameter(asked: PageRequest, name: str, value: object) -> dict[str, object]:
    """Give the query of the current URL with one parameter changed, back on the first page."""
    kept = {key: text for key, text in asked.query.items() if key not in PAGING}
    return {**kept, name: value}


def _chart_points(history: Sequence[HistoryPoint]) -> list[dict[str, object]]:
    """Give what the chart script draws; times as seconds since 1970."""
    return [
        {
            "t": int(point.data_time.timestamp()),
            "v": point.value,
            "lo": point.lower,
            "mid": point.expected,
            "hi": point.upper,
            "o": point.outcome,
            "s": point.scan_id,
        }
        for point in history
    ]


def _marked(history: Sequence[HistoryPoint]) -> tuple[str, ...]:
    """Give the outcomes that the chart of a history marks."""
    found = {point.outcome for point in history if point.value is not None}
    return tuple(word for word in MARKED if word in found)


def _present(scans: Sequence[ScanRow], words: Sequence[str]) -> tuple[str, ...]:
    """Give those outcomes that any of the scans has, for a legend."""
    return tuple(word for word in words if any(scan.count(word) for scan in scans))


def _code_spans(text: str) -> Markup:
    """Give our own text with what stands between backticks as code."""
    parts = text.split("`")
    shown = (Markup("<code>{}</code>").format(part) for part in parts[1::2])
    plain = map(escape, parts[::2])
    return Markup("").join(part for pair in zip_longest(plain, shown) for part in pair if part)


def _plural(count: int, one: str, many: str | None = None) -> str:
    """Give a count with its noun: `1 check`, `2 checks`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
