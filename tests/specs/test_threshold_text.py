"""Threshold text names exactly the values that it says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.sodacl.threshold_text import ThresholdError, parse_region
from seltzer_specs.thresholds import Thresholds

NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)
OPERATORS = {
    "<": lambda value, bound: value < bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    ">=": lambda value, bound: value >= bound,
    "=": lambda value, bound: value == bound,
    "!=": lambda value, bound: value != bound,
    "<>": lambda value, bound: value != bound,
}


@given(operator=st.sampled_from(sorted(OPERATORS)), bound=NUMBERS, value=NUMBERS)
def test_comparisons_hold_where_arithmetic_says_so(
    operator: str, bound: Decimal, value: Decimal
) -> None:
    region = parse_region(f"{operator} {bound}")

    for candidate in (value, bound):
        assert region.contains(candidate) == OPERATORS[operator](candidate, bound)
        assert region.complement().contains(candidate) != region.contains(candidate)


@given(
    ends=st.tuples(NUMBERS, NUMBERS).map(sorted).filter(lambda pair: pair[0] < pair[1]),
    opening=st.sampled_from(["", "(", "["]),
    closing=st.sampled_from(["", ")", "]"]),
    negated=st.booleans(),
    value=NUMBERS,
)
def test_between_includes_its_ends_unless_they_are_open(
    ends: list[Decimal], opening: str, closing: str, *, negated: bool, value: Decimal
) -> None:
    low, high = ends
    word = "not between" if negated else "between"
    region = parse_region(f"{word} {opening}{low} and {high}{closing}")

    for candidate in (low, high, value):
        above = candidate > low or (candidate == low and opening != "(")
        below = candidate < high or (candidate == high and closing != ")")
        assert region.contains(candidate) == ((above and below) != negated)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("< 5%", [4.99], [5]),
        ("< 5 %", [4.99], [5]),
        ("> +.5", [0.6], [0.5]),
        (">= -5.", [-5], [-5.1]),
        ("between -20 and +50", [-20, 50], [51]),
        ("between (5 and 10]", [10], [5]),
        ("between 1 % and 2 %", [1.5], [2.5]),
        ("  <   7 ", [6], [7]),
        ("<5", [4], [5]),
        ("<=5", [5], [6]),
    ],
)
def test_spaces_signs_and_percent_signs_are_read(
    text: str, inside: list[float], outside: list[float]
) -> None:
    region = parse_region(text)

    assert all(region.contains(value) for value in inside)
    assert not any(region.contains(value) for value in outside)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1d", 86_400), ("6h", 21_600), ("30m", 1_800), ("1d12h", 129_600), ("12h30m", 45_000)],
)
def test_durations_are_seconds(text: str, seconds: int) -> None:
    region = parse_region(f"> {text}", is_duration=True)

    assert not region.contains(seconds)
    assert region.contains(seconds + 1)


@pytest.mark.parametrize("text", ["30s", "1d30", "d", "", "1.5d", "h1", "5", "1d 6h", "-", "+-1d"])
def test_what_is_no_duration_is_an_error(text: str) -> None:
    with pytest.raises(ThresholdError):
        parse_region(f"> {text}", is_duration=True)


@pytest.mark.parametrize(
    "text",
    ["", "5", "> ", "> ten", "> 1e5", "> 5 6", "> 5 and < 7", ">> 5", "== 5", "=< 5", "~ 5",
     "between 5", "between 5 and", "between 10 and 5", "between (5 and 5]", "> 5%%", "> nan",
     "< default", "> 0x10", "> 1_000", "between 1 and 2 and 3", "not > 5"],
)  # fmt: skip
def test_what_is_no_condition_is_an_error(text: str) -> None:
    with pytest.raises(ThresholdError):
        parse_region(text)


def test_percents_are_compared_unrounded() -> None:
    thresholds = Thresholds(fail=parse_region("= 0").complement(), unit="percent")

    assert thresholds.judge(0.000001) == "fail"
    assert thresholds.judge(0) == "pass"
