"""Freshness: how old the newest row is.

```yaml
checks for orders:
  - freshness(created_at) < 1d12h
```

The age is the time of the scan minus the largest value of a date or timestamp column. Durations are
days, hours and minutes: `1d`, `6h`, `30m`, `1d12h30m`.

```yaml
checks for orders:
  - freshness(created_at):
      filter: region = 'EU'
      warn: when > 6h
      fail: when > 1d
```

The age is measured at the scan's data time. A second argument names a variable that holds another
time:

```yaml
variables:
  END: 2026-01-31T06:00:00Z

checks for orders:
  - freshness(created_at, END) < 1d
```

Outcomes (What | Outcome):
    no rows, or no time in any row: fail, as nothing is fresh
    the column is a text: error; cast it in a view

Limits:
    - Fresh data passes. A threshold that lets old data pass (`> 1d` in the line, `when < 1d` below
      it) is an error.
    - Seconds, bare numbers and anything else than a duration are errors.
    - A time without a zone is UTC. A date counts to the end of its day.
    - `freshness using created_at with END < 1d` is Soda's old form of the same; it works, with a
      note.
"""

from datetime import datetime
from typing import ClassVar

from seltzer_specs.checks.base import CheckBase, CheckKind
from seltzer_specs.frozen import dataclass
from seltzer_specs.names import Name
from seltzer_specs.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshnessCheck(CheckBase):
    """Compare the age of the newest value of a column with thresholds in seconds.

    Attributes:
        column: Date or timestamp column.
        now: End of the measured age, from a variable; None for the scan's data time.
        variable: Name of that variable.
        filter: In-check filter, SQL as written by the user.
        filter_template: `filter` with variables by name, where it has any.
        thresholds: In seconds.
    """

    kind: ClassVar[CheckKind] = "freshness"
    column: Name
    now: datetime | None = None
    variable: str | None = None
    filter: str | None = None
    filter_template: str | None = None
    thresholds: Thresholds
