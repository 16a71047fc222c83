"""Reference checks on each engine against known answers."""

from collections.abc import Callable, Sequence

import pytest
from tests.engines.names import QUICK
from tests.scanner.scans import judged, scan

from seltzer_scanner.push import build_batches
from seltzer_specs.data_sources import DataSourceSettings

SHOP = (
    'CREATE TABLE customers (id INTEGER, country TEXT, "Zip Code" TEXT)',
    "INSERT INTO customers VALUES (1, 'BE', '1000'), (2, 'BE', '2000'), (2, 'BE', '2000')",
    "INSERT INTO customers VALUES (2, 'BE', '2000'), (NULL, NULL, NULL), (5, NULL, '9')",
    "CREATE TABLE orders (id INTEGER, customer INTEGER, country TEXT, zip TEXT, day TEXT)",
    """INSERT INTO orders VALUES
    (1, 1, 'BE', '1000', 'mon'), (2, 2, 'BE', '2000', 'mon'), (3, 2, 'BE', '1000', 'tue'),
    (4, NULL, NULL, NULL, 'mon'), (5, 7, 'BE', NULL, 'wed'), (6, 8, NULL, '9', 'thu')""",
    "CREATE TABLE no_orders (customer INTEGER)",
)


@pytest.fixture(scope="module", params=QUICK)
def shop(
    request: pytest.FixtureRequest,
    new_source: Callable[[str, Sequence[str]], DataSourceSettings],
) -> DataSourceSettings:
    """Orders of two known customers, of two unknown ones, and of nobody."""
    return new_source(request.param, SHOP)


@pytest.mark.parametrize(
    ("check", "value"),
    [
        ("values in customer must exist in customers id", 2),
        ("values in customer must not exist in customers id", 3),
        ('values in (country, zip) must exist in customers (country, "Zip Code")', 2),
        ('values in (country, zip) must not exist in customers (country, "Zip Code")', 3),
        ("values in customer must exist in no_orders customer", 5),
        ("values in customer must not exist in no_orders customer", 0),
    ],
)
def test_rows_are_counted_once_and_null_refers_to_nothing(
    shop: DataSourceSettings, check: str, value: int
) -> None:
    result = scan(f"checks for orders:\n  - {check}\n", shop)

    judgement = judged(result, "values")
    assert judgement.value == value
    assert judgement.outcome == ("fail" if value else "pass")


def test_the_datasets_filter_applies_to_its_rows_only(shop: DataSourceSettings) -> None:
    text = """
    filter orders [some]:
      where: day = 'wed' OR day = 'mon'
    checks for orders [some]:
      - values in customer must exist in customers id
    """

    assert judged(scan(text, shop), "values").value == 1


def test_no_rows_refer_to_nothing_wrong(shop: DataSourceSettings) -> None:
    text = "checks for no_orders:\n  - values in customer must exist in customers id\n"

    judgement = judged(scan(text, shop), "values")

    assert (judgement.outcome, judgement.value) == ("pass", 0)


def test_thresholds_may_tolerate_some(shop: DataSourceSettings) -> None:
    text = """
    checks for orders:
      - values in customer must exist in customers id:
          warn: when > 1
          fail: when > 5
    """

    judgement = judged(scan(text, shop), "values")

    assert judgement.outcome == "warn"
    assert judgement.reason == ("customer: 2 rows have no match in customers (id): 2 is > 1")


def test_a_missing_target_is_an_error_of_this_check_alone(shop: DataSourceSettings) -> None:
    text = """
    checks for orders:
      - values in customer must exist in nowhere id
      - row_count = 6
    """

    result = scan(text, shop)

    assert [check.judgement.outcome for check in result.checks] == ["error", "pass"]
    assert result.checks[0].judgement.error_code == "missing_object"


def test_only_metadata_is_pushed(shop: DataSourceSettings) -> None:
    text = "checks for orders:\n  - values in customer must exist in customers id\n"
    result = scan(text, shop)

    (batch,) = build_batches(
        result, scan_id="0" * 32, definition="nightly", git_sha=None, client="seltzer/test"
    )

    assert [(m.label, m.column, m.value) for m in batch.metrics] == [
        ("unmatched_count(customer)", "customer", 2)
    ]
    assert (batch.checks[0].kind, batch.checks[0].threshold) == ("reference", "fail when > 0")
