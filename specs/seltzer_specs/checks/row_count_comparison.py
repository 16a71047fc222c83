"""Row counts of two datasets: as many rows here as there.

```yaml
checks for orders:
  - row_count same as orders_copy
```

The whole line is `row_count same as DATASET [FILTER] [in DATA_SOURCE]`:

```yaml
filter orders_raw [daily]:
  where: created_at >= '2026-01-31'

filter orders [daily]:
  where: created_at >= '2026-01-31'

checks for orders [daily]:
  - row_count same as orders_raw daily in warehouse
```

The value is the rows of this dataset minus those of the other; the reason names both counts.

Parts (Part | Meaning):
    `DATASET`: the other dataset
    `FILTER`: names a `filter DATASET [FILTER]` of the same file, with or without brackets; without
      it all rows of the other dataset count
    `DATA_SOURCE`: another one of the project or of the Soda configurations given with `-c`. Its
      rows are counted there, in its dialect; only the count travels

Outcomes (What | Outcome):
    the other data source cannot be reached: the checks that need it are errors, and no other

SQL:
    Within one data source both counts are part of the shared queries of their datasets.

Limits:
    - There is no threshold; to tolerate a difference, use `row_count diff < 10` of a
      [reconciliation](reconciliation.md).
"""

from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.names import DatasetRef, Partition
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCountComparisonCheck(CheckBase):
    """Compare the number of rows with that of another dataset.

    Attributes:
        other: The other dataset; its data source is named where the user named one.
        other_partition: Dataset filter of the other dataset.
        thresholds: On the rows of this dataset minus those of the other; anything but 0 fails.
    """

    kind: ClassVar[CheckKind] = "row_count_comparison"
    other: DatasetRef
    other_partition: Partition | None = None
    thresholds: Thresholds
