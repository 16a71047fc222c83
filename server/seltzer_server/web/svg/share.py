"""One bar that shows how checks are divided among outcomes."""

from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

from seltzer_server.web.svg.markup import element

ORDER: Final = ("pass", "warn", "fail", "error", "skipped")
WIDTH: Final = 1000
HEIGHT: Final = 10
GAP: Final = 3
MIN_WIDTH: Final = 8
"""One failed check among thousands must still be seen."""


def draw_share(counts: Mapping[str, int]) -> Markup:
    """Draw the counts by outcome, in the order of the tiles below it."""
    present = [(word, counts[word]) for word in ORDER if counts.get(word)]
    if not present:
        return Markup("")
    free = WIDTH - GAP * (len(present) - 1) - MIN_WIDTH * len(present)
    total = sum(count for _, count in present)
    x = 0.0
    parts: list[Markup] = []
    for word, count in present:
        width = MIN_WIDTH + free * count / total
        box = {"x": x, "y": 0, "width": width, "height": HEIGHT}
        parts.append(element("rect", class_=f"bar {word}", **box))
        x += width + GAP
    text = ", ".join(f"{count} {word}" for word, count in present)
    return element(
        "svg",
        *parts,
        class_="share",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=text,
    )
