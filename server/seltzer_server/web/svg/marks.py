"""Marks of values that did not pass: each outcome has a shape, so that colour is not needed."""

from typing import Final

from markupsafe import Markup

from seltzer_server.web.svg.markup import element, points

_SHAPES: Final = {
    "fail": ((0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)),
    "warn": ((0.0, -6.0), (6.0, 5.0), (-6.0, 5.0)),
    "error": ((-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)),
}
"""Corners around the value: diamond, triangle, square; `seltzer.js` draws the same ones."""

MARKED: Final = tuple(_SHAPES)


def draw_mark(outcome: str, place: tuple[float, float], *children: Markup) -> Markup:
    """Draw the mark of one outcome around a place."""
    x, y = place
    corners = points((x + dx, y + dy) for dx, dy in _SHAPES[outcome])
    return element("polygon", *children, class_=f"mark {outcome}", points=corners)


def draw_mark_key(outcome: str) -> Markup:
    """Draw a mark as a legend shows it."""
    mark = draw_mark(outcome, (8.0, 8.0))
    return element(
        "svg", mark, class_="key-mark", viewBox="0 0 16 16", width=14, height=14, aria_hidden="true"
    )
