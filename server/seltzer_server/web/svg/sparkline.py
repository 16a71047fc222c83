"""A line without axes: the shape of a metric's last measurements."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from seltzer_server.web.numbers import render_value
from seltzer_server.web.svg.markup import element, points

WIDTH: Final = 84
HEIGHT: Final = 24
MARGIN: Final = 3


def draw_sparkline(values: Sequence[float | None], *, unit: str = "number") -> Markup:
    """Draw measurements, oldest first; a missing one is a gap, a lone one a dot."""
    present = [value for value in values if value is not None]
    if not present:
        return element("span", "no values yet", class_="muted")
    low, high = min(present), max(present)
    placed = [_place(index, value, values, (low, high)) for index, value in enumerate(values)]
    lines = [
        element("polyline", class_="spark-line", points=points(run))
        for run in _runs(placed)
        if len(run) > 1
    ]
    last = next(place for place in reversed(placed) if place is not None)
    dot = element("circle", class_="spark-dot", cx=last[0], cy=last[1], r=2.2)
    texts = [render_value(value, unit) for value in (low, high, present[-1])]
    return element(
        "svg",
        *lines,
        dot,
        class_="sparkline",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        aria_label=f"{len(present)} values, {texts[0]} to {texts[1]}, newest {texts[2]}",
    )


def _place(
    index: int, value: float | None, values: Sequence[float | None], span: tuple[float, float]
) -> tuple[float, float] | None:
    if value is None:
        return None
    low, high = span
    steps = max(len(values) - 1, 1)
    x = MARGIN + (WIDTH - 2 * MARGIN) * index / steps
    share = (value - low) / (high - low) if high > low else 0.5
    return x, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share


def _runs(
    placed: Sequence[tuple[float, float] | None],
) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = [[]]
    for place in placed:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if run]
