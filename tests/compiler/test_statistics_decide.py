"""What is known of the data chooses between forms of SQL, and nothing known is the safe choice."""

from collections.abc import Callable, Mapping

import pytest

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import ScanPlan
from seltzer_compiler.split import split_query
from seltzer_compiler.statistics import NO_STATISTICS, Statistics
from seltzer_dialects.column_statistics import ColumnStatistics
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check
from seltzer_specs.names import DatasetRef, Name

ChecksOf = Callable[[str], tuple[Check, ...]]

PEOPLE = DatasetRef((Name("people"),))
PATTERNS = """
checks for people:
  - row_count > 0
  - invalid_count(name) = 0:
      valid regex: '^[a-z]+$'
  - max_length(name) < 9
  - avg_length(name) < 9
"""
ROWS = 1_000_000


def known(**columns: ColumnStatistics) -> Statistics:
    return Statistics({(PEOPLE, Name(name)): column for name, column in columns.items()})


def alike(distinct: int, **given: object) -> ColumnStatistics:
    return ColumnStatistics(rows=ROWS, distinct=distinct, **given)  # type: ignore[arg-type]


def compiled(
    checks: tuple[Check, ...], statistics: Statistics = NO_STATISTICS, dialect: str = "duckdb"
) -> ScanPlan:
    return compile_checks(
        checks, dialect=get_dialect(dialect), data_source="shop", statistics=statistics
    )


def rules_of(plan: ScanPlan) -> list[tuple[str, ...]]:
    return [query.rules for query in plan.queries]


def aliases_of(plan: ScanPlan) -> list[list[str]]:
    return [sorted(m.alias.partition("_name")[0] for m in q.measures) for q in plan.queries]


def test_patterns_are_matched_with_values_where_few_differ(checks_of: ChecksOf) -> None:
    plan = compiled(checks_of(PATTERNS), known(name=alike(20)))

    assert aliases_of(plan) == [["avg_length", "row_count"], ["invalid_count", "max_length"]]
    assert plan.queries[1].rules == ("values-once",)
    assert plan.queries[1].why == ("values-once: 20 different values of name in 1,000,000 rows",)


@pytest.mark.parametrize(
    ("dialect", "distinct", "is_grouped"),
    [
        ("duckdb", 50_000, True),
        ("duckdb", 50_001, False),
        ("postgres", 20_000, True),
        ("postgres", 20_001, False),
        ("sqlite", 2, False),
    ],
)
def test_the_share_up_to_which_it_helps_is_the_engines(
    dialect: str, distinct: int, is_grouped: bool, checks_of: ChecksOf
) -> None:
    plan = compiled(checks_of(PATTERNS), known(name=alike(distinct)), dialect)

    assert (len(plan.queries) == 2) == is_grouped


def test_without_statistics_one_scan_serves_all_and_says_what_it_would_ask(
    checks_of: ChecksOf,
) -> None:
    plan = compiled(checks_of(PATTERNS))

    assert len(plan.queries) == 1
    assert plan.asked == {None: ((PEOPLE, Name("name")),)}


def test_statistics_that_decide_nothing_change_no_byte(checks_of: ChecksOf) -> None:
    checks = checks_of(PATTERNS)
    unknown, different = compiled(checks), compiled(checks, known(name=alike(ROWS)))

    assert [q.sql for q in unknown.queries] == [q.sql for q in different.queries]


@pytest.mark.parametrize(
    "text",
    [
        "filter people [late]:\n  where: id > 1\n" + PATTERNS.replace("people:", "people [late]:"),
        PATTERNS.replace("'^[a-z]+$'", "'^[a-z]+$'\n      filter: id > 1"),
    ],
)
def test_nothing_is_known_of_a_part_of_the_rows(text: str, checks_of: ChecksOf) -> None:
    plan = compiled(checks_of(text), known(name=alike(20)))

    assert len(plan.queries) == 1


def test_values_that_a_collation_takes_for_one_are_not_grouped(checks_of: ChecksOf) -> None:
    plan = compiled(checks_of(PATTERNS), known(name=alike(20, is_bytewise=False)))

    assert len(plan.queries) == 1


GROUPINGS = """
checks for people:
  - distinct_count(name) > 0
  - n > 0:
      n expression: COUNT(DISTINCT city)
  - percentile(age, 0.5) > 0
  - percentile(age, 0.9) > 0
  - duplicate_count(key) = 0
"""


def test_small_groupings_share_a_statement(checks_of: ChecksOf) -> None:
    small = {name: alike(100) for name in ("name", "city", "age")}
    plan = compiled(checks_of(GROUPINGS), known(**small, key=alike(ROWS)))

    assert rules_of(plan) == [
        ("groupings-together", "percentile-counted", "values-once"),
        ("one-duplicate-query-per-key",),
    ]
    assert plan.queries[0].scans == 3
    assert [query.is_heavy for query in plan.queries] == [False, True]


def test_large_groupings_stay_apart(checks_of: ChecksOf) -> None:
    checks = checks_of(
        """
        checks for people:
          - distinct_count(name) > 0
          - distinct_count(city) > 0
        """
    )
    plan = compiled(checks, known(name=alike(100_001), city=alike(100_001)))

    assert rules_of(plan) == [("grouped-once",), ("grouped-once",)]


def test_halves_of_groupings_are_groupings(checks_of: ChecksOf) -> None:
    small = {name: alike(100) for name in ("name", "city", "age")}
    plan = compiled(checks_of(GROUPINGS), known(**small, key=alike(ROWS)))
    halves = split_query(plan.queries[0], get_dialect("duckdb"))

    assert halves is not None
    assert halves[0].outputs + halves[1].outputs == plan.queries[0].outputs
    assert all("GROUP BY" in half.sql for half in halves)


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        (alike(ROWS, mean_bytes=36), "hash-first"),
        (alike(ROWS, mean_bytes=31), "one-duplicate-query-per-key"),
        (alike(ROWS), "one-duplicate-query-per-key"),
        (alike(880_000, mean_bytes=36), "one-duplicate-query-per-key"),
        (alike(ROWS, mean_bytes=36, is_bytewise=False), "one-duplicate-query-per-key"),
    ],
)
def test_long_keys_that_hardly_repeat_are_hashed_first(
    column: ColumnStatistics, rule: str, checks_of: ChecksOf
) -> None:
    checks = checks_of("checks for people:\n  - duplicate_count(key) = 0\n")

    assert rules_of(compiled(checks, known(key=column))) == [(rule,)]
    assert rules_of(compiled(checks, known(key=column), "postgres")) == [
        ("one-duplicate-query-per-key",)
    ]


@pytest.mark.parametrize(
    ("dialect", "shares"),
    [("duckdb", {10_000: True, 10_001: False}), ("postgres", {30_001: False})],
)
def test_percentiles_are_counted_where_few_values_differ(
    dialect: str, shares: Mapping[int, bool], checks_of: ChecksOf
) -> None:
    checks = checks_of("checks for people:\n  - percentile(age, 0.5) > 0\n")
    found = {
        distinct: "percentile-counted"
        in rules_of(compiled(checks, known(age=alike(distinct)), dialect))[0]
        for distinct in shares
    }

    assert found == shares
