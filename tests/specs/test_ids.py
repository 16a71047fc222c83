"""Ids stay the same when a check is tuned, and differ where checks differ."""

from collections.abc import Callable

import pytest

from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.spec_file import SpecFile

Parse = Callable[..., LoadResult]


def id_of(parse: Parse, check: str, header: str = "checks for t") -> str:
    """Give the id of the only check of a text."""
    result = parse(f"{header}:\n  - {check}\n")
    assert result.errors == ()
    (found,) = result.checks
    return found.id


def test_a_derived_id_is_readable_and_short(parse: Parse) -> None:
    assert id_of(parse, "missing_percent(email) < 5%").startswith("t.missing_percent.email-")
    assert len(id_of(parse, "missing_percent(email) < 5%")) == len("t.missing_percent.email-") + 8


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("row_count > 0", "row_count > 10"),
        ("row_count > 0", "row_count:\n      fail: when < 5"),
        ("row_count > 0", "row_count > 0:\n      name: rows"),
        ("row_count > 0", "row_count > 0:\n      owner: x\n      severity: minor"),
        ("anomaly detection for row_count",
         "anomaly detection for row_count:\n      sensitivity: low"),
        ("failed rows:\n      fail condition: a < 0",
         "failed rows:\n      fail condition: a < 0\n      fail: when > 5"),
        ("freshness(c) < 1d", "freshness(c) < 2d"),
    ],
)  # fmt: skip
def test_tuning_and_naming_keep_the_id(parse: Parse, before: str, after: str) -> None:
    assert id_of(parse, before) == id_of(parse, after)


def test_what_changes_the_value_changes_the_id(parse: Parse) -> None:
    variants = [
        "row_count > 0",
        "row_count > 0:\n      filter: a = 1",
        "row_count > 0:\n      filter: a = 2",
        "missing_count(a) = 0",
        "missing_count(b) = 0",
        "missing_count(a) = 0:\n      missing values: [x]",
        "duplicate_count(a) = 0",
        "duplicate_count(a, b) = 0",
        "duplicate_count(b, a) = 0",
        "percentile(a, 0.5) > 0",
        "percentile(a, 0.9) > 0",
        "x > 0:\n      x expression: SUM(a)",
        "x > 0:\n      x expression: SUM(b)",
        "x > 0:\n      x query: SUM(a)",
        "anomaly detection for row_count",
        "freshness(a) < 1d",
        "failed rows:\n      fail condition: a < 0",
        "failed rows:\n      fail query: a < 0",
    ]
    ids = [id_of(parse, variant) for variant in variants]
    ids.append(id_of(parse, "row_count > 0", "checks for u"))
    ids.append(id_of(parse, "row_count > 0", "checks for warehouse.t"))

    assert len(set(ids)) == len(ids)


def test_equal_checks_are_numbered_in_file_order(parse: Parse) -> None:
    result = parse(
        b="checks for t:\n  - row_count > 2\n",
        a="checks for t:\n  - row_count > 0\n  - row_count < 9\n",
    )
    first, second, third = (check.id for check in result.checks)

    assert (second, third) == (f"{first}.2", f"{first}.3")
    assert [check.location.file for check in result.checks] == ["a.yml", "a.yml", "b.yml"]


def test_the_order_of_files_changes_nothing(settings: ParseSettings) -> None:
    files = [
        SpecFile(f"{name}.yml", f"checks for {name}:\n  - row_count > 0\n  - oops\n")
        for name in "abc"
    ]
    forward, backward = parse_specs(files, settings), parse_specs(files[::-1], settings)

    assert forward.checks == backward.checks
    assert [str(error) for error in forward.errors] == [str(error) for error in backward.errors]


@pytest.mark.parametrize("key", ["id", "identity"])
def test_the_users_id_is_taken_as_it_is(parse: Parse, key: str) -> None:
    assert id_of(parse, f"row_count > 0:\n      {key}: my-id") == "my-id"


def test_an_id_used_twice_is_an_error_that_names_both_places(parse: Parse) -> None:
    result = parse(
        a="checks for t:\n  - row_count > 0:\n      id: x\n",
        b="checks for u:\n  - row_count > 0:\n      identity: x\n",
    )

    assert [str(error) for error in result.errors] == [
        'b.yml:2:5: the id "x" stands twice, first at a.yml:2:5; give one of the checks another id'
    ]
