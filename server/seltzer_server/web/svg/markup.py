"""SVG text from escaped parts; colours and strokes come from classes in the one CSS file."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def element(name: str, *children: Markup | str, **attributes: object) -> Markup:
    """Give one element; `class_` and `stroke_width` stand for `class` and `stroke-width`.

    Attributes of None are left out, children that are no markup are escaped.
    """
    shown = Markup(" ").join(
        Markup('{}="{}"').format(key.rstrip("_").replace("_", "-"), _text(value))
        for key, value in attributes.items()
        if value is not None
    )
    opening = Markup("<{} {}>").format(name, shown) if shown else Markup("<{}>").format(name)
    return opening + Markup("").join(map(escape, children)) + Markup("</{}>").format(name)


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """Give coordinates as `points` and `d` attributes write them."""
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in pairs)


def _text(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
