"""`seltzer.scan/1`: what a scan prints and writes on the scanner's machine.

It holds SQL and definitions, so it stays where the scan ran; what is pushed is
`seltzer_specs.wire.ingest`.
"""

from typing import Literal, TypeAlias

from pydantic import Field

from seltzer_specs.wire.base import Outcome, UtcDatetime, WireModel


class ReportLocation(WireModel):
    """Where a check stands."""

    file: str
    line: int
    column: int


class ReportCheck(WireModel):
    """One check with its outcome.

    `value` is the measurement in the unit of the metric, unrounded; None where there is none.
    `reason` says why an outcome is not `pass`. From `owner` on: what the spec says beside it.
    """

    id: str
    name: str
    definition: str
    kind: str
    dataset: str | None
    column: str | None
    metric: str | None
    group: str | None = None
    outcome: Outcome
    value: int | float | None
    threshold: str | None
    reason: str | None
    location: ReportLocation
    queries: tuple[str, ...]
    owner: str | None = None
    severity: str | None = None
    tags: tuple[str, ...] = ()
    attributes: dict[str, str | int | float | bool] = Field(default_factory=dict)
    notify: tuple[str, ...] = ()
    schedule: str | None = None
    timezone: str | None = None
    monitor: str | None = None


class ReportQuery(WireModel):
    """One executed (scan) or compiled (compile) query.

    `duration_s` is None where the query did not run. `scans` counts full reads of the dataset.
    `data_source` is where it ran: a check may compare with another one than the scan is of.
    """

    id: str
    dialect: str
    data_source: str | None = None
    dataset: str | None
    sql: str
    duration_s: float | None
    scans: int
    rules: tuple[str, ...]


class ReportError(WireModel):
    """Something that could not be done; `message` may quote local details."""

    code: str
    message: str
    location: ReportLocation | None = None
    check: str | None = None
    query: str | None = None


class ReportNote(WireModel):
    """Something in a spec that has no effect; never an error."""

    code: str
    message: str
    location: ReportLocation


ProfileValue: TypeAlias = int | float | bool | str | None
"""A value of a row; dates and times as ISO 8601. It stays on the scanner's machine."""


class FrequentValue(WireModel):
    """A value and the number of rows that have it."""

    value: ProfileValue
    frequency: int


class Histogram(WireModel):
    """Rows in each of equal parts of a range: part i is from boundary i to boundary i + 1."""

    boundaries: tuple[float, ...]
    frequencies: tuple[int, ...]


class ReportColumnProfile(WireModel):
    """What a column holds; a member is None where it does not apply or could not be computed.

    `error` says why something could not be computed.
    """

    column: str
    type: str
    min: ProfileValue = None
    max: ProfileValue = None
    mins: tuple[ProfileValue, ...] = ()
    maxs: tuple[ProfileValue, ...] = ()
    frequent_values: tuple[FrequentValue, ...] = ()
    distinct: int | None = None
    missing_count: int | None = None
    avg: int | float | None = None
    sum: int | float | None = None
    stddev: int | float | None = None
    variance: int | float | None = None
    min_length: int | float | None = None
    max_length: int | float | None = None
    avg_length: int | float | None = None
    histogram: Histogram | None = None
    error: str | None = None


class ReportColumn(WireModel):
    """A column as the catalogue has it."""

    name: str
    type: str
    nullable: bool


class ReportProfile(WireModel):
    """A dataset that was registered (`schema_columns`) or profiled (`columns`)."""

    dataset: str
    row_count: int | None
    schema_columns: tuple[ReportColumn, ...] | None = None
    columns: tuple[ReportColumnProfile, ...] = ()
    error: str | None = None


class ReportMeasurement(WireModel):
    """A metric that was measured without judging it.

    `filter` is the name of the filter that applied. `reason` says why there is nothing to measure,
    `error` why it could not be measured; both are None where there is a value.
    """

    dataset: str
    column: str | None
    metric: str
    filter: str | None
    value: int | float | None
    reason: str | None
    error: str | None
    location: ReportLocation
    queries: tuple[str, ...]


class ReportSelection(WireModel):
    """The part of the checks that was asked for; the others are in no report.

    `select` and `exclude` are the selectors as written, `left_out` the number of the others.
    """

    select: tuple[str, ...]
    exclude: tuple[str, ...]
    left_out: int


class ScanReport(WireModel):
    """One run of checks on one data source; `checks` are in file order."""

    schema_: Literal["seltzer.scan/1"] = Field(default="seltzer.scan/1", alias="schema")
    data_source: str
    started_at: UtcDatetime
    ended_at: UtcDatetime
    data_time: UtcDatetime
    outcome: Outcome
    checks: tuple[ReportCheck, ...]
    queries: tuple[ReportQuery, ...]
    errors: tuple[ReportError, ...] = ()
    notes: tuple[ReportNote, ...] = ()
    profiles: tuple[ReportProfile, ...] = ()
    measurements: tuple[ReportMeasurement, ...] = ()
    selection: ReportSelection | None = None
