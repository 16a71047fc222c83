"""Soda SQL's scan files as checks: the same models as SodaCL's, and nothing in them is run."""

from contextlib import suppress
from datetime import datetime, timezone
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_specs.checks import (
    Baseline,
    ChangeCheck,
    ExpressionCheck,
    FailedRowsCheck,
    GroupByCheck,
    MetricCheck,
)
from seltzer_specs.expression_text import ExpressionError, parse_test
from seltzer_specs.loader import LoadResult, ParseSettings, parse_specs
from seltzer_specs.soda_sql.metric_names import METRICS, with_implied
from seltzer_specs.spec_file import SpecFile


def load(text: str, **variables: str) -> LoadResult:
    settings = ParseSettings(variables=variables, now=datetime(2026, 1, 31, tzinfo=timezone.utc))
    return parse_specs([SpecFile("tables/orders.yml", dedent(text))], settings)


def metric_check(text: str) -> MetricCheck:
    (check,) = load(text).checks
    assert isinstance(check, MetricCheck)
    return check


@pytest.mark.parametrize(
    ("test", "threshold"),
    [
        ("row_count > 0", "> 0"),
        ("0 < row_count", "> 0"),
        ("row_count == 5", "= 5"),
        ("row_count >= 2 * 1_000", ">= 2000"),
        ("0 < row_count < 5", "between (0 and 5)"),
        ("5 >= row_count > 0.5", "between (0.5 and 5]"),
        ("row_count >= 1 and row_count <= 3", "between [1 and 3]"),
        ("(row_count) != -1", "!= -1"),
    ],
)
def test_a_comparison_of_one_metric_is_a_metric_check(test: str, threshold: str) -> None:
    check = metric_check(f"table_name: orders\ntests: ['{test}']")

    assert check.metric.label == "row_count"
    assert check.thresholds.fail is not None
    assert check.thresholds.fail.text == threshold


def test_a_test_has_the_id_of_the_same_sodacl_check() -> None:
    soda_sql = load(
        """
        table_name: orders
        columns:
          email: {valid_format: email, tests: [invalid_percentage < 1]}
        """
    )
    sodacl = load(
        """
        checks for orders:
          - invalid_percent(email) < 1:
              valid format: email
        """
    )

    assert [check.id for check in soda_sql.checks] == [check.id for check in sodacl.checks]


def test_other_conditions_are_expressions_over_all_their_metrics() -> None:
    (span, both) = load(
        """
        table_name: orders
        columns:
          v:
            tests:
              - max - min < 10
              - {name: both, expression: "avg > 1 or not row_count > 9"}
        """
    ).checks

    assert isinstance(span, ExpressionCheck)
    assert isinstance(both, ExpressionCheck)
    assert [label.label for _, label in span.metrics] == ["max(v)", "min(v)"]
    assert (span.name, span.is_condition) == ("v: max - min < 10", False)
    assert (both.name, both.is_condition) == ("both", True)


def test_the_threshold_of_an_expression_is_no_part_of_its_id() -> None:
    one, two = (
        load(f"table_name: orders\ncolumns: {{v: {{tests: ['max - min < {n}']}}}}").checks[0].id
        for n in (10, 20)
    )

    assert one == two


def test_sql_metrics_are_groups_rows_or_failed_rows() -> None:
    checks = load(
        """
        table_name: orders
        sql_metrics:
          - sql: SELECT country, SUM(v) AS total FROM orders GROUP BY country
            group_fields: [country]
            tests: [total > 100]
          - sql: SELECT SUM(v), COUNT(*) FROM orders
            metric_names: [total, n]
            tests: [total > 1, total / n > 2]
          - type: failed_rows
            name: negative
            title: No negative values
            sql: SELECT * FROM orders WHERE v < 0 AND d = '{{ date }}'
        """,
        date="2026-01-01",
    ).checks
    grouped, alone, failed = checks

    assert isinstance(grouped, GroupByCheck)
    assert isinstance(alone, GroupByCheck)
    assert isinstance(failed, FailedRowsCheck)
    assert (grouped.fields, alone.fields, alone.names) == (("country",), (), ("total", "n"))
    assert failed.name == "No negative values"
    assert failed.query == "SELECT * FROM orders WHERE v < 0 AND d = '2026-01-01'"
    assert failed.template == "SELECT * FROM orders WHERE v < 0 AND d = '${date}'"


def test_a_filter_with_a_variable_has_one_history() -> None:
    text = """
        table_name: orders
        filter: "d = DATE '{{ date }}'"
        tests: [row_count > 0]
        """
    first, second = (load(text, date=day).checks[0] for day in ("2026-01-01", "2026-01-02"))

    assert first.partition is not None
    assert first.partition.where == "d = DATE '2026-01-01'"
    assert first.id == second.id


def test_historic_metrics_are_changes_over_time() -> None:
    checks = load(
        """
        table_name: orders
        columns:
          v:
            historic_metrics:
              - {name: avg_week, type: avg, metric: avg, count: 7}
              - {name: last_sum, type: prev, metric: sum}
            tests:
              - avg - avg_week < 3
              - last_sum <= sum
        """
    ).checks

    assert [type(check) for check in checks] == [ChangeCheck, ChangeCheck]
    changes = [check for check in checks if isinstance(check, ChangeCheck)]
    assert [check.baseline for check in changes] == [Baseline("avg", 7), Baseline("previous", 1)]
    assert [check.thresholds.fail.text for check in changes if check.thresholds.fail] == [
        "< 3",
        ">= 0",
    ]


def test_what_is_not_done_is_told() -> None:
    notes = load(
        """
        table_name: orders
        metric_groups: [all]
        sample_percentage: 10
        samples: {failed_limit: 5}
        sql_metrics: [{sql: SELECT 1}]
        tests: [row_count > 0]
        """
    ).notes

    assert [str(note) for note in notes] == [
        "tables/orders.yml:4:20: note: samples of rows are not taken: every row is measured",
        'tables/orders.yml:5:1: note: "samples" is skipped: no row leaves the warehouse',
        (
            "tables/orders.yml:6:15: note: a sql metric without tests is not run; add for example "
            "`tests: [total > 0]`"
        ),
        (
            "tables/orders.yml:3:16: note: metrics that no test uses are not measured; write "
            "tests, or `profile columns`"
        ),
    ]


def test_groups_bring_what_they_imply() -> None:
    assert with_implied([], ["all"]) == METRICS
    assert len(METRICS) == 27
    assert with_implied(["invalid_count"], []) == (
        "row_count", "missing_count", "missing_percentage", "values_count", "values_percentage",
        "invalid_count", "invalid_percentage", "valid_count", "valid_percentage",
    )  # fmt: skip
    assert with_implied(["histogram"], []) == ("min", "max", "histogram")


@given(st.text(alphabet="abmn0123456789 .()+-*/<>=!&'\"\\\n_,[]", max_size=60))
def test_any_text_is_a_test_or_one_mistake(text: str) -> None:
    with suppress(ExpressionError):
        assert parse_test(text).subject


@pytest.mark.parametrize("text", ["(" * 300 + "a" + ")" * 300, "-" * 900 + "a > 1", "a" * 2_000])
def test_a_hostile_test_is_one_mistake(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_test(text)


def test_values_of_the_data_are_profiles_that_wait_for_the_types_of_columns() -> None:
    result = load(
        """
        table_name: orders
        columns:
          email: {metrics: [mins, frequent_values]}
          v: {metrics: [avg]}
        """
    )

    assert result.errors == ()
    assert [str(section.location) for section in result.waiting] == ["tables/orders.yml:4:11"]
