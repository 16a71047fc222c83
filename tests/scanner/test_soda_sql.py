"""Soda SQL's scan files on real engines, with known answers."""

from tests.scanner.scans import plan_of, scan

from seltzer_specs.data_sources import DataSourceSettings

SUITE = """
    table_name: people
    tests:
      - row_count > 3
      - row_count * 2 == 8 and row_count > 0
    columns:
      name:
        valid_values: [ann]
        tests:
          - missing_count + invalid_count == 1
          - values_percentage == 75
          - valid_percentage >= 50
          - distinct == 1
          - unique_count == 0
          - duplicate_count == 1
          - uniqueness == 0
          - max_length - min_length < 0.1
      score:
        tests:
          - max - min == 3
          - 2 < avg < 3
          - max / (min - 1) > 0
          - round(avg, 2) == 2.33
    sql_metrics:
      - sql: SELECT name, COUNT(*) AS n, SUM(score) AS total FROM people GROUP BY name
        group_fields: [name]
        tests:
          - n < 2
          - total / n > 0.5
      - sql: SELECT COUNT(*), MAX(score) FROM people
        metric_names: [n, top]
        tests:
          - n == 4
          - top + n < 8
      - type: failed_rows
        name: high
        sql: SELECT * FROM people WHERE score > 3
"""


def test_each_test_gets_the_outcome_that_its_rows_ask_for(people: DataSourceSettings) -> None:
    result = scan(SUITE, people)

    assert [
        (
            check.plan.check.definition,
            check.group.text if check.group is not None else None,
            check.judgement.outcome,
            check.judgement.reason,
        )
        for check in result.checks
    ] == [
        ("row_count > 3", None, "pass", None),
        ("row_count * 2 == 8 and row_count > 0", None, "pass", None),
        ("sql metric", None, "fail", "of 6 results in 3 groups: 2 fail"),
        ("n < 2", "NULL", "pass", None),
        ("total / n > 0.5", "NULL", "pass", None),
        ("n < 2", "ann", "fail", "2 is not < 2"),
        ("total / n > 0.5", "ann", "fail", "0.5 is not > 0.5: total is 1, n is 2"),
        ("n < 2", "bob", "pass", None),
        ("total / n > 0.5", "bob", "pass", None),
        ("n == 4", None, "pass", None),
        ("top + n < 8", None, "fail", "8 is not < 8: top is 4, n is 4"),
        ("high == 0", None, "fail", "1 is > 0"),
        (
            "missing_count + invalid_count == 1",
            None,
            "fail",
            "2 is not = 1: missing_count(name) is 1, invalid_count(name) is 1",
        ),
        ("values_percentage == 75", None, "pass", None),
        ("valid_percentage >= 50", None, "pass", None),
        ("distinct == 1", None, "pass", None),
        ("unique_count == 0", None, "pass", None),
        ("duplicate_count == 1", None, "pass", None),
        ("uniqueness == 0", None, "pass", None),
        ("max_length - min_length < 0.1", None, "pass", None),
        ("max - min == 3", None, "pass", None),
        ("2 < avg < 3", None, "pass", None),
        ("max / (min - 1) > 0", None, "error", "divides by 0"),
        ("round(avg, 2) == 2.33", None, "pass", None),
    ]


def test_a_metric_without_a_value_is_skipped_and_never_passes(people: DataSourceSettings) -> None:
    (check,) = scan(
        """
        table_name: nobody
        columns: {id: {tests: [max - min < 10]}}
        """,
        people,
    ).checks

    assert check.judgement.outcome == "skipped"
    assert check.judgement.reason == "nothing to evaluate: max(id): no values"


def test_a_query_of_several_rows_wants_group_fields(people: DataSourceSettings) -> None:
    (check,) = scan(
        """
        table_name: people
        sql_metrics: [{sql: SELECT id AS n FROM people, tests: [n > 0]}]
        """,
        people,
    ).checks

    assert check.judgement.outcome == "error"
    assert "more than one row" in (check.judgement.reason or "")


def test_all_metrics_of_a_file_share_the_fused_query() -> None:
    plan = plan_of(
        """
        table_name: people
        tests: [row_count > 0]
        columns: {score: {tests: [max - min < 10, avg > 1 or missing_count == 0]}}
        """,
        "duckdb",
    )

    (query,) = plan.queries
    assert len(query.outputs) == 5
