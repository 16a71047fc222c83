"""Reference checks: values must exist in another dataset, or must not.

```yaml
checks for orders:
  - values in customer_id must exist in customers id
```

The value is the number of bad rows. Any bad row fails the check, unless `warn:` and `fail:` say
otherwise.

```yaml
filter orders [recent]:
  where: created_at >= '2026-01-01'

checks for orders [recent]:
  - values in (country, zip) must exist in shop.places (country_code, "Zip Code")
  - values in email must not exist in blocked_people email:
      name: nobody who is blocked orders
      warn: when between 1 and 10
      fail: when > 10
```

The target may be in another data source, whose name stands in front of it:

```yaml
checks for orders:
  - values in customer_id must exist in warehouse.customers id
```

Outcomes (What | Outcome):
    a row with NULL in all columns: never bad: it refers to nothing
    a row with NULL in some of several columns: has no match: `must exist` counts it, `must not
      exist` does not
    a key that the target repeats: each bad row counts once all the same
    a dataset without rows: pass, with 0
    columns whose types the engine does not compare: error
    columns of two data sources that hold texts here and numbers or times there: error
    a data source that cannot be reached: error, of the checks that need it

SQL:
    Each check is one query of its own, two scans. `must not exist` is the inner join. With a target
    in another data source each side is a query of its own, `SELECT customer_id, COUNT(*) … GROUP BY
    customer_id`, shared by all checks that want the same columns.

Limits:
    - The dataset's filter applies to its own rows, not to the target. The target is a whole
      dataset; one with a filter is a [reconciliation](reconciliation-references.md).
    - Between two data sources the keys are compared on the machine that scans, exactly and in
      bounded memory: 16 bytes of digest for each, sorted in batches and spilled to a file without a
      name. No value is kept, written or sent. 5.4 million keys of DuckDB and PostgreSQL took 29 s
      of CPU and 40 MB.
    - There, texts are equal by their bytes, whatever a column's collation says: `be` is not `BE`,
      also of MySQL. Numbers are equal by value (`1`, `1.0`), single precision by its shortest
      decimal; times to the microsecond, in UTC, a date as its midnight. `CHAR(n)` counts without
      the blanks that fill it up, bytes and UUIDs as their text. SQLite keeps dates as text, which
      is never equal to a date elsewhere: compare with a view that casts one of them.
"""

from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.names import DatasetRef, Name, Partition
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceCheck(CheckBase):
    """Count the rows whose values are not in another dataset, or are in it and must not be.

    Attributes:
        columns: Columns of the check's dataset.
        target: The other dataset; its data source is named where it is another one.
        target_columns: Its columns, one for each of `columns`.
        target_partition: Its filter; only a reconciliation has one.
        is_forbidden: True where the values must not exist in the target.
        thresholds: On the count of bad rows; more than 0 fails where the user gave none.
    """

    kind: ClassVar[CheckKind] = "reference"
    columns: tuple[Name, ...]
    target: DatasetRef
    target_columns: tuple[Name, ...]
    target_partition: Partition | None = None
    is_forbidden: bool = False
    thresholds: Thresholds
