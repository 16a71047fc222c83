-- case: row_count
SELECT
  COUNT_BIG(*) AS row_count
FROM people;

-- case: row_count, in-check filter
SELECT
  COUNT_BIG(CASE WHEN score > 1 OR score IS NULL THEN 1 END) AS row_count_312eb6
FROM people;

-- case: row_count, dataset filter
SELECT
  COUNT_BIG(*) AS row_count
FROM people
WHERE
  score > 3 OR id = 1;

-- case: row_count, both filters
SELECT
  COUNT_BIG(CASE WHEN id < 4 OR id = 6 THEN 1 END) AS row_count_e817f5
FROM people
WHERE
  score > 3 OR id = 1;

-- case: missing_count
SELECT
  COUNT_BIG(CASE WHEN name IS NULL THEN 1 END) AS missing_count_name
FROM people;

-- case: missing_count, reserved word
SELECT
  COUNT_BIG(CASE WHEN [order] IS NULL THEN 1 END) AS missing_count_order
FROM people;

-- case: missing_count, odd name
SELECT
  COUNT_BIG(CASE WHEN [first name] IS NULL THEN 1 END) AS missing_count_first_name_a66011
FROM people;

-- case: missing_count, quoted mixed case
SELECT
  COUNT_BIG(CASE WHEN [MixedCase] IS NULL THEN 1 END) AS missing_count_mixedcase_69297c
FROM people;

-- case: missing_count, unquoted upper case
SELECT
  COUNT_BIG(CASE WHEN NAME IS NULL THEN 1 END) AS missing_count_name_aed4df
FROM people;

-- case: missing_count, values
SELECT
  COUNT_BIG(CASE WHEN name IS NULL OR name IN ('N/A', '?') THEN 1 END) AS missing_count_name_c892e9
FROM people;

-- case: missing_count, numbers
SELECT
  COUNT_BIG(CASE WHEN [order] IS NULL OR [order] IN (10, -1) THEN 1 END) AS missing_count_order_1afbb0
FROM people;

-- case: missing_count, regex
SELECT
  COUNT_BIG(CASE WHEN [first name] IS NULL OR REGEXP_LIKE([first name], '^$') THEN 1 END) AS missing_count_first_name_ae7fdf
FROM people;

-- case: missing_count, regex with quote and backslash
SELECT
  COUNT_BIG(CASE WHEN name IS NULL OR REGEXP_LIKE(name, '^\w''B') THEN 1 END) AS missing_count_name_ff4ebc
FROM people;

-- case: missing_percent
SELECT
  COUNT_BIG(CASE WHEN name IS NULL THEN 1 END) AS missing_count_name,
  COUNT_BIG(*) AS row_count
FROM people;

-- case: missing_percent, filter
SELECT
  COUNT_BIG(CASE WHEN id > 2 AND name IS NULL THEN 1 END) AS missing_count_name_c4cdc9,
  COUNT_BIG(CASE WHEN id > 2 THEN 1 END) AS row_count_a57049
FROM people;

-- case: invalid_count, values
SELECT
  COUNT_BIG(name) - COUNT_BIG(CASE WHEN name IN ('O''Brien', 'Zoë') THEN 1 END) AS invalid_count_name_ebc609
FROM people;

-- case: invalid_count, range
SELECT
  COUNT_BIG([order]) - COUNT_BIG(CASE WHEN [order] >= 15 AND [order] <= 25.5 THEN 1 END) AS invalid_count_order_83050c
FROM people;

-- case: invalid_count, lengths
SELECT
  COUNT_BIG(name) - COUNT_BIG(
    CASE
      WHEN LEN(REPLACE(name, ' ', '.')) >= 3 AND LEN(REPLACE(name, ' ', '.')) <= 3
      THEN 1
    END
  ) AS invalid_count_name_52dc86
FROM people;

-- case: invalid_count, length
SELECT
  COUNT_BIG(name) - COUNT_BIG(CASE WHEN LEN(REPLACE(name, ' ', '.')) = 2 THEN 1 END) AS invalid_count_name_a6297c
FROM people;

-- case: invalid_count, format
SELECT
  COUNT_BIG(code) - COUNT_BIG(
    CASE
      WHEN REGEXP_LIKE(code, '^( *[-+]? *([0-9]+([.,][0-9]+)?|[.,][0-9]+) *)$')
      THEN 1
    END
  ) AS invalid_count_code_3c46ad
FROM people;

-- case: invalid_count, format and range
SELECT
  COUNT_BIG(code) - COUNT_BIG(
    CASE
      WHEN REGEXP_LIKE(code, '^( *[-+]? *([0-9]+([.,][0-9]+)?|[.,][0-9]+) *)$')
      AND CASE
        WHEN REGEXP_LIKE(code, '^( *[-+]? *([0-9]+([.,][0-9]+)?|[.,][0-9]+) *)$')
        THEN CAST(REPLACE(REPLACE(REPLACE(REPLACE(code, ' ', ''), '%', ''), '+', ''), ',', '.') AS FLOAT)
      END >= -1.5
      THEN 1
    END
  ) AS invalid_count_code_54b405
FROM people;

-- case: invalid_count, regex
SELECT
  COUNT_BIG(name) - COUNT_BIG(CASE WHEN REGEXP_LIKE(name, '^[A-Z]') THEN 1 END) AS invalid_count_name_cb0944
FROM people;

-- case: invalid_count, invalid values and null
SELECT
  COUNT_BIG(CASE WHEN (
    NOT name IS NULL AND name IN ('N/A')
  ) OR name IS NULL THEN 1 END) AS invalid_count_name_098ac9
FROM people;

-- case: invalid_count, only null
SELECT
  COUNT_BIG(CASE WHEN name IS NULL THEN 1 END) AS invalid_count_name_a4e697
FROM people;

-- case: invalid_count, missing is not invalid
SELECT
  COUNT_BIG(CASE WHEN NOT name IS NULL AND NOT name IN ('N/A') THEN 1 END) - COUNT_BIG(CASE WHEN REGEXP_LIKE(name, '^O') AND NOT name IN ('N/A') THEN 1 END) AS invalid_count_name_18eebe
FROM people;

-- case: invalid_count, filter with or
SELECT
  COUNT_BIG(CASE WHEN (
    id = 4 OR id = 1
  ) AND NOT name IS NULL THEN 1 END) - COUNT_BIG(CASE WHEN (
    id = 4 OR id = 1
  ) AND name IN ('O''Brien', 'Zoë') THEN 1 END) AS invalid_count_name_7cdb87
FROM people;

-- case: invalid_percent
SELECT
  COUNT_BIG(name) - COUNT_BIG(CASE WHEN name IN ('O''Brien', 'Zoë') THEN 1 END) AS invalid_count_name_ebc609,
  COUNT_BIG(*) AS row_count
FROM people;

-- case: valid_count
SELECT
  COUNT_BIG(CASE WHEN name IN ('O''Brien', 'Zoë') THEN 1 END) AS valid_count_name_ef7c2a
FROM people;

-- case: valid_count, invalid key
SELECT
  COUNT_BIG(CASE WHEN name IN ('O''Brien', 'Zoë') AND NOT REGEXP_LIKE(name, '^Z') THEN 1 END) AS valid_count_name_deff32
FROM people;

-- case: valid_percent
SELECT
  COUNT_BIG(*) AS row_count,
  COUNT_BIG(CASE WHEN name IN ('O''Brien', 'Zoë') THEN 1 END) AS valid_count_name_ef7c2a
FROM people;

-- case: duplicate_count
SELECT
  COUNT_BIG(*) AS duplicate_count_name
FROM (
  SELECT
    1 AS one
  FROM people
  WHERE
    NOT name IS NULL
  GROUP BY
    name
  HAVING
    COUNT_BIG(*) > 1
) AS duplicates;

-- case: duplicate_count, two columns
SELECT
  COUNT_BIG(*) AS duplicate_count_order_first_name_511ce8
FROM (
  SELECT
    1 AS one
  FROM people
  WHERE
    NOT [order] IS NULL AND NOT [first name] IS NULL
  GROUP BY
    [order],
    [first name]
  HAVING
    COUNT_BIG(*) > 1
) AS duplicates;

-- case: duplicate_count, both filters
SELECT
  COUNT_BIG(*) AS duplicate_count_order_ba451d
FROM (
  SELECT
    1 AS one
  FROM people
  WHERE
    NOT [order] IS NULL AND (
      id > 2 OR id = 1
    ) AND (
      id = 5 OR id = 6
    )
  GROUP BY
    [order]
  HAVING
    COUNT_BIG(*) > 1
) AS duplicates;

-- case: duplicate_count, valid values
SELECT
  COUNT_BIG(*) AS duplicate_count_order_28f290
FROM (
  SELECT
    1 AS one
  FROM people
  WHERE
    [order] <= 25
  GROUP BY
    [order]
  HAVING
    COUNT_BIG(*) > 1
) AS duplicates;

-- case: duplicate_percent
SELECT
  COUNT_BIG(*) AS duplicate_count_order
FROM (
  SELECT
    1 AS one
  FROM people
  WHERE
    NOT [order] IS NULL
  GROUP BY
    [order]
  HAVING
    COUNT_BIG(*) > 1
) AS duplicates;
SELECT
  COUNT_BIG(*) AS row_count
FROM people;

-- case: values_count
SELECT
  COUNT_BIG(CASE WHEN NOT name IS NULL THEN 1 END) AS valid_count_name
FROM people;

-- case: values_count, missing values and no valid ones
SELECT
  COUNT_BIG(CASE WHEN NOT name IS NULL AND NOT name IN ('N/A') THEN 1 END) AS valid_count_name_4b965f
FROM people;

-- case: values_percent
SELECT
  COUNT_BIG(*) AS row_count,
  COUNT_BIG(CASE WHEN NOT name IS NULL THEN 1 END) AS valid_count_name
FROM people;

-- case: distinct_count
SELECT
  COUNT_BIG(*) AS distinct_count_order
FROM (
  SELECT
    COUNT_BIG(*) AS n
  FROM people
  WHERE
    NOT [order] IS NULL
  GROUP BY
    [order]
) AS grouped;

-- case: distinct_count, valid values and both filters
SELECT
  COUNT_BIG(*) AS distinct_count_name_749d87
FROM (
  SELECT
    COUNT_BIG(*) AS n
  FROM people
  WHERE
    name IN ('O''Brien', 'Zoë') AND (
      id > 1 OR id = 0
    ) AND (
      id < 3 OR id = 6
    )
  GROUP BY
    name
) AS grouped;

-- case: unique_count
SELECT
  COUNT_BIG(CASE WHEN n = 1 THEN 1 END) AS unique_count_order
FROM (
  SELECT
    COUNT_BIG(*) AS n
  FROM people
  WHERE
    NOT [order] IS NULL
  GROUP BY
    [order]
) AS grouped;

-- case: unique_count, odd name
SELECT
  COUNT_BIG(CASE WHEN n = 1 THEN 1 END) AS unique_count_first_name_dcf2af
FROM (
  SELECT
    COUNT_BIG(*) AS n
  FROM people
  WHERE
    NOT [first name] IS NULL
  GROUP BY
    [first name]
) AS grouped;

-- case: uniqueness
SELECT
  COUNT_BIG(*) AS distinct_count_order
FROM (
  SELECT
    COUNT_BIG(*) AS n
  FROM people
  WHERE
    NOT [order] IS NULL
  GROUP BY
    [order]
) AS grouped;
SELECT
  COUNT_BIG(CASE WHEN NOT [order] IS NULL THEN 1 END) AS valid_count_order
FROM people;

-- case: uniqueness, all different
SELECT
  COUNT_BIG(*) AS distinct_count_id
FROM (
  SELECT
    COUNT_BIG(*) AS n
  FROM people
  WHERE
    NOT id IS NULL
  GROUP BY
    id
) AS grouped;
SELECT
  COUNT_BIG(CASE WHEN NOT id IS NULL THEN 1 END) AS valid_count_id
FROM people;

-- case: min
SELECT
  MIN([order]) AS min_order
FROM people;

-- case: max
SELECT
  MAX([order]) AS max_order
FROM people;

-- case: sum
SELECT
  SUM(price) AS sum_price
FROM people;

-- case: avg
SELECT
  AVG((
    [order]
  ) * CAST(1 AS FLOAT)) AS avg_order
FROM people;

-- case: avg, filter
SELECT
  AVG(CASE WHEN [order] = 30 OR id = 1 THEN (
    score
  ) * CAST(1 AS FLOAT) END) AS avg_score_c49b76
FROM people;

-- case: min, valid numbers in text
SELECT
  MIN(
    CASE
      WHEN REGEXP_LIKE(code, '^( *[-+]? *([0-9]+([.,][0-9]+)?|[.,][0-9]+) *)$')
      THEN CASE
        WHEN REGEXP_LIKE(code, '^( *[-+]? *([0-9]+([.,][0-9]+)?|[.,][0-9]+) *)$')
        THEN CAST(REPLACE(REPLACE(REPLACE(REPLACE(code, ' ', ''), '%', ''), '+', ''), ',', '.') AS FLOAT)
      END
    END
  ) AS min_code_99e893
FROM people;

-- case: sum, valid numbers in text
SELECT
  SUM(
    CASE
      WHEN REGEXP_LIKE(code, '^( *[-+]? *([0-9]+([.,][0-9]+)?|[.,][0-9]+) *)$')
      THEN CASE
        WHEN REGEXP_LIKE(code, '^( *[-+]? *([0-9]+([.,][0-9]+)?|[.,][0-9]+) *)$')
        THEN CAST(REPLACE(REPLACE(REPLACE(REPLACE(code, ' ', ''), '%', ''), '+', ''), ',', '.') AS FLOAT)
      END
    END
  ) AS sum_code_442443
FROM people;

-- case: max, valid values only
SELECT
  MAX(CASE WHEN [order] <= 25 THEN [order] END) AS max_order_b91ff0
FROM people;

-- case: min_length
SELECT
  MIN(LEN(REPLACE(name, ' ', '.'))) AS min_length_name
FROM people;

-- case: max_length
SELECT
  MAX(LEN(REPLACE(name, ' ', '.'))) AS max_length_name
FROM people;

-- case: avg_length
SELECT
  AVG((
    LEN(REPLACE(name, ' ', '.'))
  ) * CAST(1 AS FLOAT)) AS avg_length_name
FROM people;

-- case: stddev
SELECT
  STDEV(score) AS stddev_score
FROM people;

-- case: stddev_pop
SELECT
  STDEVP(score) AS stddev_pop_score
FROM people;

-- case: stddev_samp
SELECT
  STDEV(score) AS stddev_samp_score
FROM people;

-- case: variance
SELECT
  VAR(score) AS variance_score
FROM people;

-- case: var_pop
SELECT
  VARP(score) AS var_pop_score
FROM people;

-- case: var_samp
SELECT
  VAR(score) AS var_samp_score
FROM people;

-- case: percentile
SELECT
  MIN(CASE WHEN share >= 0.5 THEN [value] END) AS percentile_score_334cc8
FROM (
  SELECT
    score AS [value],
    CUME_DIST() OVER (ORDER BY score) AS share
  FROM people
  WHERE
    NOT score IS NULL
) AS ranked;

-- case: percentile, filter
SELECT
  MIN(CASE WHEN share >= 0.5 THEN [value] END) AS percentile_score_696510
FROM (
  SELECT
    score AS [value],
    CUME_DIST() OVER (ORDER BY score) AS share
  FROM people
  WHERE
    NOT score IS NULL AND (
      id <> 3 OR id = 1
    )
) AS ranked;

-- case: percentile_disc
SELECT
  MIN(CASE WHEN share >= 0.8 THEN [value] END) AS percentile_disc_score_37864f
FROM (
  SELECT
    score AS [value],
    CUME_DIST() OVER (ORDER BY score) AS share
  FROM people
  WHERE
    NOT score IS NULL
) AS ranked;

-- case: expression
SELECT
  AVG(score - id) AS gain_a8508c
FROM people;

-- case: expression, filter
SELECT
  SUM(score) AS gain_7c1170
FROM people
WHERE
  id = 1 OR id = 6;

-- case: expression check, number
SELECT
  MAX(score) AS max_score,
  MIN(score) AS min_score
FROM people;

-- case: expression check, shares measures
SELECT
  MAX(score) AS max_score,
  COUNT_BIG(CASE WHEN score IS NULL THEN 1 END) AS missing_count_score,
  COUNT_BIG(*) AS row_count
FROM people;

-- case: expression check, condition
SELECT
  AVG((
    [order]
  ) * CAST(1 AS FLOAT)) AS avg_order,
  MAX([order]) AS max_order,
  COUNT_BIG(*) AS row_count
FROM people;

-- case: expression check, two columns and a filter
SELECT
  MAX([order]) AS max_order,
  MAX(score) AS max_score
FROM people
WHERE
  id < 3 OR id = 5;

-- case: query
SELECT 'x', 7, NULL;

-- case: query without dataset
SELECT COUNT(*) FROM people;

-- case: failed rows, condition
SELECT
  COUNT_BIG(CASE WHEN score < 2 OR score > 7 THEN 1 END) AS failed_rows_d07133
FROM people;

-- case: failed rows, query
SELECT
  COUNT_BIG(*) AS failed_rows_09d7d5
FROM (
  SELECT
    *
  FROM people
  WHERE
    score > 3
) AS failed_rows;

-- case: failed rows, query with CTE
WITH x AS (
  SELECT
    id AS id,
    id AS id
  FROM people
)
SELECT
  COUNT_BIG(*) AS failed_rows_b7ca7f
FROM (
  SELECT
  TOP 4
    *
  FROM x
) AS failed_rows;

-- case: unmatched_count
SELECT
  COUNT_BIG(*) AS unmatched_score_c6fc58
FROM (
  SELECT
    score AS key_1
  FROM people
  WHERE
    NOT score IS NULL
) AS source
LEFT JOIN (
  SELECT DISTINCT
    id AS key_1
  FROM people
  WHERE
    NOT id IS NULL
) AS target
  ON source.key_1 = target.key_1
WHERE
  target.key_1 IS NULL;

-- case: unmatched_count, target with duplicates
SELECT
  COUNT_BIG(*) AS unmatched_order_3c33cd
FROM (
  SELECT
    [order] AS key_1
  FROM people
  WHERE
    NOT [order] IS NULL
) AS source
LEFT JOIN (
  SELECT DISTINCT
    [order] AS key_1
  FROM people
  WHERE
    NOT [order] IS NULL
) AS target
  ON source.key_1 = target.key_1
WHERE
  target.key_1 IS NULL;

-- case: unmatched_count, odd name
SELECT
  COUNT_BIG(*) AS unmatched_first_name_ba0b52
FROM (
  SELECT
    [first name] AS key_1
  FROM people
  WHERE
    NOT [first name] IS NULL
) AS source
LEFT JOIN (
  SELECT DISTINCT
    name AS key_1
  FROM people
  WHERE
    NOT name IS NULL
) AS target
  ON source.key_1 = target.key_1
WHERE
  target.key_1 IS NULL;

-- case: unmatched_count, dataset filter
SELECT
  COUNT_BIG(*) AS unmatched_order_58ff6f
FROM (
  SELECT
    [order] AS key_1
  FROM people
  WHERE
    (
      id = 2 OR id = 4 OR id = 5
    ) AND NOT [order] IS NULL
) AS source
LEFT JOIN (
  SELECT DISTINCT
    id AS key_1
  FROM people
  WHERE
    NOT id IS NULL
) AS target
  ON source.key_1 = target.key_1
WHERE
  target.key_1 IS NULL;

-- case: unmatched_count, some NULL in the key
SELECT
  COUNT_BIG(*) AS unmatched_id_score_3e71b2
FROM (
  SELECT
    id AS key_1,
    score AS key_2
  FROM people
  WHERE
    NOT id IS NULL OR NOT score IS NULL
) AS source
LEFT JOIN (
  SELECT DISTINCT
    id AS key_1,
    score AS key_2
  FROM people
  WHERE
    NOT id IS NULL AND NOT score IS NULL
) AS target
  ON source.key_1 = target.key_1 AND source.key_2 = target.key_2
WHERE
  target.key_1 IS NULL;

-- case: unmatched_count, only NULL in the key
SELECT
  COUNT_BIG(*) AS unmatched_order_score_6cbf04
FROM (
  SELECT
    [order] AS key_1,
    score AS key_2
  FROM people
  WHERE
    id = 4 AND (
      NOT [order] IS NULL OR NOT score IS NULL
    )
) AS source
LEFT JOIN (
  SELECT DISTINCT
    id AS key_1,
    id AS key_2
  FROM people
  WHERE
    NOT id IS NULL AND NOT id IS NULL
) AS target
  ON source.key_1 = target.key_1 AND source.key_2 = target.key_2
WHERE
  target.key_1 IS NULL;

-- case: forbidden_count
SELECT
  COUNT_BIG(*) AS forbidden_score_a37657
FROM (
  SELECT
    score AS key_1
  FROM people
  WHERE
    NOT score IS NULL
) AS source
INNER JOIN (
  SELECT DISTINCT
    id AS key_1
  FROM people
  WHERE
    NOT id IS NULL
) AS target
  ON source.key_1 = target.key_1;

-- case: forbidden_count, target with duplicates
SELECT
  COUNT_BIG(*) AS forbidden_order_bb590e
FROM (
  SELECT
    [order] AS key_1
  FROM people
  WHERE
    NOT [order] IS NULL
) AS source
INNER JOIN (
  SELECT DISTINCT
    [order] AS key_1
  FROM people
  WHERE
    NOT [order] IS NULL
) AS target
  ON source.key_1 = target.key_1;

-- case: forbidden_count, two columns
SELECT
  COUNT_BIG(*) AS forbidden_id_score_caf7ef
FROM (
  SELECT
    id AS key_1,
    score AS key_2
  FROM people
  WHERE
    (
      id < 3 OR id = 4
    ) AND (
      NOT id IS NULL OR NOT score IS NULL
    )
) AS source
INNER JOIN (
  SELECT DISTINCT
    id AS key_1,
    score AS key_2
  FROM people
  WHERE
    NOT id IS NULL AND NOT score IS NULL
) AS target
  ON source.key_1 = target.key_1 AND source.key_2 = target.key_2;

-- case: freshness
SELECT
  MAX(created) AS max_created
FROM people;

-- case: freshness, filter
SELECT
  MAX(CASE WHEN id <> 3 THEN created END) AS max_created_e74985
FROM people;

-- case: group by
SELECT
TOP 1001
  *
FROM (
  SELECT
    name AS name,
    COUNT(*) AS n
  FROM people
  GROUP BY
    name
) AS all_groups;

-- case: group by, query with CTE and order
WITH x AS (
  SELECT
    name AS name
  FROM people
)
SELECT
TOP 1001
  *
FROM (
  SELECT
  TOP 9
    name AS name,
    1 AS n
  FROM x
  ORDER BY
    name
) AS all_groups;

-- case: group evolution
SELECT DISTINCT
TOP 10001
  *
FROM (
  SELECT
    name AS name
  FROM people
  WHERE
    id > 2
) AS all_groups;

-- case: distribution, continuous
SELECT
  [value]
FROM (
  SELECT
    score AS [value],
    ROW_NUMBER() OVER (ORDER BY score) AS place,
    COUNT_BIG(*) OVER () AS total
  FROM people
  WHERE
    NOT score IS NULL
) AS numbered
WHERE
  (
    place * 1000000
  ) % total < 1000000;

-- case: distribution, categorical
SELECT
TOP 1000001
  name AS [value],
  COUNT_BIG(*) AS frequency
FROM people
WHERE
  NOT name IS NULL AND (
    id < 5 OR id = 6
  )
GROUP BY
  name;
