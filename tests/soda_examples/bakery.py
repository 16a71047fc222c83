"""The data of the examples."""

SHOP = (
    """CREATE TABLE orders (id INTEGER, customer_id INTEGER, sku VARCHAR, region VARCHAR,
    total DOUBLE, status VARCHAR, note VARCHAR, created_at TIMESTAMP)""",
    """INSERT INTO orders VALUES
    (1, 1, 'a', 'EU', 10, 'open', 'ok', TIMESTAMP '2026-03-01 06:00:00'),
    (2, 1, 'a', 'EU', 20, 'paid', NULL, TIMESTAMP '2026-02-28 12:00:00'),
    (3, 2, 'b', 'US', 30, 'paid', 'N/A', TIMESTAMP '2026-02-27 12:00:00'),
    (4, 9, 'b', 'US', -5, 'void', '-', TIMESTAMP '2026-02-20 12:00:00'),
    (5, NULL, 'c', 'EU', NULL, 'open', '', NULL),
    (6, 3, 'c', 'BE', 45, 'paid', 'ok', TIMESTAMP '2026-03-01 11:30:00')""",
    "CREATE TABLE orders_copy AS SELECT * FROM orders",
    """CREATE TABLE customers (id INTEGER, name VARCHAR, email VARCHAR, size INTEGER,
    country VARCHAR, phone VARCHAR)""",
    """INSERT INTO customers VALUES
    (1, 'Ann', 'ann@example.com', 38, 'BE', '+1 555-123-4567'),
    (2, 'Bob', 'bob.example.com', NULL, 'BE', 'N/A'),
    (3, 'Cy', 'cy@example.org', 70, 'FR', '-'),
    (4, NULL, NULL, 12, 'BE', NULL)""",
    "CREATE TABLE nobody (name VARCHAR, amount INTEGER, seen_at TIMESTAMP)",
    "CREATE TABLE blocked (sku VARCHAR, region VARCHAR)",
    "INSERT INTO blocked VALUES ('c', 'BE'), ('c', 'BE'), ('c', 'BE'), ('d', 'EU')",
    "CREATE TABLE dim_shop (id INTEGER, name VARCHAR)",
    "INSERT INTO dim_shop VALUES (1, 'north'), (2, NULL)",
    "CREATE TABLE dim_tmp_load (id INTEGER)",
    """CREATE TABLE formats (integer VARCHAR, decimal VARCHAR, percentage VARCHAR, money VARCHAR,
    day VARCHAR, time VARCHAR, id VARCHAR, address VARCHAR, contact VARCHAR, card VARCHAR)""",
    """INSERT INTO formats VALUES
    ('7', '1.5', '5%', '1.50 EUR', '12-31-2024', '23:59:59',
     '123e4567-e89b-12d3-a456-426614174000', '10.0.0.1', 'a@b.com', '4111111111111111'),
    ('-7', '-2.5', '5.5 %', '1,000.50 USD', '31.12.2024', '10:11', 'x', '::1', '555-123-4567',
     '4111 1111 1111 1111'),
    ('0', '3,5', '5,5%', '7 gbp', '2024-12-31', '9:05:07', NULL, 'localhost', '?',
     'card 4111111111111111 ok')""",
)
ARCHIVE = ("CREATE TABLE orders AS SELECT * FROM shop.orders WHERE id = 1",)
NOW = "2026-03-01T12:00:00+00:00"
CONFIGURATION = """\
data_source shop:
  type: duckdb
  path: shop.duckdb
data_source archive:
  type: duckdb
  path: archive.duckdb
"""
