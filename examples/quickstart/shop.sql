-- A small shop with two defects: one order without a customer, one order id loaded twice.
CREATE OR REPLACE TABLE customers (id INTEGER, email VARCHAR, country VARCHAR);
INSERT INTO customers VALUES
    (1, 'ada@example.com', 'BE'), (2, 'ben@example.com', 'DE'), (3, 'cleo@example.com', 'FR');

CREATE OR REPLACE TABLE orders (
    id INTEGER, customer_id INTEGER, status VARCHAR, total DECIMAL(10, 2), ordered_at TIMESTAMP
);
INSERT INTO orders VALUES
    (10, 1, 'paid', 25.00, now()::TIMESTAMP - INTERVAL 3 HOUR),
    (11, 2, 'shipped', 80.50, now()::TIMESTAMP - INTERVAL 2 HOUR),
    (12, NULL, 'paid', 12.00, now()::TIMESTAMP - INTERVAL 1 HOUR),
    (12, 3, 'paid', 12.00, now()::TIMESTAMP - INTERVAL 1 HOUR);
