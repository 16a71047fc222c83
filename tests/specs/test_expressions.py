"""Expressions over metrics and over rows of a query: one meaning in documents and in Soda SQL."""

from dataclasses import replace
from datetime import datetime, timezone
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.checks import Check, ExpressionCheck, GroupByCheck, GroupCheck, MetricCheck
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.location import Location
from seltzer_specs.spec_file import SpecFile

NOWHERE = Location("")


def load(text: str) -> LoadResult:
    settings = ParseSettings(now=datetime(2026, 1, 31, tzinfo=timezone.utc))
    return parse_specs([SpecFile("orders.yml", dedent(text))], settings)


def checks(text: str) -> list[Check]:
    """The checks of a text, without what only says how they were written."""
    result = load(text)
    assert [str(error) for error in result.errors] == []
    return [_bare(check) for check in result.checks]


def _bare(check: Check) -> Check:
    if isinstance(check, GroupByCheck):
        members = tuple(replace(m, location=NOWHERE, definition="", name="") for m in check.checks)
        check = replace(check, checks=members)
    return replace(check, location=NOWHERE, definition="", name="")


@pytest.mark.parametrize(
    ("line", "test"),
    [
        ("max(v) - min(v) < 10", "max - min < 10"),
        ("max(v) - min(v) between (2 and 10]", "2 < max - min <= 10"),
        ("max(v) - min(v) = 3", "max - min == 3"),
        ("row_count > 0 and avg(v) < 5", "row_count > 0 and avg < 5"),
        ("not (avg(v) > 5 or row_count <> 3)", "not (avg > 5 or row_count != 3)"),
        ("0 < avg(v) < 5", "0 < avg < 5"),
        ("min(max(v), 3, row_count) >= 2", "min(max, 3, row_count) >= 2"),
        ("round(avg(v), 2) > abs(min(v))", "round(avg, 2) > abs(min)"),
        ("distinct_count(v) = values_count(v)", "distinct == values_count"),
        ("missing_percent(v) + valid_percent(v) < 5", "missing_percentage + valid_percentage < 5"),
        ("change avg last 7 for avg(v) < 3", "avg - avg_week < 3"),
    ],
)  # fmt: skip
def test_a_line_says_what_the_test_of_soda_sql_says(line: str, test: str) -> None:
    document = checks(
        f"""
        apiVersion: seltzer/v1
        kind: Checks
        dataset: orders
        configurations:
          valid max for v: 100
          missing values for v: [0]
        checks:
          - {line}
        """
    )
    soda_sql = checks(
        f"""
        table_name: orders
        columns:
          v:
            missing_values: [0]
            valid_max: 100
            historic_metrics: [{{name: avg_week, type: avg, metric: avg, count: 7}}]
            tests: ['{test}']
        """
    )

    assert document == soda_sql


def test_rows_of_a_query_are_judged_alike() -> None:
    document = checks(
        """
        apiVersion: seltzer/v1
        kind: Checks
        dataset: orders
        checks:
          - group by:
              query: SELECT country, SUM(v), COUNT(*) FROM orders GROUP BY country
              names: [country, revenue, n]
              fields: [country]
              checks:
                - revenue > 100: {name: a}
                - revenue / n > 2 or n = 1: {name: b}
                - revenue <> 3: {name: c}
          - one row:
              query: SELECT SUM(v) AS revenue, COUNT(*) AS n FROM orders
              checks:
                - revenue / n between 1 and 5
                - 0 < n
        """
    )
    soda_sql = checks(
        """
        table_name: orders
        sql_metrics:
          - sql: SELECT country, SUM(v), COUNT(*) FROM orders GROUP BY country
            metric_names: [country, revenue, n]
            group_fields: [country]
            tests: [revenue > 100, revenue / n > 2 or n == 1, revenue != 3]
          - sql: SELECT SUM(v) AS revenue, COUNT(*) AS n FROM orders
            tests: [1 <= revenue / n <= 5, n > 0]
        """
    )

    assert [_texts(check) for check in document] == [_texts(check) for check in soda_sql]


def _texts(check: Check) -> object:
    """A check without how its thresholds are spelt."""
    assert isinstance(check, GroupByCheck)
    members = [member for member in check.checks if isinstance(member, GroupCheck)]
    levels = [m.thresholds.fail.intervals for m in members if m.thresholds.fail]
    return replace(check, checks=()), levels, [(m.id, m.expression, m.column) for m in members]


def test_a_number_may_have_levels_and_a_filter() -> None:
    (check,) = load(
        """
        checks for orders:
          - max(v) - min(v):
              filter: v > 0
              warn: when > 5
              fail: when > 10
        """
    ).checks

    assert isinstance(check, ExpressionCheck)
    assert [metric.filter for _, metric in check.metrics] == ["v > 0", "v > 0"]
    assert check.thresholds.warn is not None
    assert check.thresholds.fail is not None
    assert (check.thresholds.warn.text, check.thresholds.fail.text) == ("> 5", "> 10")


def test_a_quoted_column_may_hold_anything() -> None:
    (check,) = load(
        """
        checks for orders:
          - max("a = b, min(c)") - min(`x y`) < 10
        """
    ).checks

    assert isinstance(check, ExpressionCheck)
    assert [m.columns[0].text for _, m in check.metrics] == ["a = b, min(c)", "x y"]


@pytest.mark.parametrize(
    "line",
    ["row_count > 0", "row_count between -5 and +5", "missing_percent(v) < 5 %", "avg(v) > -1",
     "duplicate_count(a, b) = 0", "percentile(v, 0.5) not between 1 and 3", "max(v) != 3"],
)  # fmt: skip
def test_a_check_of_one_metric_stays_one(line: str) -> None:
    (check,) = load(f"checks for orders:\n  - {line}\n").checks

    assert isinstance(check, MetricCheck)
    assert check.definition == line


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("max(v) - mni(v) < 10", '"mni(v)" is not allowed here; known functions: abs, min, max'),
        ("max(v) - min(v)", '"max(v) - min(v)" is no comparison'),
        ("max(v) - min < 3", "min wants one column, got none"),
        ("max(v) > x * 2", 'unknown metric "x" in an expression'),
        ("(row_count > 0", '"(row_count > 0" cannot be read as an expression'),
        ("5 > 3", '"5 > 3" names no metric'),
        ("max(v) / metric_0 > 1", "is no expression"),
    ],
)
def test_a_mistake_is_told_in_the_words_of_the_line(line: str, mistake: str) -> None:
    (error,) = load(f"checks for orders:\n  - {line}\n").errors

    assert mistake in error.message


def test_validity_below_an_expression_is_of_one_column() -> None:
    (error,) = load(
        """
        checks for orders:
          - max(a) - min(b) < 3:
              valid min: 0
        """
    ).errors

    assert "the expression is about several" in error.message


@given(st.text(alphabet='row_countmxi(v)min 0123456789.+-*/<>=andot"`,', max_size=50))
def test_no_line_is_more_than_a_mistake(line: str) -> None:
    quoted = line.replace("'", "''")
    result = load(f"checks for orders:\n  - '{quoted}'\n")

    assert len(result.checks) + len(result.errors) >= 1
