"""Outcomes of checks on real engines: pass, warn, fail, error and skipped, each with its reason."""

from decimal import Decimal

import pytest
from tests.scanner.scans import judged, scan

from seltzer_scanner.evaluate.threshold import describe_thresholds, judge
from seltzer_scanner.evaluate.values import format_age, format_value, to_number, to_plain
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.sodacl.threshold_text import parse_region
from seltzer_specs.thresholds import Thresholds

SUITE = """
    checks for people:
      - row_count = 4
      - missing_count(name) = 0
      - missing_percent(score) < 30 %
      - avg(score):
          name: average
          warn: when > 2
          fail: when > 3
      - max(score) between 1 and 3
      - duplicate_count(name) = 0
      - failed rows:
          name: high ids
          fail condition: id > 2
      - failed rows:
          name: nobody is old
          fail query: SELECT id FROM people WHERE id > 99
      - twice = 8:
          twice expression: 2 * COUNT(*)
      - top = 4:
          top query: SELECT MAX(id) FROM people
      - min(score) > 0:
          name: smallest of nobody
          filter: id > 99
      - invalid_percent(name) < 1:
          name: fraction of no rows
          valid values: [ann]
          filter: id > 99
      - anomaly detection for row_count
"""


def test_each_kind_of_check_gets_the_outcome_that_its_rows_ask_for(
    people: DataSourceSettings,
) -> None:
    result = scan(SUITE, people)

    assert [
        (check.plan.check.name, check.judgement.outcome, check.judgement.value)
        for check in result.checks
    ] == [
        ("row_count = 4", "pass", 4),
        ("missing_count(name) = 0", "fail", 1),
        ("missing_percent(score) < 30 %", "pass", 25),
        ("average", "warn", pytest.approx(7 / 3)),
        ("max(score) between 1 and 3", "fail", 4),
        ("duplicate_count(name) = 0", "fail", 1),
        ("high ids", "fail", 2),
        ("nobody is old", "pass", 0),
        ("twice = 8", "pass", 8),
        ("top = 4", "pass", 4),
        ("smallest of nobody", "skipped", None),
        ("fraction of no rows", "skipped", None),
        ("anomaly detection for row_count", "skipped", 4),
    ]
    assert result.outcome == "fail"


def test_a_reason_says_value_and_threshold(people: DataSourceSettings) -> None:
    result = scan(SUITE, people)

    assert judged(result, "missing_count").reason == "1 is not = 0"
    assert judged(result, "average").reason == "2.333333333 is > 2"
    assert judged(result, "high ids").reason == "2 is > 0"
    assert judged(result, "smallest of nobody").reason == "nothing to evaluate: no values"
    assert judged(result, "fraction of no rows").reason == "nothing to evaluate: no rows"
    assert (judged(result, "anomaly").reason or "").startswith("needs stored history")
    assert judged(result, "row_count = 4").reason is None


def test_a_question_for_the_server_goes_with_the_value(people: DataSourceSettings) -> None:
    judgement = judged(scan(SUITE, people), "anomaly")

    assert judgement.evaluate is not None
    assert (judgement.evaluate.kind, judgement.skip_code) == ("anomaly", "no_history")


def test_what_cannot_be_computed_is_an_error_and_costs_no_other_check(
    people: DataSourceSettings,
) -> None:
    result = scan(
        """
        checks for people:
          - row_count > 0
          - avg(nope) > 1
          - max(name) > 1
          - no_row = 1:
              no_row query: SELECT id FROM people WHERE id > 99
          - no_number = 1:
              no_number query: SELECT MAX(score) FROM people WHERE id > 99
        checks for ghosts:
          - row_count > 0
        """,
        people,
    )

    outcomes = [(c.judgement.outcome, c.judgement.error_code) for c in result.checks]
    assert outcomes == [
        ("pass", None),
        ("error", "missing_object"),
        ("error", "not_computed"),
        ("error", "not_computed"),
        ("error", "not_computed"),
        ("error", "missing_object"),
    ]
    assert judged(result, "max(name)").reason == "wants a number, got text"
    assert judged(result, "no_row").reason == "the query returned no row; it must return one"
    assert judged(result, "no_number").reason == (
        "the query returned NULL and no number; COALESCE says what NULL means"
    )
    assert "nope" in (judged(result, "nope").reason or "")
    assert result.outcome == "error"


def test_nan_and_infinity_never_pass(duckdb_people: DataSourceSettings) -> None:
    result = scan(
        """
        checks for people:
          - nan != 1:
              nan expression: MAX(CAST('nan' AS DOUBLE))
          - infinite > 1:
              infinite expression: MAX(CAST('inf' AS DOUBLE))
        """,
        duckdb_people,
    )

    assert [check.judgement.outcome for check in result.checks] == ["error", "error"]
    assert "NaN" in (result.checks[0].judgement.reason or "")
    assert "infinite" in (result.checks[1].judgement.reason or "")


def test_what_the_dialect_cannot_do_is_an_error_without_a_statement(
    sqlite_people: DataSourceSettings,
) -> None:
    result = scan("checks for people:\n  - stddev(score) < 9", sqlite_people)

    assert result.checks[0].judgement.error_code == "not_computed"
    assert "SQLite has no standard deviation" in (result.checks[0].judgement.reason or "")
    assert result.queries == ()


def test_values_are_compared_before_they_are_rounded() -> None:
    thresholds = Thresholds(fail=parse_region("< 0.7").complement())
    just_below = Decimal("0.69999999999999999999999999")

    assert judge(Decimal("0.7"), thresholds).outcome == "fail"
    assert judge(just_below, thresholds).outcome == "pass"
    assert judge(just_below, thresholds).value == 0.7


@pytest.mark.parametrize(
    ("thresholds", "text"),
    [
        (Thresholds(fail=parse_region("> 0").complement()), "> 0"),
        (Thresholds(fail=parse_region("!= 5").complement()), "!= 5"),
        (Thresholds(fail=parse_region("not between 1 and 3").complement()), "not between 1 and 3"),
        (Thresholds(fail=parse_region("< 5")), "fail when < 5"),
        (
            Thresholds(fail=parse_region("> 5%"), warn=parse_region("> 1%")),
            "warn when > 1%, fail when > 5%",
        ),
        (
            Thresholds(fail=parse_region("< 1d", is_duration=True).complement(), unit="seconds"),
            "< 1d",
        ),
        (Thresholds(), None),
    ],
)
def test_thresholds_in_words_say_which_side_is_bad(
    thresholds: Thresholds, text: str | None
) -> None:
    assert describe_thresholds(thresholds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59, "59s"), (0.25, "0.250s"), (61, "1m"), (93_600, "1d 2h"), (-7_200, "-2h")],
)
def test_ages_are_written_as_thresholds_are(seconds: float, text: str) -> None:
    assert format_age(seconds) == text


def test_numbers_for_people_have_ten_digits_and_their_unit() -> None:
    assert format_value(Decimal(100) / 3, "percent") == "33.33333333 %"
    assert format_value(12_345_678_901_234, "number") == "12345678901234"


def test_whole_decimals_are_integers_on_the_wire() -> None:
    assert to_plain(Decimal("4.0")) == 4
    assert isinstance(to_plain(Decimal("4.0")), int)
    assert to_plain(Decimal("1E+100")) == 1e100
    assert to_plain(Decimal("0.1")) == 0.1


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity")])
def test_no_number_is_no_value(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="no threshold can judge"):
        to_number(value)


@pytest.mark.parametrize("metric", ["sum", "avg"])
def test_a_sum_of_texts_is_an_error_on_every_engine(
    people: DataSourceSettings, metric: str
) -> None:
    result = scan(
        f"""
        checks for people:
          - row_count = 4
          - {metric}(name) = 0
          - {metric}(score) > 0:
              filter: id > 1
        """,
        people,
    )

    assert [check.judgement.outcome for check in result.checks] == ["pass", "error", "pass"]
