"""Values of metrics: exact, never NaN, and nothing where there is nothing."""

from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_compiler.formulas import Newest, Percent, Value
from seltzer_compiler.plan import Measured, RawValue
from seltzer_specs.thresholds import Interval, Region, Thresholds

PERCENT = Percent("part", "whole")


def percent(part: RawValue, whole: RawValue) -> Measured:
    return PERCENT.evaluate({"part": part, "whole": whole})


def test_percent_of_no_rows_is_nothing() -> None:
    assert percent(0, 0) == Measured(None, empty="no rows")


def test_percent_is_exactly_the_threshold_where_it_is() -> None:
    below = Thresholds(fail=Region((Interval(low=Decimal("0.7")),), ">= 0.7"))
    value = percent(7, 1000).value

    assert value == Decimal("0.7")
    assert isinstance(value, Decimal)
    assert below.judge(value) == "fail"


def test_percent_is_not_rounded_to_zero() -> None:
    value = percent(1, 10**12).value

    assert isinstance(value, Decimal)
    assert value > 0


@given(part=st.integers(0, 10**15), rest=st.integers(0, 10**15))
def test_percents_compare_as_their_counts_do(part: int, rest: int) -> None:
    whole = part + rest + 1
    value = percent(part, whole).value

    assert isinstance(value, Decimal)
    assert (value < 50) == (2 * part < whole)
    assert (value > 50) == (2 * part > whole)


def test_count_that_is_no_count_is_refused() -> None:
    with pytest.raises(ValueError, match="wants a count, got text"):
        percent("7", 10)
    with pytest.raises(ValueError, match="wants a count, got NULL"):
        percent(None, 10)


def test_aggregate_of_nothing_is_nothing() -> None:
    assert Value("x").evaluate({"x": None}) == Measured(None, empty="no values")


def test_null_is_an_error_where_a_number_is_required() -> None:
    with pytest.raises(ValueError, match="returned NULL and no number"):
        Value("x", is_required=True).evaluate({"x": None})


@pytest.mark.parametrize(
    ("raw", "value"),
    [(0.7, Decimal("0.7")), (3, 3), (True, 1), (Decimal("1.10"), Decimal("1.10"))],
)
def test_number_is_what_people_see(raw: RawValue, value: int | Decimal) -> None:
    assert Value("x").evaluate({"x": raw}) == Measured(value)


@pytest.mark.parametrize("raw", [float("nan"), Decimal("NaN")])
def test_nan_is_an_error(raw: RawValue) -> None:
    with pytest.raises(ValueError, match="NaN"):
        Value("x").evaluate({"x": raw})


@pytest.mark.parametrize("raw", ["secret", date(2024, 1, 1)])
def test_what_is_no_number_is_an_error_that_does_not_quote_it(raw: RawValue) -> None:
    with pytest.raises(ValueError, match="wants a number, got") as caught:
        Value("x").evaluate({"x": raw})

    assert str(raw) not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (date(2024, 1, 3), date(2024, 1, 3)),
        ("2024-01-03", date(2024, 1, 3)),
        ("2024-01-03 10:00:00", datetime.fromisoformat("2024-01-03T10:00:00")),
        ("2024-01-03T10:00:00Z", datetime(2024, 1, 3, 10, tzinfo=timezone.utc)),
    ],
)
def test_newest_is_a_date_or_a_time(raw: RawValue, value: date) -> None:
    assert Newest("x").evaluate({"x": raw}) == Measured(value)


@pytest.mark.parametrize("raw", ["yesterday", 5, 1.5])
def test_newest_of_other_columns_is_an_error(raw: RawValue) -> None:
    with pytest.raises(ValueError, match="wants a date or a time"):
        Newest("x").evaluate({"x": raw})


def test_newest_of_nothing_is_nothing() -> None:
    assert Newest("x").evaluate({"x": None}) == Measured(None, empty="no values")
