"""Missing and valid values: how many values of a column are missing, valid or invalid.

```yaml
checks for customers:
  - missing_percent(email) < 0.1%
  - invalid_count(status) = 0:
      valid values: [new, active, closed]
```

NULL is missing. What else is missing, and what is valid, the keys below say; every value is
exactly one of missing, valid and invalid. `invalid_count` and `invalid_percent` need a `valid` or
`invalid` key.

```yaml
checks for customers:
  - missing_count(phone) < 10:
      missing values: [N/A, "-"]
  - invalid_percent(email) < 2%:
      valid format: email
      valid max length: 254
  - invalid_percent(size) < 2%:
      valid min: 1
      valid max: 60
      filter: country = 'BE'
```

What holds for a column wherever it is asked about stands once, as `KEY for COLUMN`:

```yaml
configurations for customers:
  missing values for phone: [N/A, "-"]
  valid format for email: email

checks for customers:
  - missing_count(phone) < 10
  - valid_percent(email) > 99
  - invalid_count(phone) = 0:
      valid min length: 6
      valid regex: "^[+0-9 ]+$"
```

Metrics:
    missing_count, missing_percent: NULL, and what the missing keys name
    invalid_count, invalid_percent: neither missing nor valid
    valid_count, valid_percent: neither missing nor invalid
    values_count, values_percent: not missing, valid or not

    Percents are of the rows, from 0 to 100, and compared unrounded. A percent of no rows is not
    zero: the check is `skipped`.

Keys:
    missing values: These are missing, as NULL is. All texts, or all numbers.
    missing regex: What matches is missing.
    missing format: What has this [format](formats.md) is missing, such as `date us`.
    valid values: Only these are valid. All texts, or all numbers.
    valid regex: Only what matches is valid. An expression of the engine; anchor it with `^` and
      `$`.
    valid format: Only what has this [format](formats.md) is valid, such as `email`.
    valid length: Only texts of exactly this length are valid.
    valid min length: Only texts of at least this length are valid.
    valid max length: Only texts of at most this length are valid.
    valid min: Only numbers from this one on are valid.
    valid max: Only numbers up to this one are valid.
    invalid values: These are invalid. All texts, or all numbers.
    invalid regex: What matches is invalid.
    invalid format: What has this [format](formats.md) is invalid.
    include null: With `true`, NULL counts as invalid instead of leaving it out.

    All `valid` keys must hold. Any `invalid` key that holds makes a value invalid, and any
    `missing` key makes it missing.

Keys of a column:
    Below `configurations for DATASET` (in a document: `configurations:`) a key holds for all
    checks of the file on that dataset. Lists are joined with those of the check; of other keys the
    check's own wins.

    `attributes`, `samples limit`, `samples columns` and `collect failed rows` stand there as well,
    for all checks of the dataset that say nothing else.

Limits:
    - `configurations for` a dataset without checks in the file is an error.
    - A `valid min` above the `valid max` is an error, as nothing would be valid.
    - A list of texts and numbers mixed is an error; quote the numbers.
    - The keys also narrow [averages, sums](aggregates.md), [lengths](lengths.md),
      [percentiles](percentiles.md) and [distinct counts](duplicates.md) to the valid values.
"""

from typing import Final

NAMES: Final = frozenset(
    f"{word}_{form}"
    for word in ("missing", "invalid", "valid", "values")
    for form in ("count", "percent")
)
