"""The tables of the suite, filled by the engine itself: the same rows in each run and engine.

`lineitem` has 20 columns with 7, 70,000, 200,000, 1.5 million and 5.6 to 6 million different values
for 6 million rows, and in proportion for fewer. Some faults are frequent, others are a handful of
rows wherever the scan happens to be, so that a `LIMIT` finds them late or never.
"""

from typing import Literal

Engine = Literal["duckdb", "postgres"]

COMMENTS_PER_ROW = 70 / 6_000
_SERIES = {"duckdb": "RANGE({rows})", "postgres": "GENERATE_SERIES(0, {rows} - 1)"}

_LINEITEM = """
CREATE TABLE lineitem AS
WITH numbered AS (
  SELECT CAST(n AS BIGINT) AS i,
    (CAST(n AS BIGINT) * 2654435761) % 4294967296 AS a,
    (CAST(n AS BIGINT) * 2246822519 + 374761393) % 4294967296 AS b,
    (CAST(n AS BIGINT) * 3266489917 + 668265263) % 4294967296 AS c
  FROM {series} AS series(n)
)
SELECT
  (i >> 2) + 1 AS l_orderkey,
  CAST(CASE WHEN i % 120011 <> 37 THEN a % {parts} + 1 END AS INTEGER) AS l_partkey,
  CAST(b % 10000 + 1 AS INTEGER) AS l_suppkey,
  CAST(i % 4 + 1 AS INTEGER) AS l_linenumber,
  CAST(CASE WHEN i % 400009 = 29 THEN -1 ELSE c % 50 + 1 END AS DECIMAL(15, 2)) AS l_quantity,
  CAST((a % 9500000 + 100000) * 0.01 AS DECIMAL(15, 2)) AS l_extendedprice,
  CAST((b % 11) * 0.01 AS DECIMAL(15, 2)) AS l_discount,
  CAST((c % 9) * 0.01 AS DECIMAL(15, 2)) AS l_tax,
  CASE WHEN i % 64 = 1 THEN 'N/A' ELSE SUBSTR('ANR', CAST(b % 3 + 1 AS INTEGER), 1) END
    AS l_returnflag,
  SUBSTR('OF', CAST(a % 2 + 1 AS INTEGER), 1) AS l_linestatus,
  DATE '2019-01-01' + CAST(i % 2500 AS INTEGER) AS l_shipdate,
  DATE '2019-02-01' + CAST(i % 2500 AS INTEGER) AS l_commitdate,
  DATE '2019-01-01' + CAST(
    i % 2500 + CASE WHEN i % 250007 = 31 THEN -1 ELSE c % 30 + 1 END AS INTEGER
  ) AS l_receiptdate,
  SPLIT_PART('COLLECT COD,DELIVER IN PERSON,NONE,TAKE BACK RETURN', ',',
    CAST(a % 4 + 1 AS INTEGER)) AS l_shipinstruct,
  SPLIT_PART('AIR,FOB,MAIL,RAIL,REG AIR,SHIP,TRUCK', ',', CAST(c % 7 + 1 AS INTEGER))
    AS l_shipmode,
  CASE
    WHEN i % 200 = 5 THEN NULL
    WHEN c % {comments} = 0 THEN 'carefully ironic deposits #0'
    ELSE 'carefully ironic '
      || TRANSLATE(CAST(c % {comments} AS VARCHAR), '0123456789', 'abcdefghij')
      || ' deposits haggle'
  END AS l_comment,
  CASE
    WHEN i % 300007 = 23 THEN 'no uuid ' || CAST(i AS VARCHAR)
    ELSE SUBSTR(h, 1, 8) || '-' || SUBSTR(h, 9, 4) || '-' || SUBSTR(h, 13, 4) || '-'
      || SUBSTR(h, 17, 4) || '-' || SUBSTR(h, 21, 12)
  END AS l_uuid,
  CASE
    WHEN i % 100 = 7 THEN NULL
    WHEN i % 200003 = 11 THEN 'user at example'
    ELSE 'user.' || CAST(i - CASE WHEN i % 15 = 0 THEN 1 ELSE 0 END + 1 AS VARCHAR)
      || '@example.com'
  END AS l_email,
  CASE
    WHEN i % 50 = 3 THEN NULL
    WHEN i % 150001 = 13 THEN 'unknown'
    ELSE '+49 30 ' || CAST(10000000 + i - CASE WHEN i % 30 = 0 THEN 1 ELSE 0 END AS VARCHAR)
  END AS l_phone,
  TIMESTAMP '2026-01-01 00:00:00' + CAST(i % 20000000 AS INTEGER) * INTERVAL '1 second'
    AS l_updated
FROM (SELECT *, MD5(CAST(i - CASE WHEN i % 500009 = 17 THEN 1 ELSE 0 END AS VARCHAR)) AS h
  FROM numbered) AS hashed
"""

_ORDERS = """
CREATE TABLE orders AS
SELECT CAST(n AS BIGINT) + 1 AS o_orderkey, CAST(n % 150000 AS INTEGER) AS o_custkey
FROM {series} AS series(n)
WHERE n % 50021 <> 41
"""

_PART = """
CREATE TABLE part AS
SELECT CAST(n AS INTEGER) + 1 AS p_partkey, 'part ' || CAST(n AS VARCHAR) AS p_name
FROM {series} AS series(n)
"""


def create_statements(engine: Engine, rows: int) -> list[str]:
    """Give the statements that make the tables.

    Args:
        engine: In whose SQL.
        rows: Of `lineitem`; the other tables follow.
    """
    sizes = {"parts": max(1, rows // 30), "comments": max(1, int(rows * COMMENTS_PER_ROW))}
    tables = (
        (_LINEITEM, rows), (_ORDERS, (rows + 3) // 4), (_PART, sizes["parts"])
    )  # fmt: skip
    made = [
        text.format(series=_SERIES[engine].format(rows=count), **sizes) for text, count in tables
    ]
    return made if engine == "duckdb" else [*made, "ANALYZE"]
