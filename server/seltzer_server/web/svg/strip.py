"""A strip of outcomes, oldest left: height and colour both tell them apart."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from seltzer_server.web.recent import Cell
from seltzer_server.web.svg.markup import element
from seltzer_server.web.times import render_time

CELL: Final = 4
GAP: Final = 1
HEIGHT: Final = 22
HEIGHTS: Final = {"pass": 12, "warn": 16, "fail": 22, "error": 22, "skipped": 4}


def draw_strip(cells: Sequence[Cell], *, count: int = 30) -> Markup:
    """Draw the last `count` outcomes; the picture keeps its width when there are fewer.

    Args:
        cells: Oldest first.
        count: Places in the strip.
    """
    shown = cells[-count:]
    offset = count - len(shown)
    places = [element("rect", class_="cell none", **_box(place, 4)) for place in range(offset)]
    bars = [_draw_cell(offset + place, cell) for place, cell in enumerate(shown)]
    return element(
        "svg",
        *places,
        *bars,
        class_="strip",
        viewBox=f"0 0 {count * (CELL + GAP) - GAP} {HEIGHT}",
        width=count * (CELL + GAP) - GAP,
        height=HEIGHT,
        role="img",
        aria_label=describe(shown),
    )


def describe(cells: Sequence[Cell]) -> str:
    """Say in words what a strip shows."""
    if not cells:
        return "no results yet"
    words = ("fail", "error", "warn", "pass", "skipped")
    counts = [(sum(cell.outcome == word for cell in cells), word) for word in words]
    parts = ", ".join(f"{count} {word}" for count, word in counts if count)
    return f"last {len(cells)}: {parts}; newest {cells[-1].outcome}"


def _draw_cell(place: int, cell: Cell) -> Markup:
    height = HEIGHTS.get(cell.outcome, HEIGHT)
    title = element("title", f"{cell.outcome} · {render_time(cell.data_time)} UTC")
    return element("rect", title, class_=f"cell {cell.outcome}", **_box(place, height))


def _box(place: int, height: int) -> dict[str, object]:
    return {
        "x": place * (CELL + GAP),
        "y": HEIGHT - height,
        "width": CELL,
        "height": height,
        "rx": 1,
    }
