"""Group-by checks on real engines: every group judged, and named so that no value leaves."""

import json
from dataclasses import replace

import pytest
from tests.scanner.scans import GROUP_KEY, plan_of, scan

from seltzer_dialects.connection import RawValue
from seltzer_scanner.groups import Group, name_group, sort_key
from seltzer_scanner.push import build_batches
from seltzer_scanner.push_groups import pushed_checks
from seltzer_scanner.report import build_report
from seltzer_scanner.result import CheckResult, ScanResult
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.wire.base import Outcome

GROUPS = """
    checks for people:
      - group by:
          name: people by name
          query: |
            SELECT name, COUNT(*) AS n, AVG(score) AS mean, MAX(code) AS code
            FROM people GROUP BY name
          fields: [name]
          checks:
            - n:
                name: people
                warn: when > 1
            - mean < 3:
                name: mean score
"""


def outcomes(result: ScanResult) -> list[tuple[str, str | None, str, int | float | None]]:
    return [
        (check.name, check.group, check.outcome, check.value)
        for check in build_report(result).checks
    ]


def reasons(result: ScanResult) -> dict[str, str | None]:
    return {check.name: check.reason for check in build_report(result).checks}


def group_by(query: str, checks: str = "[n > 0: {name: any}]", **keys: object) -> str:
    """A group-by check of `name` in SodaCL."""
    given = {"query": query, "fields": ["name"], **keys}
    lines = [f"          {key}: {json.dumps(value)}" for key, value in given.items()]
    inner = f"          checks: {checks}"
    return "\n".join(["    checks for people:", "      - group by:", *lines, inner])


def test_each_group_is_judged_by_each_check(people: DataSourceSettings) -> None:
    result = scan(GROUPS, people)

    assert outcomes(result) == [
        ("people by name", None, "fail", 3),
        ("people [NULL]", "NULL", "pass", 1),
        ("mean score [NULL]", "NULL", "fail", 4),
        ("people [ann]", "ann", "warn", 2),
        ("mean score [ann]", "ann", "pass", 1),
        ("people [bob]", "bob", "pass", 1),
        ("mean score [bob]", "bob", "pass", 2),
    ]
    assert reasons(result)["people by name"] == "of 6 results in 3 groups: 1 fail, 1 warn"
    assert len(result.queries) == 1


def test_groups_that_warn_make_the_check_warn(people: DataSourceSettings) -> None:
    text = group_by(
        "SELECT name, COUNT(*) AS n FROM people GROUP BY name",
        "[n: {name: any, warn: when > 1}]",
    )

    assert scan(text, people).outcome == "warn"


def test_a_null_is_skipped_and_a_text_is_an_error(people: DataSourceSettings) -> None:
    text = group_by(
        "SELECT name, MAX(code) AS code, MIN(score) AS low FROM people WHERE id > 2 GROUP BY name",
        "[low > 0: {name: low}, code > 0: {name: code}, gone > 0: {name: gone}]",
    )
    found = reasons(scan(text, people))

    assert found["low [ann]"] == "nothing to evaluate: no values"
    assert found["code [NULL]"] == "wants a number, got text"
    assert found["gone [NULL]"] == (
        'the query returns no column "gone"; it returns name, code, low'
    )
    assert [outcome for _, _, outcome, _ in outcomes(scan(text, people))] == [
        "error", "pass", "error", "error", "skipped", "skipped", "error",
    ]  # fmt: skip


def test_as_many_groups_as_the_limit_are_judged_and_more_are_an_error(
    people: DataSourceSettings,
) -> None:
    query = "SELECT name, COUNT(*) AS n FROM people GROUP BY name"

    three = scan(group_by(query, group_limit=3), people)
    two = scan(group_by(query, group_limit=2), people)

    assert [outcome for _, _, outcome, _ in outcomes(three)] == ["pass"] * 4
    assert outcomes(two) == [("group by", None, "error", None)]
    assert reasons(two)["group by"] == (
        "the query returned more than 2 groups; raise group_limit, or narrow the query"
    )


@pytest.mark.parametrize(
    ("query", "outcome", "reason"),
    [
        (
            "SELECT name, 1 AS n FROM nobody",
            "skipped",
            "nothing to evaluate: the query returned no groups",
        ),
        (
            "SELECT id, COUNT(*) AS n FROM people GROUP BY id",
            "error",
            'the query returns no column "name"; it returns id, n',
        ),
        (
            "SELECT name, 1 AS n FROM people",
            "error",
            (
                "name do not tell the groups apart: two rows are [ann]; group by them in the "
                "query, or name more fields"
            ),
        ),
    ],
)
def test_groups_that_cannot_be_told_give_one_result(
    people: DataSourceSettings, query: str, outcome: str, reason: str
) -> None:
    result = scan(group_by(query), people)

    assert outcomes(result) == [("group by", None, outcome, None)]
    assert reasons(result)["group by"] == reason


def test_a_query_that_fails_is_an_error_of_its_check_alone(people: DataSourceSettings) -> None:
    text = group_by("SELECT name, nothing AS n FROM people") + "\n      - row_count = 4\n"

    assert [(name, o) for name, _, o, _ in outcomes(scan(text, people))] == [
        ("group by", "error"),
        ("row_count = 4", "pass"),
    ]


def test_equal_queries_run_once_up_to_the_higher_limit() -> None:
    query = "SELECT name, COUNT(*) AS n FROM people GROUP BY name"
    text = f"""
        checks for people:
          - group by first:
              query: {query}
              fields: [name]
              group_limit: 10
              checks: [n > 0: {{name: any}}]
          - group by second:
              query: {query};
              fields: [name]
              group_limit: 2
              checks: [n < 9: {{name: few}}]
    """
    plan = plan_of(text, "duckdb")

    assert len(plan.queries) == 1
    assert plan.queries[0].sql.endswith("LIMIT 11")
    assert plan.checks[0].queries == plan.checks[1].queries


def test_a_column_is_found_without_regard_to_case(people: DataSourceSettings) -> None:
    text = group_by('SELECT name AS "NAME", 1 AS "N" FROM people WHERE id = 2')

    assert [outcome for _, _, outcome, _ in outcomes(scan(text, people))] == ["pass", "pass"]


def test_a_group_keeps_its_id_whatever_else_changes(duckdb_people: DataSourceSettings) -> None:
    def ids(text: str) -> set[str]:
        return {check.plan.check.id for check in scan(text, duckdb_people).checks if check.group}

    query = "SELECT name, COUNT(*) AS n FROM people GROUP BY name"
    before = ids(group_by(query))
    after = ids(group_by(query, "[n > 7: {name: renamed, severity: minor}]", group_limit=7))

    assert before == after
    assert len(before) == 3


def test_the_digest_follows_from_key_check_and_values() -> None:
    def digest(parent: str = "a", values: tuple[RawValue, ...] = ("x",), key: bytes = b"k") -> str:
        return name_group(parent, values, key=key).digest

    found = {
        digest(),
        digest(parent="b"),
        digest(values=("y",)),
        digest(values=("x", None)),
        digest(values=(None,)),
        digest(values=("NULL",)),
        digest(values=("x,", "y")),
        digest(values=("x", ",y")),
        digest(key=b"l"),
    }

    assert len(found) == 9
    assert digest(values=(True,)) == digest(values=("true",))
    assert digest(values=("\ud800",))


def test_groups_are_in_an_order_of_their_own() -> None:
    values: list[RawValue] = ["b", 10, None, 2, "a", float("nan")]

    assert sorted(values, key=sort_key) == [None, 2, 10, "a", "b", values[5]]


def test_a_scan_with_groups_wants_a_key(duckdb_people: DataSourceSettings) -> None:
    with pytest.raises(ValueError, match="wants a group key"):
        scan(GROUPS, duckdb_people, group_key=None)

    assert scan("checks for people: [row_count > 0]", duckdb_people, group_key=None).checks


def test_a_push_holds_so_many_groups_of_a_check_and_always_the_same(
    duckdb_people: DataSourceSettings,
) -> None:
    parent, first = scan(group_by("SELECT 'x' AS name, 1 AS n"), duckdb_people).checks

    def result(digest: str, outcome: Outcome) -> CheckResult:
        group = Group(parent="p", text=digest, digest=digest)
        judgement = replace(first.judgement, outcome=outcome)
        return replace(first, group=group, judgement=judgement)

    monday = [parent, *(result(digest, "fail") for digest in "cab")]
    tuesday = [parent, *(result(digest, "pass") for digest in "bca")]

    assert [c.group and c.group.digest for c in pushed_checks(monday, limit=2)] == [None, "a", "b"]
    assert [c.group and c.group.digest for c in pushed_checks(tuesday, limit=2)] == [None, "b", "a"]
    assert len(pushed_checks(monday, limit=3)) == 4


def test_a_batch_names_groups_by_digest_unless_they_are_exposed(
    duckdb_people: DataSourceSettings,
) -> None:
    def names(*, expose: bool) -> list[str]:
        text = group_by("SELECT name, 1 AS n FROM people WHERE id = 2", expose=expose)
        (batch,) = build_batches(
            scan(text, duckdb_people),
            scan_id="0" * 32, definition="nightly", git_sha=None, client="seltzer/test",
        )  # fmt: skip
        assert len({check.id for check in batch.checks}) == len(batch.metrics) + 1 == 2
        return [check.name for check in batch.checks]

    digest = name_group(
        plan_of(group_by("SELECT name, 1 AS n FROM people WHERE id = 2"), "duckdb")
        .checks[0]
        .check.id,
        ("bob",),
        key=GROUP_KEY,
    ).digest

    assert names(expose=False) == ["group by", f"any [group {digest[:8]}]"]
    assert names(expose=True) == ["group by", "any [bob]"]
