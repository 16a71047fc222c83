"""Checks that compare two datasets: their queries, also on another data source."""

from collections.abc import Callable
from dataclasses import replace

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.drafts.draft import Engine
from seltzer_compiler.explain import explain_plan
from seltzer_compiler.plan import ScanPlan
from seltzer_compiler.sql_diff import diff_queries
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check, RowCountComparisonCheck
from seltzer_specs.names import Partition

ChecksOf = Callable[[str], tuple[Check, ...]]

FILE = """
filter raw [daily]:
  where: day = '2026-01-01' OR day IS NULL
checks for people:
  - row_count > 0
  - row_count same as copy
  - row_count same as raw daily in backup
  - row_count same as people in backup
"""


def compiled(checks: tuple[Check, ...], other: str = "postgres") -> ScanPlan:
    others = {"backup": Engine(get_dialect(other))}
    return compile_checks(checks, dialect=get_dialect("duckdb"), data_source="shop", others=others)


def test_counts_of_one_dataset_are_one_query(checks_of: ChecksOf) -> None:
    plan = compiled(checks_of(FILE))

    own = [(query.dataset, query.data_source) for query in plan.queries]
    assert own == [("people", None), ("copy", None), ("raw", "backup"), ("people", "backup")]
    assert {check.queries[0] for check in plan.checks} == {plan.queries[0].id}


def test_another_data_source_has_its_own_dialect(checks_of: ChecksOf) -> None:
    plan = compiled(checks_of(FILE), "sqlite")

    assert [query.dialect for query in plan.queries] == ["duckdb", "duckdb", "sqlite", "sqlite"]


def test_the_other_datasets_filter_is_applied_as_written(checks_of: ChecksOf) -> None:
    plan = compiled(checks_of(FILE))

    assert "day = '2026-01-01' OR day IS NULL" in plan.queries[2].sql


def test_equal_text_on_two_data_sources_is_two_queries(checks_of: ChecksOf) -> None:
    plan = compiled(checks_of(FILE), "duckdb")

    same = [query for query in plan.queries if query.dataset == "people"]
    assert same[0].sql == same[1].sql
    assert len({query.id for query in same} | {key for q in same for key in q.outputs}) == 4


def test_the_scanned_data_source_may_be_named(checks_of: ChecksOf) -> None:
    named = compiled(checks_of("checks for people:\n  - row_count same as copy in shop"))
    plain = compiled(checks_of("checks for people:\n  - row_count same as copy"))

    assert [query.id for query in named.queries] == [query.id for query in plain.queries]
    assert [q.data_source for q in named.queries] == [None, None]


def test_an_unknown_data_source_costs_only_its_check(checks_of: ChecksOf) -> None:
    checks = checks_of(FILE)
    plan = compile_checks(checks, dialect=get_dialect("duckdb"), data_source="shop")

    assert [check.error is None for check in plan.checks] == [True, True, False, False]
    assert 'the data source "backup", which is not configured' in str(plan.checks[2].error)


def test_a_wrong_filter_of_the_other_dataset_is_found(checks_of: ChecksOf) -> None:
    checks = checks_of(FILE.replace("day IS NULL", "day = = 1"))

    plan = compiled(checks)

    assert [check.error is None for check in plan.checks] == [True, True, False, True]


def test_every_query_is_explained(checks_of: ChecksOf) -> None:
    explained = explain_plan(compiled(checks_of(FILE)))

    assert [len(query.checks) for query in explained] == [4, 1, 1, 1]


def test_a_change_is_paired_within_a_data_source(checks_of: ChecksOf) -> None:
    before = compiled(checks_of(FILE), "duckdb").queries
    after = compiled(checks_of(FILE.replace("people in backup", "peoples in backup")), "duckdb")

    changes = diff_queries(before, after.queries).changes

    assert {(c.status, (c.after or c.before or before[0]).data_source) for c in changes} == {
        ("added", "backup"), ("removed", "backup"),
    }  # fmt: skip


def test_variables_in_filters_do_not_rename_a_series(checks_of: ChecksOf) -> None:
    (check,) = checks_of("checks for people:\n  - row_count same as copy")
    assert isinstance(check, RowCountComparisonCheck)
    keys: set[str] = set()
    formulas: set[object] = set()
    for day in ("monday", "tuesday"):
        filtered = Partition("daily", f"day = '{day}'", "day = '${day}'")
        metric = compiled((replace(check, other_partition=filtered),)).checks[0].metric
        assert metric is not None
        keys.add(metric.key)
        formulas.add(metric.formula)

    assert (len(keys), len(formulas)) == (1, 2)


def test_records_are_asked_for_by_keys_and_columns_without_an_order(checks_of: ChecksOf) -> None:
    text = """
    reconciliation rows:
      datasets:
        source: {dataset: old, datasource: backup, filter: a = 1 OR b = 2}
        target: {dataset: people, datasource: shop}
      checks:
        - rows diff = 0:
            key columns: [id]
            source columns: [name]
            target columns: ["\\"first name\\""]
        - rows diff = 0:
            key columns: [id]
        - rows diff = 0:
            key columns: [name]
            source query: SELECT name FROM old;
    """
    plan = compiled(checks_of(text))

    assert [(query.data_source, " ".join(query.sql.split())) for query in plan.queries] == [
        (None, 'SELECT id, "first name" FROM people'),
        ("backup", "SELECT id, name FROM old WHERE a = 1 OR b = 2"),
        (None, "SELECT * FROM people"),
        ("backup", "SELECT * FROM old WHERE a = 1 OR b = 2"),
        (None, "SELECT * FROM people"),
        ("backup", "SELECT * FROM ( SELECT name FROM old ) AS records"),
    ]
    assert len({query.id for query in plan.queries}) == 6


def test_a_query_of_records_that_writes_is_refused(checks_of: ChecksOf) -> None:
    text = """
    reconciliation rows:
      datasets:
        source: {dataset: old, datasource: backup}
        target: {dataset: people}
      checks:
        - rows diff = 0:
            source query: DELETE FROM old
    """
    plan = compiled(checks_of(text))

    assert "may only read" in str(plan.checks[0].error)
