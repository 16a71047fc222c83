-- The best set of statements found by hand for the suite on PostgreSQL; each column is named
-- after the check whose value it is. Each was chosen by wall time against its alternatives, 1 million rows.

SELECT
  COUNT(*) AS row_count,
  COUNT(*) FILTER (WHERE l_returnflag = 'R') AS row_count_returned,
  COUNT(*) FILTER (WHERE l_orderkey IS NULL) AS missing_orderkey,
  COUNT(*) FILTER (WHERE l_partkey IS NULL) AS missing_partkey,
  COUNT(*) FILTER (WHERE l_shipmode IS NULL) AS missing_shipmode,
  COUNT(*) FILTER (WHERE l_uuid IS NULL) AS missing_uuid,
  100.0 * (COUNT(*) FILTER (WHERE l_comment IS NULL)) / COUNT(*) AS missing_percent_comment,
  100.0 * (COUNT(*) FILTER (WHERE l_email IS NULL)) / COUNT(*) AS missing_percent_email,
  100.0 * (COUNT(*) FILTER (WHERE l_phone IS NULL)) / COUNT(*) AS missing_percent_phone,
  COUNT(*) FILTER (WHERE l_returnflag IS NULL OR l_returnflag IN ('N/A', '?'))
    AS missing_returnflag,
  COUNT(*) FILTER (WHERE NOT (l_uuid ~ '{uuid}')) AS invalid_uuid,
  100.0 * (COUNT(l_email) - COUNT(*) FILTER (WHERE l_email ~ '{email}')) / COUNT(*)
    AS invalid_percent_email,
  COUNT(*) FILTER (WHERE l_email ~ '{email}') AS valid_email,
  100.0 * COUNT(*) FILTER (WHERE NOT (l_phone ~ '^[+][0-9]{{2}} [0-9]{{2}} [0-9]+$'))
    / COUNT(*) AS invalid_percent_phone,
  COUNT(*) FILTER (
    WHERE l_shipinstruct NOT IN ('COLLECT COD', 'DELIVER IN PERSON', 'TAKE BACK RETURN')
  ) AS invalid_shipinstruct,
  COUNT(*) FILTER (WHERE LENGTH(l_linestatus) <> 1) AS invalid_linestatus,
  COUNT(*) FILTER (WHERE l_quantity < 0 OR l_quantity > 50) AS invalid_quantity,
  COUNT(*) FILTER (WHERE l_discount > 0.1) AS invalid_discount,
  MIN(l_quantity) AS min_quantity,
  MAX(l_quantity) AS max_quantity,
  AVG(l_quantity) AS avg_quantity,
  SUM(l_quantity) AS sum_quantity,
  AVG(l_extendedprice) AS avg_price,
  MAX(l_extendedprice) AS max_price,
  STDDEV(l_extendedprice) AS stddev_price,
  MIN(l_discount) AS min_discount,
  MAX(l_tax) AS max_tax,
  AVG(l_discount) FILTER (WHERE l_returnflag = 'R') AS avg_discount_returned,
  AVG(LENGTH(l_email)) AS avg_length_email,
  EXTRACT(EPOCH FROM TIMESTAMP '2026-11-20 06:00:00' - MAX(l_updated)) AS freshness,
  COUNT(*) FILTER (WHERE l_receiptdate < l_shipdate) AS received_before_shipped
FROM lineitem;

SELECT
  COALESCE(SUM(n) FILTER (WHERE NOT (value ~ '^[a-z ]+$')), 0) AS invalid_comment,
  100.0 * COALESCE(SUM(n) FILTER (WHERE LENGTH(value) > 60), 0) / SUM(n) AS too_long_comment,
  MIN(LENGTH(value)) AS min_length_comment,
  MAX(LENGTH(value)) AS max_length_comment
FROM (SELECT l_comment AS value, COUNT(*) AS n FROM lineitem GROUP BY l_comment) AS grouped;

SELECT
  COALESCE(
    SUM(n) FILTER (WHERE NOT (value ~ '^(AIR|FOB|MAIL|RAIL|REG AIR|SHIP|TRUCK)$')), 0
  ) AS invalid_shipmode,
  COUNT(value) AS distinct_shipmode
FROM (SELECT l_shipmode AS value, COUNT(*) AS n FROM lineitem GROUP BY l_shipmode) AS grouped;

SELECT COUNT(l_suppkey) AS distinct_suppkey
FROM (SELECT l_suppkey FROM lineitem GROUP BY l_suppkey) AS grouped;

SELECT prices[1] AS p50_price, prices[2] AS p95_price
FROM (
  SELECT PERCENTILE_DISC(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY l_extendedprice) AS prices
  FROM lineitem
) AS percentiles;

SELECT MIN(value) AS p90_quantity
FROM (
  SELECT value, SUM(n) OVER (ORDER BY value) AS position, SUM(n) OVER () AS total
  FROM (
    SELECT l_quantity AS value, COUNT(*) AS n FROM lineitem
    WHERE l_quantity IS NOT NULL GROUP BY l_quantity
  ) AS grouped
) AS cumulated
WHERE position >= 0.9 * total;

SELECT COUNT(*) AS duplicate_uuid FROM (
  SELECT 1 FROM lineitem WHERE l_uuid IS NOT NULL GROUP BY l_uuid HAVING COUNT(*) > 1
) AS repeated;

SELECT COUNT(*) AS duplicate_email FROM (
  SELECT 1 FROM lineitem WHERE l_email IS NOT NULL GROUP BY l_email HAVING COUNT(*) > 1
) AS repeated;

SELECT COUNT(*) AS duplicate_phone FROM (
  SELECT 1 FROM lineitem WHERE l_phone IS NOT NULL GROUP BY l_phone HAVING COUNT(*) > 1
) AS repeated;

SELECT COUNT(*) AS duplicate_orderkey FROM (
  SELECT 1 FROM lineitem WHERE l_orderkey IS NOT NULL GROUP BY l_orderkey HAVING COUNT(*) > 1
) AS repeated;

SELECT COUNT(*) AS duplicate_partkey FROM (
  SELECT 1 FROM lineitem WHERE l_partkey IS NOT NULL GROUP BY l_partkey HAVING COUNT(*) > 1
) AS repeated;

SELECT COUNT(*) AS duplicate_line FROM (
  SELECT 1 FROM lineitem WHERE l_orderkey IS NOT NULL AND l_linenumber IS NOT NULL
  GROUP BY l_orderkey, l_linenumber HAVING COUNT(*) > 1
) AS repeated;

SELECT COUNT(*) AS duplicate_shipment FROM (
  SELECT 1 FROM lineitem
  WHERE l_partkey IS NOT NULL AND l_suppkey IS NOT NULL AND l_shipdate IS NOT NULL
  GROUP BY l_partkey, l_suppkey, l_shipdate HAVING COUNT(*) > 1
) AS repeated;

SELECT COUNT(*) AS reference_orders
FROM lineitem LEFT JOIN orders ON l_orderkey = o_orderkey
WHERE l_orderkey IS NOT NULL AND o_orderkey IS NULL;

SELECT COUNT(*) AS reference_part
FROM lineitem LEFT JOIN part ON l_partkey = p_partkey
WHERE l_partkey IS NOT NULL AND p_partkey IS NULL;

SELECT l_linestatus AS "group", AVG(l_discount) AS mean_discount, COUNT(*) AS rows_of_status
FROM lineitem GROUP BY l_linestatus;

SELECT COUNT(*) = 4 AS "schema"
FROM information_schema.columns
WHERE table_name = 'lineitem' AND (
  column_name IN ('l_orderkey', 'l_partkey', 'l_uuid', 'l_updated')
  OR column_name = 'l_suppkey' AND data_type <> 'integer'
);
