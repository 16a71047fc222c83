"""Amounts of bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.byte_size import format_bytes, parse_bytes


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("1000", 1000),
        ("50 GB", 50 * 10**9),
        ("50gb", 50 * 10**9),
        ("1.5 TiB", 3 * 2**39),
        ("10 B", 10),
        ("50 apples", None),
        ("-1 GB", None),
        ("GB", None),
        ("", None),
        ("1e9", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, bytes_: int | None) -> None:
    assert parse_bytes(text) == bytes_


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (16_000_000, "16.0 MB"),
        (999_499, "999 kB"),
        (999_500, "1.00 MB"),
        (374 * 10**6, "374 MB"),
        (10**21, "1000000 PB"),
    ],
)
def test_amounts_are_shown_with_three_digits(count: int, text: str) -> None:
    assert format_bytes(count) == text


@given(st.integers(0, 10**17))
def test_what_is_shown_reads_back_within_a_percent(count: int) -> None:
    shown = parse_bytes(format_bytes(count))

    assert shown is not None
    assert abs(shown - count) <= count * 0.01
