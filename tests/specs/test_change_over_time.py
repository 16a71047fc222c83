"""Change over time as the file says it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from tests.specs.conftest import Parse

from seltzer_specs.checks import Baseline, ChangeCheck, MetricCheck

ParseOne = Callable[[str], object]


def changed(check: object) -> ChangeCheck:
    assert isinstance(check, ChangeCheck)
    return check


@pytest.mark.parametrize(
    ("words", "baseline", "is_percent"),
    [
        ("change for", Baseline(), False),
        ("change percent for", Baseline(), True),
        ("change avg last 7 for", Baseline("avg", 7), False),
        ("change min last 30 percent for", Baseline("min", 30), True),
        ("change max last 1 for", Baseline("max", 1), False),
        ("change same day last week for", Baseline("same day last week"), False),
        ("change same day last week percent for", Baseline("same day last week"), True),
        ("change same day last month for", Baseline("same day last month"), False),
    ],
)
def test_every_form_says_what_is_compared(
    parse_one: ParseOne, words: str, baseline: Baseline, *, is_percent: bool
) -> None:
    check = changed(parse_one(f"- {words} row_count between -20 and +50"))

    assert (check.metric.label, check.baseline) == ("row_count", baseline)
    assert check.is_percent == is_percent
    assert check.thresholds.unit == ("percent" if is_percent else "number")
    assert check.thresholds.judge(50) == "pass"
    assert check.thresholds.judge(Decimal("50.1")) == "fail"


def test_metrics_keep_their_filters_validity_and_names(parse_one: ParseOne) -> None:
    check = changed(
        parse_one(
            """
- change avg last 7 percent for invalid_percent(email):
    name: invalid e-mails
    id: email-drift
    filter: region = 'EU'
    valid format: email
    warn: when > 5
    fail: when > 20
    owner: team-shop
"""
        )
    )

    assert (check.id, check.name, check.owner) == ("email-drift", "invalid e-mails", "team-shop")
    assert (check.metric.filter, check.metric.validity.valid_format) == ("region = 'EU'", "email")
    assert [check.thresholds.judge(value) for value in (5, 6, 21)] == ["pass", "warn", "fail"]


def test_a_metric_of_ones_own_changes_too_and_may_be_called_change(parse: Parse) -> None:
    result = parse(
        """
checks for orders:
  - change for open_orders < 5:
      open_orders query: SELECT COUNT(*) FROM orders WHERE status = 'open'
  - change between 1 and 5:
      change expression: SUM(paid) - SUM(total)
"""
    )

    assert result.errors == ()
    assert changed(result.checks[0]).metric.form == "query"
    assert isinstance(result.checks[1], MetricCheck)


def test_the_unit_of_a_difference_of_percentages_is_percent(parse_one: ParseOne) -> None:
    check = changed(parse_one("- change for missing_percent(email) < 1 %"))

    assert (check.is_percent, check.thresholds.unit) == (False, "percent")


def test_thresholds_are_no_part_of_the_id_and_the_baseline_is(parse: Parse) -> None:
    def id_of(line: str) -> str:
        return parse(f"checks for orders:\n  - {line}\n").checks[0].id

    assert id_of("change for row_count < 5") == id_of("change for row_count < 6")
    others = [
        "change for row_count < 5",
        "change percent for row_count < 5",
        "change avg last 7 for row_count < 5",
        "change avg last 8 for row_count < 5",
        "change same day last week for row_count < 5",
        "row_count < 5",
    ]
    assert len({id_of(line) for line in others}) == len(others)


def test_a_threshold_that_no_store_can_hold_is_a_mistake(parse: Parse) -> None:
    result = parse(f"checks for orders:\n  - change for row_count < 1{'0' * 400}\n")

    assert "has a threshold beyond 1e+300; write a smaller number" in str(result.errors[0])
