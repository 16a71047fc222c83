"""A metric's history with its expected band: what people see before, or without, scripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from seltzer_server.web.history import HistoryPoint
from seltzer_server.web.numbers import render_axis, render_value
from seltzer_server.web.svg.axis import find_ticks
from seltzer_server.web.svg.marks import MARKED, draw_mark
from seltzer_server.web.svg.markup import element, points
from seltzer_server.web.times import render_time

WIDTH: Final = 960
HEIGHT: Final = 300
LEFT: Final = 64
BOTTOM: Final = 26
TOP: Final = 10
RIGHT: Final = 12


@dataclass(frozen=True, slots=True)
class _Scale:
    """From times and values to places in the picture."""

    start: datetime
    span_s: float
    low: float
    high: float

    def x(self, at: datetime) -> float:
        """Place a time."""
        share = (at - self.start).total_seconds() / self.span_s if self.span_s else 0.5
        return LEFT + (WIDTH - LEFT - RIGHT) * share

    def y(self, value: float) -> float:
        """Place a value."""
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def draw_band_chart(
    history: Sequence[HistoryPoint], *, unit: str = "number", lines: Sequence[float] = ()
) -> Markup:
    """Draw values as a line, the expected band as an area, thresholds as dashed lines.

    Args:
        history: Oldest first, with at least one value.
        unit: Unit of the values.
        lines: Numbers of the threshold.
    """
    ticks = find_ticks(*_span(history, lines), count=4, is_time=unit == "seconds")
    first, last = history[0].data_time, history[-1].data_time
    scale = _Scale(first, (last - first).total_seconds(), ticks[0], ticks[-1])
    dashes = [_draw_line(scale.y(value), "threshold-line") for value in lines]
    values = [point.value for point in history if point.value is not None]
    newest = render_value(values[-1], unit) if values else "none"
    return element(
        "svg",
        *_draw_grid(ticks, scale, unit),
        *_draw_dates(history, scale),
        *_draw_band(history, scale),
        *dashes,
        *_draw_values(history, scale),
        class_="band-chart",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label=f"{len(values)} values, newest {newest}; the table below has all of them",
    )


def _span(history: Sequence[HistoryPoint], lines: Sequence[float]) -> tuple[float, float]:
    edges = [
        value
        for point in history
        for value in (point.value, point.lower, point.upper)
        if value is not None
    ]
    edges.extend(lines)
    return (min(edges), max(edges)) if edges else (0.0, 1.0)


def _draw_grid(ticks: Sequence[float], scale: _Scale, unit: str) -> list[Markup]:
    drawn: list[Markup] = []
    for tick in ticks:
        y = scale.y(tick)
        drawn.append(_draw_line(y, "grid"))
        place = {"x": LEFT - 8, "y": y + 4, "text_anchor": "end"}
        drawn.append(element("text", render_axis(tick, unit), class_="tick", **place))
    return drawn


def _draw_line(y: float, name: str) -> Markup:
    return element("line", class_=name, x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y)


def _draw_dates(history: Sequence[HistoryPoint], scale: _Scale) -> list[Markup]:
    every = max(1, len(history) // 6)
    shown = history[every // 2 :: every]
    return [
        element(
            "text",
            f"{point.data_time:%d %b}",
            class_="tick",
            x=scale.x(point.data_time),
            y=HEIGHT - 6,
            text_anchor="middle",
        )
        for point in shown
    ]


def _draw_band(history: Sequence[HistoryPoint], scale: _Scale) -> list[Markup]:
    drawn: list[Markup] = []
    for run in _runs_with_band(history):
        above = [(scale.x(at), scale.y(upper)) for at, _, upper in run]
        below = [(scale.x(at), scale.y(lower)) for at, lower, _ in reversed(run)]
        drawn.append(element("polygon", class_="band", points=points(above + below)))
    return drawn


def _runs_with_band(
    history: Sequence[HistoryPoint],
) -> list[list[tuple[datetime, float, float]]]:
    runs: list[list[tuple[datetime, float, float]]] = [[]]
    for point in history:
        if point.lower is None or point.upper is None:
            runs.append([])
        else:
            runs[-1].append((point.data_time, point.lower, point.upper))
    return [run for run in runs if run]


def _draw_values(history: Sequence[HistoryPoint], scale: _Scale) -> list[Markup]:
    present = [(point, point.value) for point in history if point.value is not None]
    places = [(scale.x(point.data_time), scale.y(value)) for point, value in present]
    lines = [
        element("polyline", class_="value-line", points=points(run))
        for run in _runs_of_values(history, scale)
    ]
    marks = [
        _draw_mark(point, place)
        for (point, _), place in zip(present, places, strict=True)
        if point.outcome in MARKED
    ]
    return [*lines, *marks]


def _runs_of_values(
    history: Sequence[HistoryPoint], scale: _Scale
) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for point in history:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((scale.x(point.data_time), scale.y(point.value)))
    return [run for run in runs if run]


def _draw_mark(point: HistoryPoint, place: tuple[float, float]) -> Markup:
    title = element("title", f"{point.outcome} · {render_time(point.data_time)} UTC")
    return draw_mark(point.outcome, place, title)
