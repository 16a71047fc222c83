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
from seltzer_specs.snapshot import Catalogue, Snapshot, SnapshotColumn, SnapshotDataset
from seltzer_specs.soda_sql.metric_names import METRICS, with_implied
from seltzer_specs.spec_file import SpecFile


def load(text: str, *, catalogue: dict[str, str] | None = None, **variables: str) -> LoadResult:
    """Parse a scan file, with the columns of its table where they are known."""
    catalogues: dict[str, Catalogue] = {}
    if catalogue is not None:
        columns = tuple(SnapshotColumn(*column) for column in catalogue.items())
        snapshot = Snapshot("shop", "duckdb", (SnapshotDataset("main", "orders", columns),))
        catalogues["shop"] = Catalogue(snapshot, "insensitive")
    settings = ParseSettings(
        variables=variables,
        default_data_source="shop",
        catalogues=catalogues,
        now=datetime(2026, 1, 31, tzinfo=timezone.utc),
    )
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


def test_what_has_no_effect_is_told_key_by_key() -> None:
    notes = load(
        """
        table_name: orders
        dataset_name: Orders
        mins_maxs_limit: 5
        frequent_values_limit: 20
        sample_percentage: 10
        sample_method: SYSTEM
        samples: {table_limit: 50, failed_limit: 5, passed_tablesample: SYSTEM}
        sql_metrics:
          - {sql: SELECT 1}
          - {sql: SELECT 1 AS n, failed_limit: 3, tests: [n > 0]}
        tests: [row_count > 0]
        """
    ).notes

    assert [str(note).removeprefix("tables/orders.yml:") for note in notes] == [
        (
            '5:1: note: "frequent_values_limit" has no effect: a profile has the 10 most frequent '
            "values"
        ),
        '3:1: note: "dataset_name" has no effect: the dataset is called as its table',
        '6:1: note: "sample_percentage" has no effect: every row is measured',
        '7:1: note: "sample_method" has no effect: every row is measured',
        ('8:11: note: "table_limit" has no effect: only rows that a check finds bad are shown'),
        '8:45: note: "passed_tablesample" has no effect: rows that pass are not shown',
        ("10:5: note: a sql metric without tests is not run; add for example `tests: [total > 0]`"),
        '11:26: note: "failed_limit" has no effect: tests of a query have no rows to show',
    ]


def test_limits_of_failed_rows_are_those_of_samples() -> None:
    checks = load(
        """
        table_name: orders
        samples: {failed_limit: 5}
        tests: [row_count > 0]
        columns:
          v: {tests: [missing_count == 0]}
          w: {samples: {failed_limit: 0}, tests: [missing_count == 0]}
        sql_metrics:
          - {type: failed_rows, name: bad, failed_limit: 9, sql: SELECT 1}
        """
    ).checks

    assert [check.samples.limit for check in checks] == [5, 9, 5, 0]


def measured(text: str) -> list[tuple[str, bool]]:
    return [(asked.metric.label, asked.is_literal) for asked in load(text).measured]


def test_listed_metrics_are_measured_without_a_test() -> None:
    found = measured(
        """
        table_name: orders
        metrics: [row_count]
        columns:
          email:
            metric_groups: [missing]
            tests: [missing_count == 0]
          v:
            metrics: [valid_count, distinct]
            valid_max: 5
        """
    )

    assert found == [
        ("row_count", True), ("missing_count(email)", True), ("missing_percent(email)", True),
        ("values_count(email)", True), ("values_percent(email)", True),
        ("missing_count(v)", True), ("missing_percent(v)", True), ("values_count(v)", True),
        ("values_percent(v)", True), ("invalid_count(v)", True), ("invalid_percent(v)", True),
        ("valid_count(v)", True), ("valid_percent(v)", True),
    ]  # fmt: skip


def test_metrics_of_the_table_are_those_of_its_columns() -> None:
    text = """
        table_name: orders
        metric_groups: [all]
        excluded_columns: [secret]
        columns:
          email: {valid_format: email}
        """
    columns = {"id": "INTEGER", "email": "VARCHAR", "secret": "VARCHAR"}
    result = load(text, catalogue=columns)

    asked = [item.metric for item in result.measured]
    assert {column.text for metric in asked for column in metric.columns} == {"id", "email"}
    assert [m.label for m in asked if m.name.startswith("invalid")] == [
        "invalid_count(email)",
        "invalid_percent(email)",
    ]
    assert {item.is_literal for item in result.measured if item.metric.columns} == {False}
    assert [str(item.dataset) for item in result.discovered] == ["orders"]
    assert load(text).waiting[0].header == "metric_groups"


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
    assert [str(section.location) for section in result.waiting] == [
        "tables/orders.yml:4:11",
        "tables/orders.yml:5:7",
    ]
