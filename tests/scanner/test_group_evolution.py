"""Group evolution on real engines: required and forbidden groups."""

import json

import pytest
from tests.scanner.scans import scan

from seltzer_scanner.evaluate.group_evolution import list_groups
from seltzer_scanner.result import Judgement
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.wire.evaluation import GroupsEvaluation

QUERY = "SELECT name FROM people"


def judge(source: DataSourceSettings, query: str = QUERY, **levels: object) -> Judgement:
    """Judge one group evolution check."""
    config = json.dumps({"query": query, **levels})
    (found,) = scan(f"checks for people: [group evolution: {config}]", source).checks
    return found.judgement


@pytest.mark.parametrize(
    ("rules", "outcome", "reason"),
    [
        ({"when required group missing": ["ann", "bob"]}, "pass", None),
        ({"when required group missing": ["Ann", "bob"]}, "fail", 'missing: "Ann"'),
        ({"when required group missing": ["zoe", "eve"]}, "fail", 'missing: "zoe", "eve"'),
        ({"when forbidden group present": ["an", "x%"]}, "pass", None),
        ({"when forbidden group present": ["a*", "%b"]}, "fail", 'forbidden: "ann", "bob"'),
        (
            {"when required group missing": "eve", "when forbidden group present": "ann"},
            "fail",
            'missing: "eve"; forbidden: "ann"',
        ),
    ],
)
def test_groups_are_compared_with_the_rules(
    people: DataSourceSettings, rules: dict[str, object], outcome: str, reason: str | None
) -> None:
    found = judge(people, fail=rules)

    assert (found.outcome, found.value, found.reason) == (outcome, 2, reason)


def test_fail_beats_warn(people: DataSourceSettings) -> None:
    missing, present = (
        {"when required group missing": ["x"]},
        {"when forbidden group present": "a%"},
    )

    assert judge(people, warn=missing, fail=present).reason == 'forbidden: "ann"'
    assert judge(people, warn=missing).outcome == "warn"
    assert judge(people, warn=missing, fail={"when forbidden group present": "z"}).outcome == "warn"


def test_numbers_are_compared_as_text(people: DataSourceSettings) -> None:
    rules = {"when required group missing": [1, 2], "when forbidden group present": "9"}

    assert judge(people, "SELECT id, name FROM people", fail=rules).outcome == "pass"


def test_no_groups_miss_what_is_required(people: DataSourceSettings) -> None:
    nobody = "SELECT name FROM nobody"

    assert judge(people, nobody, fail={"when required group missing": ["x"]}).outcome == "fail"
    assert judge(people, nobody, fail={"when forbidden group present": ["x"]}).outcome == "pass"


def test_repeated_rows_are_one_group(duckdb_people: DataSourceSettings) -> None:
    query = "SELECT i % 3 AS g FROM range(50000) AS r(i)"
    found = judge(duckdb_people, query, fail={"when forbidden group present": "3"})

    assert (found.outcome, found.value) == ("pass", 3)


def test_too_many_groups_are_an_error(duckdb_people: DataSourceSettings) -> None:
    query = "SELECT i FROM range({}) AS r(i)"
    rules = {"when forbidden group present": "x"}

    assert judge(duckdb_people, query.format(10_000), fail=rules).outcome == "pass"
    found = judge(duckdb_people, query.format(10_001), fail=rules)
    assert (found.outcome, found.reason) == (
        "error",
        "the query returned more than 10000 groups; narrow it",
    )


def test_a_query_that_fails_is_an_error(people: DataSourceSettings) -> None:
    found = judge(people, "SELECT gone FROM people", fail={"when required group missing": "x"})

    assert found.outcome == "error"


def test_changes_wait_for_history(people: DataSourceSettings) -> None:
    found = judge(people, fail={"when groups change": "any"})

    assert (found.outcome, found.skip_code) == ("skipped", "no_history")
    assert sorted(found.groups.values()) == ["ann", "bob"]
    assert isinstance(found.evaluate, GroupsEvaluation)
    assert found.evaluate.groups == tuple(sorted(found.groups))


def test_more_groups_than_can_be_followed_are_an_error(duckdb_people: DataSourceSettings) -> None:
    query = "SELECT i FROM range(2001) AS r(i)"
    found = judge(duckdb_people, query, warn={"when groups change": "any"})

    assert (found.outcome, found.reason) == (
        "error",
        "changes of more than 2000 groups cannot be followed; narrow the query",
    )


def test_long_lists_are_cut_short() -> None:
    assert list_groups([str(n) for n in range(22)]).endswith('"19" and 2 more')
