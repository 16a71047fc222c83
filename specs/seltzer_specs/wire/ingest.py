"""What a scan pushes: metadata only. No field fits a row value, SQL text or a log line."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from seltzer_specs.wire.base import Identifier, Outcome, UtcDatetime, WireModel
from seltzer_specs.wire.evaluation import Evaluation

MAX_RESULTS = 5_000
"""Checks in one batch; a larger scan is sent in parts."""

ErrorCode: TypeAlias = Literal[
    "syntax",
    "missing_object",
    "type_mismatch",
    "permission",
    "timeout",
    "cancelled",
    "connection",
    "resources",
    "not_computed",
    "other",
]
SkipCode: TypeAlias = Literal["empty", "no_history", "not_pushed", "unsupported", "other"]


class BatchScan(WireModel):
    """Which scan the batch belongs to.

    Attributes:
        id: Made by the scanner, unique (UUIDv4 hex).
        definition: What is scanned regularly, for example the project's name.
        data_time: The time that the measurements speak of.
        git_sha: Commit of the specs, where known.
        part: Number of this part, from 1.
        parts: How many parts the scan has.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    data_source: Identifier
    dialect: Identifier
    definition: Identifier
    data_time: UtcDatetime
    started_at: UtcDatetime
    ended_at: UtcDatetime
    outcome: Outcome
    git_sha: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{7,64}$")] | None = None
    client: Identifier
    part: int = Field(1, ge=1)
    parts: int = Field(1, ge=1)


class BatchColumn(WireModel):
    """One column of a dataset's schema, in order of `position` (from 0)."""

    name: Identifier
    type: Identifier
    nullable: bool | None = None
    position: int = Field(ge=0)


class BatchDataset(WireModel):
    """A dataset that the scan touched; `columns` where the scan read its schema."""

    name: Identifier
    owner: Identifier | None = None
    columns: tuple[BatchColumn, ...] | None = None


class BatchMetric(WireModel):
    """One measurement.

    Attributes:
        key: Digest of the metric's full identity; the history of a key is one series.
        dataset: Index into `IngestBatch.datasets`.
        label: Short text such as `missing_percent(email)`.
        value: In the unit of the metric; None where it could not be computed or is empty.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16,64}$")]
    dataset: int = Field(ge=0)
    label: Identifier
    column: Identifier | None = None
    value: int | float | None


class BatchCheck(WireModel):
    """One check's outcome, or the question the server has to answer.

    Attributes:
        id: Stable identity within the data source.
        dataset: Index into `IngestBatch.datasets`; None for a check without a dataset.
        metric: Key of the measurement that was judged.
        threshold: The condition as written, without literals of the data.
        evaluate: Set when the outcome is the server's to decide; the scanner then sends the
            outcome it can vouch for: `skipped`, or `error` and `fail` that no history changes.
    """

    id: Identifier
    name: Identifier
    kind: Identifier
    dataset: int | None = None
    column: Identifier | None = None
    metric: str | None = None
    outcome: Outcome
    value: int | float | None = None
    threshold: Identifier | None = None
    severity: Literal["minor", "major", "critical"] | None = None
    owner: Identifier | None = None
    tags: tuple[Identifier, ...] = ()
    notify: tuple[Identifier, ...] = ()
    monitor: Identifier | None = None
    file: Identifier | None = None
    line: int | None = None
    error_code: ErrorCode | None = None
    skip_code: SkipCode | None = None
    sqlstate: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{5}$")] | None = None
    evaluate: Evaluation | None = None


class IngestBatch(WireModel):
    """Body of `POST /api/v1/ingest/scans`."""

    v: Literal[1] = 1
    scan: BatchScan
    datasets: tuple[BatchDataset, ...] = ()
    metrics: tuple[BatchMetric, ...] = ()
    checks: Annotated[tuple[BatchCheck, ...], Field(max_length=MAX_RESULTS)] = ()


class IngestReceipt(WireModel):
    """Answer of the ingest route, given only after the commit.

    Attributes:
        batch: SHA-256 of the canonical body, hex.
        stored: False when this batch was stored before (a repeated delivery).
    """

    batch: str
    scan_id: str
    stored: bool
    accepted: int


class SchemaChangeWire(WireModel):
    """One difference between two stored schema versions; `breaking` for delete and type change."""

    kind: Literal["column add", "column delete", "column type change", "column index change"]
    column: str
    before: str | None = None
    after: str | None = None
    breaking: bool = False


class Verdict(WireModel):
    """The server's answer to one `Evaluation`.

    `value` is what was judged: the measurement, or for a change the change. `lower`, `expected`
    and `upper` are the band in the unit of the metric, `score` how unusual the value is.
    `reason` is one line for people.
    """

    check: str
    outcome: Outcome
    value: int | float | None = None
    lower: float | None = None
    expected: float | None = None
    upper: float | None = None
    score: float | None = None
    reason: str | None = None
    changes: tuple[SchemaChangeWire, ...] = ()


class ScanVerdicts(WireModel):
    """Answer of `GET /api/v1/scans/{id}/verdicts`."""

    scan_id: str
    verdicts: tuple[Verdict, ...]
