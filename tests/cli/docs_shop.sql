-- The shop that the examples of docs/ and of the README ask about.
CREATE TABLE orders AS
SELECT
    i AS id, i AS order_id, i % 9 AS customer_id, i % 9 AS customer,
    ['paid', 'shipped', 'delivered', 'returned'][i % 4 + 1] AS status,
    ['EU', 'US'][i % 2 + 1] AS region, ['BE', 'FR', 'DE'][i % 3 + 1] AS country,
    '10' || (i % 3) AS zip, 'person' || i || '@example.org' AS email,
    20 + i % 30 AS total, 20.0 + i % 30 AS gross, 5.0 + i % 20 AS "Unit Price", i % 50 AS size,
    i % 7 AS line, 'SKU' || i AS sku, NULL::TIMESTAMP AS closed_at,
    TRUE AS closed, 1.5 AS amount, 'a note' AS note,
    TIMESTAMP '2026-01-30 12:00' - i * INTERVAL 6 HOUR AS created_at,
    TIMESTAMP '2026-01-30 12:00' - i * INTERVAL 6 HOUR AS ordered_at,
    TIMESTAMP '2026-01-29' AS shipped_at, TIMESTAMP '2026-01-30' AS due_at
FROM range(200) AS numbers(i);
CREATE TABLE customers AS
SELECT
    i AS id, i AS customer_id, 'person' || i || '@example.org' AS email, '+32 555 01' || i AS phone,
    ['new', 'active'][i % 2 + 1] AS status, 'BE' AS country, 40 AS size, '2000-01-31' AS birthday,
    TIMESTAMP '2026-01-01' AS created_at
FROM range(9) AS numbers(i);
CREATE TABLE order_items AS
SELECT i AS order_id, i AS line, 'SKU' || i AS sku, 'BE' AS country, 1 AS quantity
FROM range(200) AS numbers(i);
CREATE TABLE orders_copy AS FROM orders;
CREATE TABLE orders_raw AS FROM orders;
CREATE TABLE orders_old AS FROM orders;
CREATE TABLE payments AS SELECT total AS amount FROM orders;
CREATE TABLE shops AS SELECT 1 AS id;
CREATE TABLE blocked_people AS SELECT 'nobody@example.org' AS email;
CREATE SCHEMA shop;
CREATE TABLE shop.orders AS FROM orders;
CREATE TABLE shop.places AS SELECT DISTINCT country AS country_code, zip AS "Zip Code" FROM orders;
