"""Texts that a format says to be numbers, as numbers on each engine."""

from typing import Any

import pytest
from tests.engines.names import QUICK
from tests.scanner.conftest import NewSource
from tests.scanner.scans import scan

ROWS = (
    "CREATE TABLE prices (id INTEGER, price TEXT)",
    """INSERT INTO prices VALUES
    (1, '1,000.50 EUR'), (2, ' 2.50usd '), (3, 'free'), (4, NULL), (5, '-7 EUR'),
    (6, '1.000,25 EUR'), (7, '9,5 EUR'), (8, '12 %'), (9, '+ 3')""",
)
ANSWERS = {"money": 5.0, "money point": 996.0, "money comma": 1002.75, "percentage": 12.0,
           "integer": 3.0}  # fmt: skip


@pytest.fixture(scope="module", params=QUICK)
def prices(request: pytest.FixtureRequest, new_source: NewSource) -> Any:
    """Prices as people type them."""
    return new_source(request.param, ROWS)


def test_the_format_says_what_points_and_commas_mean(prices: Any) -> None:
    checks = "".join(
        f"      - sum(price) = {value}:\n          valid format: {name}\n"
        for name, value in ANSWERS.items()
    )
    result = scan(f"    checks for prices:\n{checks}", prices)

    assert [check.judgement.value for check in result.checks] == list(ANSWERS.values())


def test_a_currency_does_not_hide_what_is_out_of_range(prices: Any) -> None:
    result = scan(
        """
        checks for prices:
          - invalid_count(price) = 7:
              valid format: money point
              valid min: 0
              valid max: 1000
        """,
        prices,
    )

    assert result.outcome == "pass", [check.judgement.reason for check in result.checks]
