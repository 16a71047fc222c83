"""One bad expression in a fused query costs only its own check, and few statements."""

from collections.abc import Sequence
from math import ceil, log2

import pytest
from tests.scanner.scans import Watch, plan_of, scan

from seltzer_compiler.plan import Query
from seltzer_dialects.connection import Rows
from seltzer_dialects.registry import get_dialect
from seltzer_scanner.run_query import run_query
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import QueryError


def forty(guilty: Sequence[int], *, dataset: str = "people") -> str:
    """Forty checks in one query; guilty ones name a column that is not there."""
    lines = [f"checks for {dataset}:"]
    for number in range(40):
        column = "nope" if number in guilty else "score"
        lines += [f"  - m{number} > {number}:", f"      m{number} expression: SUM({column}) + 100"]
        lines[-1] += f" + {number}"
    return "\n".join(lines)


@pytest.mark.parametrize("guilty", [0, 17, 39])
def test_one_bad_expression_among_forty_costs_only_its_own_check(
    people: DataSourceSettings, guilty: int
) -> None:
    watch = Watch()

    result = scan(forty([guilty]), people, wrap=watch)

    outcomes = [check.judgement.outcome for check in result.checks]
    assert outcomes == ["error" if number == guilty else "pass" for number in range(40)]
    assert result.checks[5 if guilty != 5 else 6].judgement.value is not None
    extra = len(watch.statements) - 1
    assert extra <= 2 * ceil(log2(40)) + 1
    assert [executed.query.sql for executed in result.queries] == watch.statements


def test_two_bad_expressions_are_both_found(people: DataSourceSettings) -> None:
    result = scan(forty([3, 30]), people)

    outcomes = [check.judgement.outcome for check in result.checks]
    assert outcomes == ["error" if number in (3, 30) else "pass" for number in range(40)]


def test_a_guilty_check_names_the_statement_that_failed_alone(
    duckdb_people: DataSourceSettings,
) -> None:
    result = scan(forty([7]), duckdb_people)

    failed = {e.query.id: e for e in result.queries if e.error is not None}
    last = failed[result.checks[7].queries[-1]]
    assert len(last.query.outputs) == 1
    assert result.checks[7].queries[0] == result.queries[0].query.id


def test_a_missing_dataset_is_found_by_one_probe(people: DataSourceSettings) -> None:
    watch = Watch()

    result = scan(forty([], dataset="ghosts"), people, wrap=watch)

    assert {check.judgement.outcome for check in result.checks} == {"error"}
    assert {check.judgement.error_code for check in result.checks} == {"missing_object"}
    assert len(watch.statements) == 2


def test_a_query_that_takes_too_long_is_not_cut_into_pieces(
    postgres_people: DataSourceSettings,
) -> None:
    text = """
    checks for people:
      - row_count > 0
      - missing_count(name) >= 0
      - slow >= 0:
          slow expression: COUNT(pg_sleep(600))
    """
    watch = Watch()

    result = scan(text, postgres_people, wrap=watch, timeout_s=0.2)

    assert [check.judgement.error_code for check in result.checks] == ["timeout"] * 3
    assert len(watch.statements) == 1


@pytest.mark.parametrize("code", ["connection", "timeout", "cancelled"])
def test_what_is_not_the_querys_fault_is_not_searched_for(code: str) -> None:
    (query,) = plan_of(forty([]), "duckdb").queries
    sent: list[str] = []

    def fetch(sql: str) -> Rows:
        sent.append(sql)
        raise QueryError("gone", code=code)

    outcome = run_query(query, fetch, get_dialect("duckdb"))

    assert sent == [query.sql]
    assert set(outcome.failures) == set(query.outputs)


def test_the_search_ends_when_the_engine_stops_answering() -> None:
    (query,) = plan_of(forty([]), "duckdb").queries
    sent: list[str] = []

    def fetch(sql: str) -> Rows:
        sent.append(sql)
        raise QueryError("gone", code="other" if len(sent) == 1 else "connection")

    run_query(query, fetch, get_dialect("duckdb"))

    assert len(sent) == 2


def test_a_half_that_is_the_probe_is_not_sent_twice() -> None:
    text = "checks for people:\n" + "".join(
        f"  - {metric} >= 0\n" for metric in ("row_count", "sum(a)", "sum(b)", "sum(c)")
    )
    (query,) = plan_of(text, "duckdb").queries
    sent: list[str] = []

    def fetch(sql: str) -> Rows:
        sent.append(sql)
        if "SUM" in sql:
            raise QueryError("no", code="other")
        return Rows(("row_count",), ((4,),))

    outcome = run_query(query, fetch, get_dialect("duckdb"))

    assert len(sent) == len(set(sent))
    assert list(outcome.values.values()) == [4]
    assert len(outcome.failures) == 3


def test_an_answer_of_another_shape_is_an_error() -> None:
    queries = plan_of("checks for people:\n  - row_count > 0", "duckdb").queries
    query: Query = queries[0]

    outcome = run_query(query, lambda _: Rows(("a",), ()), get_dialect("duckdb"))

    assert [error.code for error in outcome.failures.values()] == ["other"]
