"""Discovery and profiles: look at datasets without judging them.

```yaml
apiVersion: seltzer/v1
kind: Checks
discover datasets: [orders, customers]
profile columns: [customers.email]
```

The lists hold [patterns](for-each.md#patterns); what waits for the catalogue is expanded by the
scan. `seltzer discover` writes first checks out of what it sees: [below](#first-checks). As SodaCL:

```yaml
discover datasets:
  datasets: [orders, customers]

profile columns:
  columns: [orders.total, customers.email]

sample datasets:
  datasets: [orders]

checks for orders:
  - row_count > 0
```

What is looked at (Key | What it does):
    discover datasets: registers each matched dataset on the server: its name, its columns with
      types, and its row count
    profile columns: computes what is below of each matched column
    sample datasets: is skipped with a note, no row is read: only [rows that a check finds
      bad](../samples.md) are shown

Profiles (Of | Computed):
    every column: missing count
    numbers: min, max, average, sum, standard deviation, variance, a histogram of 20 parts
    text: shortest, longest and average length
    numbers, text, times, booleans: number of distinct values, the 10 most frequent, the 5 lowest
      and the 5 highest

    The profile is in the `profiles` of the [scan report](../scan-report.md) and stays on the
    machine that scanned. A server gets the numbers only (averages, counts, lengths, ends of number
    columns), in the series that a check of the same metric has. Frequent values, and the ends of
    texts and times, never leave.

First checks:
    ```bash
    seltzer discover                       # every dataset that needs no schema in front
    seltzer discover orders 'fact_%'       # these
    seltzer discover -d lake --out checks/lake --with-values
    ```

    Profiles the datasets and writes one versioned document each, with a comment above every check
    that says what was seen. Each proposal is run before it is written, so the file passes
    `validate` and `scan` that day. A file that exists is left as it is, and an empty dataset has
    nothing to propose.

Proposed checks (Proposed | Where):
    `row_count > 0`: always
    `missing_count(c) = 0`: no value was missing
    `duplicate_count(c) = 0`: the name says key (`id`, `…_id`, `…_key`, `uuid`), or it is the first
      column, and every value is there once
    `valid format`: every text has it: uuid, email, IP address, ISO date, integer, decimal
    `freshness(c) < Nd`: of the time column with the newest row, in whole days above its age
    `valid values`: with `--with-values`: a text column of at most 10 values. They are values of
      rows and go into Git with the file

Outcomes (What | Outcome):
    a column cannot be profiled: an `error` in its profile, and the scan exits 12; the others are
      not affected

SQL:
    All catalogue questions of a data source are one query; row counts and other numbers share the
    query of the checks. Values are one more query per column: eight columns are nine scans; Soda
    needs up to 25.

Limits:
    - Types come from the [schema snapshot](../schema-snapshot.md), or from the live catalogue.
    - A column of a type that cannot be grouped everywhere (JSON, structures, arrays) has a missing
      count only.
    - SQLite has no standard deviation and no variance.
    - Profiling reads whole datasets; give large ones a data source user with a statement timeout,
      or leave their wide columns out.
"""

from dataclasses import dataclass, field

from seltzer_specs.location import Location
from seltzer_specs.measured import MeasuredMetric
from seltzer_specs.names import DatasetRef, Name


@dataclass(frozen=True, slots=True)
class DiscoveredDataset:
    """A dataset to register with its columns (`discover datasets:`)."""

    dataset: DatasetRef
    location: Location


@dataclass(frozen=True, slots=True)
class ProfiledColumn:
    """A column to profile (`profile columns:`)."""

    dataset: DatasetRef
    column: Name
    location: Location


@dataclass(frozen=True, slots=True)
class WaitingSection:
    """A section whose patterns need a catalogue that nobody gave.

    Attributes:
        header: The section as written.
        location: Where it stands.
        data_source: Whose catalogue; None for that of the scan.
        content: What stands below the header, without comments and layout.
        names: Names of the patterns part by part, wildcards in them.
        has_columns: True where the last part of each is a column.
    """

    header: str
    location: Location
    data_source: str | None
    content: str = field(repr=False)
    names: tuple[tuple[str, ...], ...] = ()
    has_columns: bool = False


@dataclass(frozen=True, slots=True)
class SpecNote:
    """Something that is no mistake and that people should know.

    Attributes:
        rule: Stable kebab-case name of the kind of note.
    """

    message: str
    location: Location
    rule: str = "note"

    def __str__(self) -> str:
        # Quotes files: a line feed or an escape sequence in one must not reach a terminal.
        message = "".join(c if c.isprintable() else " " for c in self.message)
        return f"{self.location}: note: {message}"


@dataclass(slots=True)
class Findings:
    """What sections other than checks bring together while files are parsed."""

    discovered: list[DiscoveredDataset] = field(default_factory=list[DiscoveredDataset])
    profiled: list[ProfiledColumn] = field(default_factory=list[ProfiledColumn])
    measured: list[MeasuredMetric] = field(default_factory=list[MeasuredMetric])
    waiting: list[WaitingSection] = field(default_factory=list[WaitingSection])
    notes: list[SpecNote] = field(default_factory=list[SpecNote])
