"""`seltzer.scan/1`: what a scan prints and writes on the scanner's machine.

It holds SQL and definitions, so it stays where the scan ran; what is pushed is
`seltzer_specs.wire.ingest`.
"""

from typing import Literal

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
    `reason` says why an outcome is not `pass`.
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
