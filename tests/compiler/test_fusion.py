"""Which measures share a query."""

from collections.abc import Callable
from itertools import permutations

import pytest

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import ScanPlan
from seltzer_dialects.base import Dialect
from seltzer_dialects.duckdb import DuckDB
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check

ChecksOf = Callable[[str], tuple[Check, ...]]


class TinyStatements(DuckDB):
    """DuckDB that takes two aggregates per statement."""

    MAX_OUTPUTS = 2


def compiled(checks: tuple[Check, ...], dialect: Dialect | str = "duckdb") -> ScanPlan:
    engine = get_dialect(dialect) if isinstance(dialect, str) else dialect
    return compile_checks(checks, dialect=engine, data_source="shop")


def test_aggregates_of_one_dataset_share_one_scan(checks_of: ChecksOf) -> None:
    plan = compiled(
        checks_of(
            """
            checks for people:
              - row_count > 0
              - missing_percent(name) < 20%
              - avg(score) > 1:
                  filter: id > 2
              - freshness(created) < 1d
            """
        )
    )

    assert [query.kind for query in plan.queries] == ["aggregate"]
    assert plan.queries[0].rules == (
        "filter-clause",
        "missing-by-difference",
        "shared-aggregate-scan",
    )
    assert plan.queries[0].scans == 1
    assert {check.queries for check in plan.checks} == {(plan.queries[0].id,)}


def test_equal_measures_are_computed_once(checks_of: ChecksOf) -> None:
    plan = compiled(
        checks_of(
            """
            checks for people:
              - row_count > 0
              - row_count < 100
              - missing_percent(name) < 20%
              - missing_count(name) = 0
            """
        )
    )

    assert plan.queries[0].sql == (
        "SELECT\n"
        "  COUNT(*) - COUNT(name) AS missing_count_name,\n"
        "  COUNT(*) AS row_count\n"
        "FROM people"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{invalid values: [a]}", "{invalid values: [b]}"),
        ("{invalid values: [a]}", "{invalid regex: a}"),
        ("{valid values: [a]}", "{valid values: [a], missing values: [b]}"),
        ("{valid values: [a]}", "{valid values: [a], include null: true}"),
        ("{valid values: [a]}", "{valid values: [a], filter: id = 1}"),
        ("{valid values: ['1']}", "{valid values: [1]}"),
        ("{valid min: 1}", "{valid max: 1}"),
    ],
)
def test_what_changes_the_value_is_never_mixed_up(
    first: str, second: str, checks_of: ChecksOf
) -> None:
    plan = compiled(
        checks_of(
            f"""
            checks for people:
              - invalid_count(name) = 0: {first}
              - invalid_count(name) < 9: {second}
            """
        )
    )
    one, two = (check.metric for check in plan.checks)

    assert one is not None
    assert two is not None
    assert one.key != two.key
    assert one.formula.inputs != two.formula.inputs
    assert len(plan.queries[0].outputs) == 2


def test_a_dataset_filter_has_a_query_of_its_own(checks_of: ChecksOf) -> None:
    plan = compiled(
        checks_of(
            """
            filter people [late]:
              where: id > 3 OR id = 1
            checks for people:
              - row_count > 0
            checks for people [late]:
              - row_count > 0
            """
        )
    )

    assert [query.sql.partition("WHERE")[2].split() for query in plan.queries] == [
        [],
        ["id", ">", "3", "OR", "id", "=", "1"],
    ]


def test_each_duplicate_key_has_a_query_of_its_own(checks_of: ChecksOf) -> None:
    plan = compiled(
        checks_of(
            """
            checks for people:
              - duplicate_count(name) = 0
              - duplicate_percent(name) = 0
              - duplicate_count(id, name) = 0
            """
        )
    )

    assert [query.kind for query in plan.queries] == ["duplicates", "aggregate", "duplicates"]
    assert plan.queries[0].rules == ("one-duplicate-query-per-key",)


@pytest.mark.parametrize(("name", "queries"), [("duckdb", 1), ("postgres", 2)])
def test_percentiles_keep_out_where_they_slow_the_scan_down(
    name: str, queries: int, checks_of: ChecksOf
) -> None:
    plan = compiled(
        checks_of(
            """
            checks for people:
              - row_count > 0
              - percentile(score, 0.5) > 1
              - percentile(score, 0.9) > 1
            """
        ),
        name,
    )

    assert len(plan.queries) == queries


def test_one_catalogue_query_serves_all_schema_checks(checks_of: ChecksOf) -> None:
    plan = compiled(
        checks_of(
            """
            checks for people:
              - schema:
                  fail: {when required column missing: [id]}
            checks for nobody:
              - schema:
                  fail: {when required column missing: [id]}
            """
        )
    )

    assert [(q.kind, q.scans, q.rules) for q in plan.queries] == [
        ("schema", 0, ("catalogue-once",))
    ]
    assert [check.queries for check in plan.checks] == [(plan.queries[0].id,)] * 2


def test_statements_keep_below_the_limit_of_the_engine(checks_of: ChecksOf) -> None:
    checks = checks_of(
        """
        checks for people:
          - row_count > 0
          - min(id) > 0
          - max(id) > 0
          - sum(id) > 0
          - avg(id) > 0
        """
    )
    plan = compiled(checks, TinyStatements())

    assert sorted(len(query.outputs) for query in plan.queries) == [1, 2, 2]
    assert all("statement-limit" in query.rules for query in plan.queries)
    assert all(len(check.queries) == 1 for check in plan.checks)


def test_order_of_checks_changes_no_byte(checks_of: ChecksOf) -> None:
    checks = checks_of(
        """
        checks for people:
          - missing_count(name) = 0
          - net = 1:
              net expression: AVG(score)
          - gross = 1:
              gross expression: AVG(score)
          - schema:
              fail: {when required column missing: [id]}
        checks for nobody:
          - row_count > 0
          - schema:
              fail: {when required column missing: [id]}
        """
    )
    texts = {
        tuple(sorted(q.sql for q in compiled(given).queries)) for given in permutations(checks)
    }

    assert len(texts) == 1


def test_another_check_adds_lines_and_changes_none(checks_of: ChecksOf) -> None:
    text = """
        checks for people:
          - row_count > 0
          - invalid_count(name) = 0: {valid values: [a]}
    """
    before = compiled(checks_of(text)).queries[0].sql
    after = compiled(checks_of(text + "      - max(score) < 9\n")).queries[0].sql
    added = [line for line in after.splitlines() if line not in before.splitlines()]

    assert set(before.splitlines()) < set(after.splitlines())
    assert added == ["  MAX(score) AS max_score,"]


def test_checks_keep_their_order_and_queries_follow_it(checks_of: ChecksOf) -> None:
    checks = checks_of(
        """
        checks for people:
          - duplicate_count(name) = 0
          - row_count > 0
        checks for nobody:
          - row_count > 0
        """
    )
    plan = compiled(tuple(reversed(checks)))

    assert [check.check for check in plan.checks] == list(reversed(checks))
    assert [(query.dataset, query.kind) for query in plan.queries] == [
        ("nobody", "aggregate"),
        ("people", "aggregate"),
        ("people", "duplicates"),
    ]


def test_data_source_of_the_dataset_is_not_in_the_sql(checks_of: ChecksOf) -> None:
    plan = compiled(checks_of("checks for shop.people:\n  - row_count > 0\n"))

    assert "shop" not in plan.queries[0].sql
