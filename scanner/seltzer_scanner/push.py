"""What leaves this machine: metadata of a scan, in batches.

SQL, drivers' messages, reasons and the literals of specs have no place in a batch. A value is a
number; a text or a date never is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seltzer_dialects.types import without_literals
from seltzer_scanner.foreign_text import identifier
from seltzer_scanner.measured import MeasuredResult
from seltzer_scanner.push_groups import pushed_checks
from seltzer_scanner.push_measured import measured_datasets, measured_groups, measured_metrics
from seltzer_scanner.push_surveys import survey_datasets, survey_groups, survey_metrics
from seltzer_scanner.report import threshold_of
from seltzer_scanner.result import CheckResult, ScanResult
from seltzer_scanner.survey import SurveyResult
from seltzer_scanner.wire_names import public_name
from seltzer_specs.wire.ingest import (
    MAX_RESULTS,
    BatchCheck,
    BatchColumn,
    BatchDataset,
    BatchMetric,
    BatchScan,
    IngestBatch,
)

MAX_COLUMNS = 20_000
"""Columns of schemas in one batch, so that its size stays far below what a server accepts."""

_SHA = re.compile(r"[0-9a-f]{7,64}")
_SQLSTATE = re.compile(r"[0-9A-Z]{5}")
_MAX_INTEGER = 2**53
"""Larger whole numbers are sent as floats: they are not exact in JSON everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """What all parts of a scan say of it."""

    scan_id: str
    definition: str
    git_sha: str | None
    client: str
    parts: int


def build_batches(
    result: ScanResult,
    *,
    scan_id: str,
    definition: str,
    git_sha: str | None,
    client: str,
) -> tuple[IngestBatch, ...]:
    """Give the batches of a scan, one at least.

    Args:
        result: The scan, before verdicts.
        scan_id: Unique id, UUIDv4 as 32 hex digits.
        definition: What is scanned regularly, for example the project's name.
        git_sha: Commit of the specs, where known.
        client: Program and version that scanned, for example `seltzer/1.2.0`.
    """
    groups = _parts(result, max_results=MAX_RESULTS, max_columns=MAX_COLUMNS)
    surveys = survey_groups(result.surveys, max_columns=MAX_COLUMNS)
    measured = measured_groups(
        result.measured, pushed=_pushed_keys(result), max_metrics=MAX_RESULTS
    )
    header = _Header(
        scan_id=scan_id,
        definition=definition,
        git_sha=git_sha if git_sha is not None and _SHA.fullmatch(git_sha) else None,
        client=client,
        parts=len(groups) + len(surveys) + len(measured),
    )
    checked = [_batch(result, header, n, group) for n, group in enumerate(groups, start=1)]
    surveyed = [
        _survey_batch(result, header, n, group)
        for n, group in enumerate(surveys, start=len(groups) + 1)
    ]
    alone = [
        _measured_batch(result, header, n, group)
        for n, group in enumerate(measured, start=len(groups) + len(surveys) + 1)
    ]
    return (*checked, *surveyed, *alone)


def _pushed_keys(result: ScanResult) -> frozenset[str]:
    """Give the keys of series that checks and profiles push."""
    checks = (check.plan.metric for check in pushed_checks(result.checks))
    own = {metric.key for metric in checks if metric is not None}
    return frozenset(own | {metric.key for metric in survey_metrics(result.surveys)})


def _measured_batch(
    result: ScanResult, header: _Header, part: int, measured: Sequence[MeasuredResult]
) -> IngestBatch:
    return IngestBatch(
        scan=_scan(result, header, part),
        datasets=measured_datasets(measured),
        metrics=measured_metrics(measured),
    )


def _survey_batch(
    result: ScanResult, header: _Header, part: int, surveys: Sequence[SurveyResult]
) -> IngestBatch:
    return IngestBatch(
        scan=_scan(result, header, part),
        datasets=survey_datasets(surveys),
        metrics=survey_metrics(surveys),
    )


def _parts(
    result: ScanResult, *, max_results: int, max_columns: int
) -> list[tuple[CheckResult, ...]]:
    groups: list[tuple[CheckResult, ...]] = []
    group: list[CheckResult] = []
    columns = 0
    for check in pushed_checks(result.checks):
        size = len(result.columns.get(_dataset(check) or "", ())) if _reads_schema(check) else 0
        if group and (len(group) == max_results or columns + size > max_columns):
            groups.append(tuple(group))
            group, columns = [], 0
        group.append(check)
        columns += size
    return [*groups, tuple(group)]


def _batch(
    result: ScanResult, header: _Header, part: int, checks: Sequence[CheckResult]
) -> IngestBatch:
    datasets = _datasets(result, checks)
    indexes = {name: index for index, name in enumerate(datasets)}
    metrics = {metric.key: metric for metric in _metrics(checks, indexes)}
    return IngestBatch(
        scan=_scan(result, header, part),
        datasets=tuple(datasets.values()),
        metrics=tuple(metrics.values()),
        checks=tuple(_check(check, indexes, metrics) for check in checks),
    )


def _scan(result: ScanResult, header: _Header, part: int) -> BatchScan:
    return BatchScan(
        id=header.scan_id,
        data_source=identifier(result.data_source),
        dialect=identifier(result.dialect),
        definition=identifier(header.definition),
        data_time=result.data_time,
        started_at=result.started_at,
        ended_at=result.ended_at,
        outcome=result.outcome,
        git_sha=header.git_sha,
        client=identifier(header.client),
        part=part,
        parts=header.parts,
    )


def _datasets(result: ScanResult, checks: Sequence[CheckResult]) -> dict[str, BatchDataset]:
    """Give the datasets of these checks by name, each with what any of its checks tells of it."""
    owners: dict[str, str | None] = {}
    with_schema: set[str] = set()
    for check in checks:
        name = _dataset(check)
        if name is None:
            continue
        owners[name] = owners.get(name) or check.plan.check.owner
        if _reads_schema(check):
            with_schema.add(name)
    return {
        name: BatchDataset(
            name=identifier(name),
            owner=_optional(owner),
            columns=_columns(result, name) if name in with_schema else None,
        )
        for name, owner in owners.items()
    }


def _columns(result: ScanResult, dataset: str) -> tuple[BatchColumn, ...] | None:
    columns = result.columns.get(dataset)
    if columns is None:
        return None
    return tuple(
        BatchColumn(
            name=identifier(column.name),
            type=identifier(without_literals(column.type)),
            nullable=column.is_nullable,
            position=column.position,
        )
        for column in columns
    )


def _metrics(checks: Sequence[CheckResult], indexes: dict[str, int]) -> Iterator[BatchMetric]:
    for check in checks:
        metric, dataset = check.plan.metric, _dataset(check)
        if metric is not None and dataset is not None:
            yield BatchMetric(
                key=metric.key,
                dataset=indexes[dataset],
                label=identifier(metric.label),
                column=_optional(metric.column),
                value=_number(check.judgement.measured),
            )


def _check(
    result: CheckResult, indexes: dict[str, int], metrics: dict[str, BatchMetric]
) -> BatchCheck:
    check, metric, judgement = result.plan.check, result.plan.metric, result.judgement
    dataset = _dataset(result)
    sqlstate = judgement.sqlstate
    return BatchCheck(
        id=identifier(check.id),
        name=public_name(result.plan, result.group),
        kind=check.kind,
        dataset=indexes[dataset] if dataset is not None else None,
        column=_optional(metric.column if metric is not None else None),
        metric=metric.key if metric is not None and metric.key in metrics else None,
        outcome=judgement.outcome,
        value=_number(judgement.value),
        threshold=_optional(threshold_of(check)),
        severity=check.severity,
        owner=_optional(check.owner),
        tags=tuple(identifier(tag) for tag in check.tags),
        notify=tuple(identifier(receiver) for receiver in check.notify),
        monitor=_optional(check.monitor_id),
        file=_optional(check.location.file),
        line=check.location.line,
        error_code=judgement.error_code,
        skip_code=judgement.skip_code,
        sqlstate=sqlstate if sqlstate is not None and _SQLSTATE.fullmatch(sqlstate) else None,
        evaluate=judgement.evaluate,
    )


def _reads_schema(check: CheckResult) -> bool:
    return check.plan.check.kind == "schema"


def _dataset(result: CheckResult) -> str | None:
    dataset = result.plan.check.dataset
    return str(dataset) if dataset is not None else None


def _number(value: int | float | None) -> int | float | None:
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        return float(value)
    return value


def _optional(text: str | None) -> str | None:
    return None if text is None else identifier(text)
