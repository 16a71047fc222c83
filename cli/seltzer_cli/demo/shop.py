"""The shop's warehouse: three tables that grow day by day, with defects at known places.

All numbers follow from the day and a fixed seed, so that two runs on one day build equal tables.
Planted:
- the last day's load of orders is cut off, about a third of what a day of that kind has;
- `customers.phone` is dropped from the warehouse before the last scan;
- 3 orders have a negative total, 2 order ids were loaded twice, 9 orders have no customer;
- 12 of the customers' e-mail addresses are not addresses.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

HISTORY_DAYS = 28
CUSTOMERS = 400
SEED = 20_240_607
WEEKDAY_VOLUME = (180, 172, 176, 184, 214, 262, 238)
CUT_OFF_SHARE = 0.34
COUNTRIES = ("BE", "DE", "FR", "NL", "SE")
STATUSES = ("paid", "shipped", "delivered", "returned")

CUSTOMERS_TABLE = """
CREATE TABLE customers (
    customer_id INTEGER, email VARCHAR, phone VARCHAR, country VARCHAR, created_at TIMESTAMP
)
"""
ORDERS_TABLE = """
CREATE TABLE orders (
    order_id INTEGER, customer_id INTEGER, status VARCHAR, total DECIMAL(10, 2),
    ordered_at TIMESTAMP
)
"""
ORDER_ITEMS_TABLE = """
CREATE TABLE order_items (
    item_id INTEGER, order_id INTEGER, sku VARCHAR, quantity INTEGER, price DECIMAL(10, 2)
)
"""
TABLES = (CUSTOMERS_TABLE, ORDERS_TABLE, ORDER_ITEMS_TABLE)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the shop's history.

    Attributes:
        date: The day whose orders were loaded.
        data_time: End of the day, when its scan speaks.
        is_last: True for the day with the cut-off load and the dropped column.
    """

    date: date
    data_time: datetime
    is_last: bool


@dataclass(frozen=True, slots=True)
class _Load:
    orders: list[tuple[Any, ...]]
    items: list[tuple[Any, ...]]


def build_shop(path: Path, *, today: date) -> Iterator[Day]:
    """Build the warehouse, day by day, and stop after each day so that it can be scanned.

    The file is closed whenever a day is handed out: DuckDB lets one process write at a time.

    Args:
        path: DuckDB file; replaced if it exists.
        today: Day after the last one loaded.

    Yields:
        Each day, oldest first, once its rows are in the warehouse.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    rng = random.Random(SEED)  # noqa: S311  # a demo, not a secret
    first = today - timedelta(days=HISTORY_DAYS)
    _create(path, first, rng)
    next_order = 1
    for number in range(HISTORY_DAYS):
        day = first + timedelta(days=number)
        is_last = number == HISTORY_DAYS - 1
        load = _day_load(rng, day, first_id=next_order, is_last=is_last)
        next_order += len(load.orders)
        _append(path, load, is_last=is_last)
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=timezone.utc)
        yield Day(day, end, is_last)


def _connect(path: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect(str(path))


def _create(path: Path, first: date, rng: random.Random) -> None:
    with _connect(path) as connection:
        for statement in TABLES:
            connection.execute(statement)
        rows = [_customer(number, first, rng) for number in range(1, CUSTOMERS + 1)]
        _insert(connection, "customers", rows)


def _customer(number: int, first: date, rng: random.Random) -> tuple[Any, ...]:
    is_broken = number % 33 == 0
    email = f"customer{number} at example.org" if is_broken else f"customer{number}@example.org"
    joined = datetime.combine(first, time()) - timedelta(days=rng.randint(1, 700))
    return number, email, f"+32 2 555 {number:04d}", rng.choice(COUNTRIES), joined


def _day_load(rng: random.Random, day: date, *, first_id: int, is_last: bool) -> _Load:
    usual = WEEKDAY_VOLUME[day.weekday()] * rng.uniform(0.96, 1.04)
    volume = round(usual * (CUT_OFF_SHARE if is_last else 1.0))
    orders = [_order(rng, day, first_id + i) for i in range(volume)]
    if is_last:
        orders = _plant(orders)
    items = [item for order in orders for item in _items(rng, order[0])]
    return _Load(orders, items)


def _order(rng: random.Random, day: date, order_id: int) -> tuple[Any, ...]:
    at = datetime.combine(day, time()) + timedelta(seconds=rng.randint(0, 86_399))
    total = round(rng.lognormvariate(3.6, 0.5), 2)
    return order_id, rng.randint(1, CUSTOMERS), rng.choice(STATUSES), total, at


def _plant(orders: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Break the last load: nobody's orders, negative totals, orders loaded twice."""
    for index in range(9):
        order_id, _, status, total, at = orders[index]
        orders[index] = (order_id, None, status, total, at)
    for index in range(9, 12):
        order_id, customer, status, total, at = orders[index]
        orders[index] = (order_id, customer, status, -total, at)
    return [*orders, *orders[20:22]]


def _items(rng: random.Random, order_id: int) -> Iterator[tuple[Any, ...]]:
    for position in range(rng.randint(1, 3)):
        sku = f"SKU-{rng.randint(1, 60):03d}"
        yield (
            order_id * 10 + position,
            order_id,
            sku,
            rng.randint(1, 4),
            round(rng.uniform(3, 60), 2),
        )


def _append(path: Path, load: _Load, *, is_last: bool) -> None:
    with _connect(path) as connection:
        connection.execute("BEGIN")
        _insert(connection, "orders", load.orders)
        _insert(connection, "order_items", load.items)
        connection.execute("COMMIT")
        if is_last:
            connection.execute("ALTER TABLE customers DROP COLUMN phone")


def _insert(
    connection: "duckdb.DuckDBPyConnection", table: str, rows: list[tuple[Any, ...]]
) -> None:
    """Load rows column by column, which DuckDB does many times faster than row by row."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    values = ", ".join("unnest(?)" for _ in columns)
    connection.execute(f"INSERT INTO {table} SELECT {values}", columns)  # own names
