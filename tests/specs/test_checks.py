"""Each kind of check becomes the model that says the same."""

from collections.abc import Callable
from datetime import datetime, timezone

import pytest

from seltzer_specs.checks import (
    AnomalyCheck,
    ColumnRule,
    FailedRowsCheck,
    FreshnessCheck,
    MetricCheck,
    SchemaCheck,
)
from seltzer_specs.loader import LoadResult
from seltzer_specs.metrics import Validity
from seltzer_specs.names import Name

One = Callable[[str], object]
Parse = Callable[..., LoadResult]


def metric_of(check: object) -> MetricCheck:
    """Give a check as the metric check that it must be."""
    assert isinstance(check, MetricCheck)
    return check


@pytest.mark.parametrize(
    ("line", "name", "columns"),
    [
        ("row_count > 0", "row_count", []),
        ("missing_count(a) = 0", "missing_count", ["a"]),
        ("missing_percent(a) < 5 %", "missing_percent", ["a"]),
        ("valid_count(a) > 0", "valid_count", ["a"]),
        ("duplicate_count(a) = 0", "duplicate_count", ["a"]),
        ("duplicate_percent(a, b,c) < 1", "duplicate_percent", ["a", "b", "c"]),
        *((f"{name}(a) > 0", name, ["a"]) for name in (
            "min", "max", "avg", "sum", "min_length", "max_length", "avg_length", "stddev",
            "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp")),
        ("avg(address.size) > 0", "avg", ["address.size"]),
        ('avg("Order  Total, net") > 0', "avg", ["Order  Total, net"]),
        ("avg(`a b`) > 0", "avg", ["a b"]),
        ("avg([a (b)]) > 0", "avg", ["a (b)"]),
        ("avg(größe) > 0", "avg", ["größe"]),
    ],
)  # fmt: skip
def test_a_metric_line_gives_its_metric_and_columns(
    parse_one: One, line: str, name: str, columns: list[str]
) -> None:
    check = metric_of(parse_one(f"- {line}" if '"' not in line else f"- '{line}'"))

    assert check.metric.name == name
    assert [column.text for column in check.metric.columns] == columns
    assert check.metric.form == "builtin"


def test_quoted_columns_keep_their_quotes_in_mind(parse_one: One) -> None:
    check = metric_of(parse_one("- 'duplicate_count(a, \"B\") = 0'"))

    assert check.metric.columns == (Name("a"), Name("B", is_quoted=True))


def test_percentile_takes_a_fraction(parse_one: One) -> None:
    check = metric_of(parse_one("- percentile(price, 0.95) < 100"))

    assert check.metric.columns == (Name("price"),)
    assert check.metric.arguments == (0.95,)


def test_an_inline_threshold_says_what_passes(parse_one: One) -> None:
    thresholds = metric_of(parse_one("- row_count between 10 and 20")).thresholds

    assert [thresholds.judge(value) for value in (9, 10, 20, 21)] == [
        "fail", "pass", "pass", "fail"
    ]  # fmt: skip


def test_nested_thresholds_say_what_is_bad_and_fail_beats_warn(parse_one: One) -> None:
    thresholds = metric_of(
        parse_one("- row_count:\n    warn: when < 10\n    fail: when < 5")
    ).thresholds

    assert [thresholds.judge(value) for value in (10, 9, 5, 4)] == ["pass", "warn", "warn", "fail"]


@pytest.mark.parametrize(
    ("line", "unit"),
    [("missing_percent(a) < 5", "percent"), ("duplicate_percent(a) < 5", "percent"),
     ("row_count < 5", "number"), ("avg(a) < 5%", "number")],
)  # fmt: skip
def test_percent_metrics_have_percent_thresholds(parse_one: One, line: str, unit: str) -> None:
    assert metric_of(parse_one(f"- {line}")).thresholds.unit == unit


def test_all_fifteen_validity_keys_are_read(parse_one: One) -> None:
    check = metric_of(
        parse_one(
            """
- invalid_count(a) = 0:
    missing values: [N/A, '-']
    missing regex: ^ *$
    missing format: integer
    valid values: [1, 2.5]
    valid regex: a+
    valid format: email
    valid length: 5
    valid min length: 1
    valid max length: 9
    valid min: 0
    valid max: 1.5
    invalid values: ["O'Brien"]
    invalid regex: b
    invalid format: uuid
    include null: true
"""
        )
    )

    assert check.metric.validity == Validity(
        missing_values=("N/A", "-"),
        missing_regex="^ *$",
        missing_format="integer",
        valid_values=(1, 2.5),
        valid_regex="a+",
        valid_format="email",
        valid_length=5,
        valid_min_length=1,
        valid_max_length=9,
        valid_min=0,
        valid_max=1.5,
        invalid_values=("O'Brien",),
        invalid_regex="b",
        invalid_format="uuid",
        include_null=True,
    )


@pytest.mark.parametrize("key", ["valid min: 0", "valid max: 0", "valid length: 0"])
def test_a_bound_of_zero_says_what_is_valid(parse_one: One, key: str) -> None:
    metric = metric_of(parse_one(f"- invalid_count(a) = 0:\n    {key}")).metric

    assert metric.validity != Validity()


def test_column_configuration_extends_lists_and_fills_gaps(parse: Parse) -> None:
    result = parse(
        """
configurations for t:
  missing values for a: [x, y]
  valid min length for a: 2
  valid max length for a: 9
  invalid values for a: [bad]
checks for t:
  - invalid_count(a) = 0:
      missing values: [y, z]
      valid min length: 3
  - invalid_count("b") = 0:
      valid format: email
"""
    )
    first, second = (metric_of(check).metric.validity for check in result.checks)

    assert first == Validity(
        missing_values=("y", "z", "x"),
        valid_min_length=3,
        valid_max_length=9,
        invalid_values=("bad",),
    )
    assert second == Validity(valid_format="email")


def test_column_configuration_stays_away_from_counts_and_duplicates(parse: Parse) -> None:
    result = parse(
        "configurations for t:\n  missing values for a: [x]\n"
        "checks for t:\n  - row_count > 0\n  - duplicate_count(a) = 0\n"
    )

    assert [metric_of(check).metric.validity for check in result.checks] == [Validity()] * 2


def test_filters_are_kept_as_written(parse_one: One) -> None:
    check = metric_of(parse_one("- row_count > 0:\n    filter: a = 1 OR b = 'x'"))

    assert check.metric.filter == "a = 1 OR b = 'x'"


def test_dataset_filters_are_found_wherever_they_stand(parse: Parse) -> None:
    result = parse(
        "checks for shop.t [new]:\n  - row_count > 0\nfilter shop.t [new]:\n  where: |\n    a > 1\n"
    )
    (check,) = result.checks

    assert check.partition is not None
    assert (check.partition.name, check.partition.where) == ("new", "a > 1")


def test_user_metrics_by_expression_and_by_query(parse_one: One) -> None:
    expression = metric_of(
        parse_one(
            "- net between 5 and 10:\n    net expression: AVG(gross - tax)\n    filter: a > 1"
        )
    )
    query = metric_of(parse_one("- open = 0:\n    open query: SELECT COUNT(*) FROM t;"))

    assert (expression.metric.form, expression.metric.sql) == ("expression", "AVG(gross - tax)")
    assert expression.metric.filter == "a > 1"
    assert (query.metric.form, query.metric.sql) == ("query", "SELECT COUNT(*) FROM t")


def test_checks_without_a_dataset_ask_by_query(parse: Parse) -> None:
    result = parse(
        "checks:\n  - failed rows:\n      fail query: SELECT 1\n"
        "  - n = 0:\n      n query: SELECT 0\n"
    )

    assert result.errors == ()
    assert [check.dataset for check in result.checks] == [None, None]


def test_failed_rows_fail_on_any_row_unless_told_otherwise(parse_one: One) -> None:
    strict = parse_one("- failed rows:\n    fail condition: total < 0")
    tolerant = parse_one(
        "- failed rows:\n    fail query: SELECT 1;\n    warn: when > 1\n    fail: when > 10"
    )

    assert isinstance(strict, FailedRowsCheck)
    assert isinstance(tolerant, FailedRowsCheck)
    assert (strict.condition, tolerant.query) == ("total < 0", "SELECT 1")
    assert [strict.thresholds.judge(value) for value in (0, 1)] == ["pass", "fail"]
    assert [tolerant.thresholds.judge(v) for v in (1, 2, 11)] == ["pass", "warn", "fail"]


def test_freshness_is_judged_in_seconds(parse_one: One) -> None:
    check = parse_one("- freshness(created_at) < 1d12h")

    assert isinstance(check, FreshnessCheck)
    assert check.column == Name("created_at")
    assert check.now is None
    assert check.thresholds.unit == "seconds"
    assert [check.thresholds.judge(age) for age in (129_599, 129_600)] == ["pass", "fail"]


def test_freshness_reads_its_now_from_a_variable(parse: Parse) -> None:
    result = parse(
        "variables:\n  END: 2024-01-31T06:00:00\nchecks for t:\n"
        "  - freshness(c, END):\n      warn: when > 6h\n      fail: when > 1d\n"
        "  - freshness(c, NOW) < 1d\n"
    )
    with_end, with_now = result.checks

    assert isinstance(with_end, FreshnessCheck)
    assert isinstance(with_now, FreshnessCheck)
    assert with_end.now == datetime(2024, 1, 31, 6, tzinfo=timezone.utc)
    assert with_now.now is None
    assert with_end.thresholds.judge(7 * 3600) == "warn"


def test_schema_rules_are_read_per_level(parse_one: One) -> None:
    check = parse_one(
        """
- schema:
    name: shape
    warn:
      when schema changes: any
    fail:
      when required column missing: [id, total]
      when forbidden column present: ['pii_%']
      when wrong column type: {id: integer}
      when wrong column index: {id: 0}
      when schema changes: [column delete]
"""
    )

    assert isinstance(check, SchemaCheck)
    assert check.name == "shape"
    assert check.fail.required == ("id", "total")
    assert check.fail.forbidden == ("pii_%",)
    assert check.fail.typed == (ColumnRule("id", type="integer"),)
    assert check.fail.indexed == (ColumnRule("id", index=0),)
    assert check.fail.changes == ("column delete",)
    assert set(check.warn.changes) == {
        "column add", "column delete", "column type change", "column index change"
    }  # fmt: skip


def test_anomaly_checks_in_both_spellings(parse_one: One) -> None:
    detection = parse_one("- anomaly detection for row_count:\n    sensitivity: high")
    score = parse_one("- anomaly score for avg(total) < default:\n    filter: a > 1")

    assert isinstance(detection, AnomalyCheck)
    assert isinstance(score, AnomalyCheck)
    assert (detection.metric.name, detection.sensitivity) == ("row_count", "high")
    assert (score.metric.name, score.metric.filter, score.sensitivity) == ("avg", "a > 1", "medium")


def test_an_anomaly_check_may_watch_a_user_metric(parse_one: One) -> None:
    check = parse_one("- anomaly detection for net:\n    net expression: AVG(a)")

    assert isinstance(check, AnomalyCheck)
    assert check.metric.sql == "AVG(a)"


def test_name_owner_severity_tags_attributes_and_receivers(parse_one: One) -> None:
    check = metric_of(
        parse_one(
            """
- row_count > 0:
    name: ${limit} rows
    owner: team-shop
    severity: critical
    tags: [b, a]
    notify: slack:#shop
    attributes: {pii: false, level: 3, team: "${limit}"}
"""
        )
    )

    assert check.name == "5 rows"
    assert check.definition == "row_count > 0"
    assert (check.owner, check.severity, check.tags) == ("team-shop", "critical", ("a", "b"))
    assert check.notify == ("slack:#shop",)
    assert check.attributes == (("level", 3), ("pii", False), ("team", "5"))


def test_attributes_of_a_section_do_not_leak_and_do_not_win(parse: Parse) -> None:
    result = parse(
        """
checks for a:
  - attributes: {team: section, kind: x}
  - row_count > 0:
      attributes: {team: check}
checks for b:
  - row_count > 0
"""
    )

    assert [check.attributes for check in result.checks] == [
        (("kind", "x"), ("team", "check")),
        (),
    ]


@pytest.mark.parametrize(
    ("header", "source", "name"),
    [
        ("orders", None, ["orders"]),
        ("shop.orders", None, ["shop", "orders"]),
        ("warehouse.orders", "warehouse", ["orders"]),
        ("warehouse.shop.orders", "warehouse", ["shop", "orders"]),
        ("warehouse", None, ["warehouse"]),
        ('"my orders"', None, ["my orders"]),
        ('"a.b"."c d"', None, ["a.b", "c d"]),
        ("[my orders]", None, ["my orders"]),
    ],
)
def test_a_dataset_may_name_its_data_source(
    parse: Parse, header: str, source: str | None, name: list[str]
) -> None:
    (check,) = parse(f"'checks for {header}':\n  - row_count > 0\n").checks

    assert check.dataset is not None
    assert check.dataset.data_source == source
    assert [part.text for part in check.dataset.name] == name


def test_headers_take_variables(parse: Parse) -> None:
    (check,) = parse("checks for t_${limit}:\n  - row_count > 0\n").checks

    assert str(check.dataset) == "t_5"


def test_a_check_points_at_its_line(parse: Parse) -> None:
    (_, second) = parse("checks for t:\n  - row_count > 0\n  - max(a) < 5:\n      name: x\n").checks

    assert (second.location.line, second.location.column) == (3, 5)
    assert second.definition == "max(a) < 5"


def test_a_long_definition_gives_a_name_that_fits(parse_one: One) -> None:
    check = metric_of(parse_one(f"- duplicate_count({', '.join(['column'] * 60)}) = 0"))

    assert len(check.name) == 256
    assert len(check.id) <= 256
