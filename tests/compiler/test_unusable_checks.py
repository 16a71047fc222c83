"""What cannot be compiled is an error of its check, with its place, and of no other check."""

import re
from collections.abc import Callable

import pytest
from tests.engines.names import ENGINES

from seltzer_compiler.compile import compile_checks
from seltzer_compiler.user_sql import UserSqlError, parse_expression, parse_query
from seltzer_dialects.registry import get_dialect
from seltzer_specs.checks import Check
from seltzer_specs.errors import UnsupportedError

ChecksOf = Callable[[str], tuple[Check, ...]]


def error_of(text: str, checks_of: ChecksOf, dialect: str = "duckdb") -> str:
    """Message of the only check that cannot be compiled; one beside it still can."""
    checks = checks_of(text + "\n  - row_count > 0\n")
    plan = compile_checks(checks, dialect=get_dialect(dialect), data_source="shop")
    (broken,) = [check for check in plan.checks if check.error is not None]

    assert broken.metric is None
    assert broken.queries == ()
    assert plan.checks[-1].queries == (plan.queries[0].id,)
    return str(broken.error)


def test_metric_that_the_engine_lacks_is_refused_with_its_place(checks_of: ChecksOf) -> None:
    text = "checks for people:\n  - row_count < 5\n  - stddev(score) < 2"

    assert error_of(text, checks_of, "sqlite") == (
        'checks/people.yml:3:5: "stddev(score)" cannot be computed: '
        "SQLite has no standard deviation or variance"
    )


def test_refusal_is_an_unsupported_error(checks_of: ChecksOf) -> None:
    checks = checks_of("checks for people:\n  - stddev(score) < 2\n")
    plan = compile_checks(checks, dialect=get_dialect("sqlite"), data_source="shop")

    assert isinstance(plan.checks[0].error, UnsupportedError)
    assert plan.queries == ()


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("total <", "cannot be read as SQL: "),
        ("total = = 1", 'cannot be read as SQL: a part is missing at "="'),
        ("a = 1) OR (1 = 1", "cannot be read as SQL: "),
        ("'open", "cannot be read as SQL: "),
        ("a = 1; b = 2", "wants one statement, got 2"),
        ("a = 1; DROP TABLE people", "wants one statement, got 2"),
        ("DROP TABLE people", "may only read, got DROP"),
        ("SELECT 1", "wants an expression, got a whole SELECT"),
        ("a AS b", "wants an expression, got ALIAS"),
        ("a = (WITH x AS (DELETE FROM people RETURNING id) SELECT id FROM x)", "may only read"),
    ],
)
@pytest.mark.parametrize("dialect", ENGINES)
def test_condition_that_is_no_condition(
    sql: str, reason: str, dialect: str, checks_of: ChecksOf
) -> None:
    text = f'checks for people:\n  - failed rows:\n      fail condition: "{sql}"'
    message = error_of(text, checks_of, dialect)

    assert message.startswith('checks/people.yml:2:5: "failed rows" has a condition that ')
    assert reason in message


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT FROM WHERE", "cannot be read as SQL: "),
        ("SELECT 1; SELECT 2", "wants one statement, got 2"),
        ("SELECT 1; DELETE FROM people", "wants one statement, got 2"),
        ("DELETE FROM people RETURNING id", "may only read, got DELETE"),
        ("INSERT INTO people VALUES (1)", "may only read, got INSERT"),
        ("UPDATE people SET id = 1 RETURNING id", "may only read, got UPDATE"),
        ("CREATE TABLE x AS SELECT 1", "may only read, got CREATE"),
        ("WITH x AS (DELETE FROM people RETURNING id) SELECT * FROM x", "may only read"),
        ("SELECT * INTO copy FROM people", "may only read"),
        ("VACUUM", "may only read"),
        ("SET search_path = x", "may only read"),
        ("COPY people TO '/tmp/x'", "may only read"),
        ("ATTACH '/tmp/x' AS y", ""),
        ("PRAGMA query_only = OFF", ""),
        ("", "wants one statement, got 0"),
    ],
)
@pytest.mark.parametrize("key", ["fail query", "query"])
@pytest.mark.parametrize("dialect", ENGINES)
def test_query_that_does_more_than_read(
    sql: str, reason: str, key: str, dialect: str, checks_of: ChecksOf
) -> None:
    if sql == "":
        sql = "-- nothing"
    text = f'checks for people:\n  - failed rows:\n      fail query: "{sql}"'
    if key == "query":
        text = f'checks for people:\n  - open = 0:\n      open query: "{sql}"'
    message = error_of(text, checks_of, dialect)

    assert " has a query that " in message
    assert reason in message


def test_aggregate_expression_that_cannot_be_read(checks_of: ChecksOf) -> None:
    message = error_of("checks for people:\n  - net = 1:\n      net expression: AVG(a -", checks_of)

    assert message.startswith('checks/people.yml:2:5: "net" has an expression that cannot be read')


def test_dataset_filter_that_cannot_be_read(checks_of: ChecksOf) -> None:
    checks = checks_of(
        """
        filter people [bad]:
          where: id >
        checks for people [bad]:
          - row_count > 0
        checks for people:
          - row_count > 0
        """
    )
    plan = compile_checks(checks, dialect=get_dialect("duckdb"), data_source="shop")

    assert [check.error is None for check in plan.checks] == [False, True]


def test_expression_is_never_glued_to_other_sql(checks_of: ChecksOf) -> None:
    checks = checks_of(
        """
        checks for people:
          - row_count > 0:
              filter: id = 1 OR id = 2 -- a comment
          - min(id) > 0:
              valid min: 1
              filter: id = 1 OR id = 2 /* another */
        """
    )
    (query,) = compile_checks(checks, dialect=get_dialect("duckdb"), data_source="shop").queries

    assert "comment" not in query.sql
    assert "( id = 1 OR id = 2 ) AND id >= 1" in " ".join(query.sql.split())


@pytest.mark.parametrize("dialect", ENGINES)
@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("total", '"total" stands outside of one; write for example MAX(total)'),
        ("MAX(total) + id", '"id" stands outside of one'),
        ("COALESCE(total, 0)", '"total" stands outside of one'),
        ("COUNT(*) OVER ()", "got a window function; use a query instead"),
        ("1", "wants an aggregate such as"),
        ("(SELECT COUNT(*) FROM other)", "wants an aggregate such as"),
    ],
)
def test_expression_whose_value_would_depend_on_its_neighbours(
    checks_of: ChecksOf, dialect: str, expression: str, message: str
) -> None:
    text = f"checks for orders:\n  - net > 0:\n      net expression: {expression}"

    assert message in error_of(text, checks_of, dialect)


@pytest.mark.parametrize("dialect", ENGINES)
@pytest.mark.parametrize(
    "expression",
    [
        "SUM(a) / COUNT(*)",
        "COUNT(*) FILTER (WHERE a > 0) - 1",
        "1.0 * COUNT(*) / (SELECT COUNT(*) FROM other)",
        "MAX(CASE WHEN a > (SELECT AVG(b) FROM other) THEN a END)",
        "COALESCE(SUM(a), 0)",
    ],
)
def test_expression_of_aggregates_compiles(
    checks_of: ChecksOf, dialect: str, expression: str
) -> None:
    text = f"checks for orders:\n  - net > 0:\n      net expression: {expression}\n"

    plan = compile_checks(checks_of(text), dialect=get_dialect(dialect), data_source="shop")

    assert [check.error for check in plan.checks] == [None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("WHERE a > 1", "starts with WHERE; write the condition alone"),
        ("a = 'b", "a quote is opened and never closed"),
        ("SELECT 2", "wants an expression, got a whole SELECT; use a query"),
    ],
)
def test_what_is_no_condition_is_told_in_the_words_of_its_author(text: str, message: str) -> None:
    with pytest.raises(UserSqlError, match=message):
        parse_expression(text, get_dialect("duckdb").sqlglot)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELCT COUNT(*) FROM t", 'it starts with "SELCT"; did you mean SELECT?'),
        ("total > 0", "wants a whole SELECT, got an expression"),
    ],
)
def test_what_is_no_query_is_told_in_the_words_of_its_author(text: str, message: str) -> None:
    with pytest.raises(UserSqlError, match=re.escape(message)):
        parse_query(text, get_dialect("duckdb").sqlglot)
