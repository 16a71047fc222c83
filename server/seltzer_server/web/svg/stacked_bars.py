"""Stacked bars of outcomes, one bar per scan, each a link to its scan."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from seltzer_server.web.numbers import render_axis
from seltzer_server.web.outcomes import STACK_ORDER
from seltzer_server.web.scan_row import ScanRow
from seltzer_server.web.svg.axis import find_ticks
from seltzer_server.web.svg.markup import element
from seltzer_server.web.times import render_time

WIDTH: Final = 960
HEIGHT: Final = 200
LEFT: Final = 44
BOTTOM: Final = 24
TOP: Final = 8
SHARE: Final = 0.74
"""Part of a bar's place that the bar fills."""
MAX_BAR: Final = 26.0


def draw_stacked_bars(scans: Sequence[ScanRow], *, only_bad: bool = False) -> Markup:
    """Draw how many checks had which outcome in each scan.

    Args:
        scans: Oldest first.
        only_bad: Leave out what passed or was skipped, so that few failures among many checks
            can be seen.
    """
    outcomes = STACK_ORDER[:3] if only_bad else STACK_ORDER
    top = max((sum(scan.count(word) for word in outcomes) for scan in scans), default=0)
    ticks = find_ticks(0, max(top, 1), count=4, is_whole=True)
    scale = (HEIGHT - TOP - BOTTOM) / ticks[-1]
    step = (WIDTH - LEFT) / max(len(scans), 12)
    bars = [
        _draw_bar(scan, LEFT + step * place, step, scale, outcomes)
        for place, scan in enumerate(scans)
    ]
    return element(
        "svg",
        *_draw_grid(ticks, scale),
        *bars,
        *_draw_dates(scans, step),
        class_="bars",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="group",
        aria_label=f"outcomes of the last {len(scans)} scans, oldest first",
    )


def _draw_bar(
    scan: ScanRow, x: float, step: float, scale: float, outcomes: Sequence[str]
) -> Markup:
    width = min(step * SHARE, MAX_BAR)
    base = float(HEIGHT - BOTTOM)
    parts: list[Markup] = []
    for word in outcomes:
        height = scan.count(word) * scale
        if height <= 0:
            continue
        base -= height
        box = {"x": x + (step - width) / 2, "y": base, "width": width, "height": height}
        parts.append(element("rect", class_=f"bar {word}", **box))
    # The whole column can be pointed at, also above a low bar.
    hit = element("rect", class_="hit", x=x, y=TOP, width=step, height=HEIGHT - TOP - BOTTOM)
    title = element("title", _describe(scan))
    link = f"/scans/{scan.public_id}"
    return element("a", title, hit, *parts, href=link, aria_label=_describe(scan))


def _describe(scan: ScanRow) -> str:
    words = ("fail", "error", "warn", "pass", "skipped")
    counts = ", ".join(f"{scan.count(word)} {word}" for word in words if scan.count(word))
    return f"{render_time(scan.data_time)} UTC: {counts or 'no checks'}"


def _draw_grid(ticks: Sequence[float], scale: float) -> list[Markup]:
    drawn: list[Markup] = []
    for tick in ticks:
        y = HEIGHT - BOTTOM - tick * scale
        drawn.append(element("line", class_="grid", x1=LEFT, x2=WIDTH, y1=y, y2=y))
        label = element(
            "text", render_axis(tick), class_="tick", x=LEFT - 8, y=y + 4, text_anchor="end"
        )
        drawn.append(label)
    return drawn


def _draw_dates(scans: Sequence[ScanRow], step: float) -> list[Markup]:
    every = max(1, len(scans) // 6)
    return [
        element(
            "text",
            f"{scan.data_time:%d %b}",
            class_="tick",
            x=LEFT + step * (place + 0.5),
            y=HEIGHT - 6,
            text_anchor="middle",
        )
        for place, scan in enumerate(scans)
        if place % every == every // 2
    ]
