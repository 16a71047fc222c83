"""Generated thresholds, in every form of the language."""

from random import Random

_NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "5",
    "10",
    "25",
    "33.33",
    "50",
    "100",
    "-1",
    "0.5",
    "+2",
    "5.",
    ".5",
)
_LOWS, _HIGHS = ("-5", "0", "1", "1.5"), ("1.5", "2", "5", "50", "100")
VARIABLES = ("variables:", '  floor: "1"', '  ceiling: "7.5"')
_COMPARISONS = ("<", "<=", ">", ">=", "=", "!=", "<>")


def condition(random: Random, *, unit: str = "") -> str:
    """Draw a condition, such as `> 5`, `between (0 and 10]`."""
    drawn = random.random()
    if drawn < 0.3:
        return _between(random, unit)
    if drawn < 0.34:
        return random.choice(("> ${floor}", "between ${floor} and ${ceiling}", "!= ${ceiling}"))
    return f"{random.choice(_COMPARISONS)} {random.choice(_NUMBERS)}{unit}"


def levels(random: Random, *, unit: str = "") -> tuple[str, tuple[str, ...]]:
    """Draw where the thresholds stand: in the line, or as `warn:` and `fail:` below it."""
    if random.random() < 0.6:
        return condition(random, unit=unit), ()
    words = random.choice((("warn",), ("fail",), ("warn", "fail")))
    return "", tuple(f"{word}: when {condition(random, unit=unit)}" for word in words)


def percent_unit(random: Random) -> str:
    """Draw what stands behind the number of a percent; it never changes its meaning."""
    return random.choice(("", "%", " %"))


def _between(random: Random, unit: str) -> str:
    word = random.choice(("between", "not between"))
    opening, closing = random.choice(("", "(", "[")), random.choice(("", ")", "]"))
    low, high = random.choice(_LOWS), random.choice(_HIGHS)
    return f"{word} {opening}{low}{unit} and {high}{unit}{closing}"
