"""Halves of a query compute all that the whole computes."""

from collections.abc import Callable

import pytest

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.plan import Query
from seltzer_compiler.split import split_query
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check
from seltzer_specs.errors import QueryError

ChecksOf = Callable[[str], tuple[Check, ...]]

SPEC = """
filter people [late]:
  where: id > 1 OR id = 1
checks for people [late]:
  - row_count > 0
  - missing_count(name) = 0
  - max(score) < 9
  - failed rows:
      fail condition: nope > 1
  - avg(score) < 9:
      filter: id > 3 OR id = 1
  - min_length(name) > 0
  - net = 1:
      net expression: SUM(score) / COUNT(*)
"""


def leaves(query: Query, dialect: Dialect) -> list[Query]:
    halves = split_query(query, dialect)
    return [query] if halves is None else [q for half in halves for q in leaves(half, dialect)]


def test_halves_cover_the_outputs_in_order(checks_of: ChecksOf, dialect: Dialect) -> None:
    (query,) = compile_checks(checks_of(SPEC), dialect=dialect, data_source="shop").queries
    halves = split_query(query, dialect)

    assert halves is not None
    assert halves[0].outputs + halves[1].outputs == query.outputs
    assert abs(len(halves[0].outputs) - len(halves[1].outputs)) <= 1
    assert {half.id for half in halves} & {query.id} == set()


def test_splitting_finds_the_part_that_fails(
    checks_of: ChecksOf, dialect: Dialect, people: Connection
) -> None:
    (query,) = compile_checks(checks_of(SPEC), dialect=dialect, data_source="shop").queries
    with pytest.raises(QueryError) as whole:
        people.fetch(query.sql)
    failed: list[str] = []
    for leaf in leaves(query, dialect):
        try:
            people.fetch(leaf.sql)
        except QueryError:
            failed.append(leaf.sql)

    assert whole.value.code == "missing_object"
    assert [sql for sql in failed if "nope" not in sql] == []
    assert len(failed) == 1


def test_each_part_gives_the_value_of_the_whole(
    checks_of: ChecksOf, dialect: Dialect, people: Connection
) -> None:
    checks = [check for check in checks_of(SPEC) if check.kind != "failed_rows"]
    (query,) = compile_checks(checks, dialect=dialect, data_source="shop").queries
    whole = people.fetch(query.sql).rows[0]
    parts = tuple(people.fetch(leaf.sql).rows[0][0] for leaf in leaves(query, dialect))

    assert parts == whole


@pytest.mark.parametrize(
    "check",
    [
        "row_count > 0",
        "duplicate_count(name) = 0",
        "schema:\n      fail: {when required column missing: [id]}",
        "n = 1:\n      n query: SELECT 1",
    ],
)
def test_single_output_has_no_halves(check: str, checks_of: ChecksOf) -> None:
    dialect = get_dialect("duckdb")
    plan = compile_checks(
        checks_of(f"checks for people:\n  - {check}\n"), dialect=dialect, data_source="shop"
    )

    assert [split_query(query, dialect) for query in plan.queries] == [None]


def test_split_keeps_the_dataset_filter(checks_of: ChecksOf) -> None:
    dialect = get_dialect("duckdb")
    (query,) = compile_checks(checks_of(SPEC), dialect=dialect, data_source="shop").queries

    assert all("id > 1 OR id = 1" in leaf.sql for leaf in leaves(query, dialect))
