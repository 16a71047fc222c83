"""Store the measurements and the outcomes of a batch."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, CheckResult, Point, RowId, Scan, Series
from seltzer_server.store.upsert import insert_into, newer_wins, upsert_ids
from seltzer_specs.wire.ingest import BatchCheck, BatchMetric

DESCRIPTION = (
    "dataset_id",
    "series_id",
    "name",
    "kind",
    "column",
    "threshold",
    "severity",
    "owner",
    "tags",
    "notify",
    "monitor_id",
    "file",
    "line",
    "evaluate",
    "last_outcome",
    "last_data_time",
)
"""Columns of `check_def` that follow the newest scan."""


def store_points(
    session: Session, scan: Scan, metrics: Sequence[BatchMetric], dataset_ids: Sequence[int]
) -> dict[str, int]:
    """Store measurements and give the ids of their series by key."""
    if not metrics:
        return {}
    insert = insert_into(session, Series)
    rows = [
        {
            "data_source_id": scan.data_source_id,
            "dataset_id": dataset_ids[metric.dataset],
            "key": metric.key,
            "label": metric.label,
            "column": metric.column,
        }
        for metric in metrics
    ]
    ids = upsert_ids(
        session,
        Series,
        rows,
        key=["data_source_id", "key"],
        updates={"label": insert.excluded.label},
        statement=insert,
    )
    _upsert_points(session, scan, {ids[metric.key]: _as_float(metric.value) for metric in metrics})
    return ids


def store_checks(
    session: Session,
    scan: Scan,
    checks: Sequence[BatchCheck],
    dataset_ids: Sequence[int],
    series: Mapping[str, int],
) -> None:
    """Store outcomes; a check keeps the description and outcome of its newest scan."""
    if not checks:
        return
    insert = insert_into(session, CheckDef)
    known = _known_series(session, scan, checks, series)
    ids = upsert_ids(
        session,
        CheckDef,
        [_definition(scan, check, dataset_ids, known) for check in checks],
        key=["data_source_id", "key"],
        updates=newer_wins(insert, CheckDef, DESCRIPTION, by="last_data_time"),
        statement=insert,
    )
    results = [_result(scan, check, ids[check.id], known) for check in checks]
    results.sort(key=lambda row: row["check_id"])
    # The first part that holds a check's result wins; a second one in the same scan is a mistake.
    session.execute(
        insert_into(session, CheckResult).on_conflict_do_nothing(
            index_elements=["check_id", "scan_id"]
        ),
        results,
    )


def _upsert_points(session: Session, scan: Scan, values: Mapping[int, float | None]) -> None:
    insert = insert_into(session, Point)
    # The stored row by its bare name: nothing correlates with the row of an ON CONFLICT, and
    # `Point.scan_id` would add all points to the subquery's FROM.
    stored = literal_column("point.scan_id", RowId)
    stored_by = select(Scan.started_at).where(Scan.id == stored).scalar_subquery()
    rows = [
        {
            "series_id": series_id,
            "data_time": scan.data_time,
            "value": value,
            "scan_id": scan.id,
            "rev": 1,
        }
        for series_id, value in sorted(values.items())
    ]
    # Of two scans for the same time the later one counts, whichever arrives first.
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["series_id", "data_time"],
            set_={
                "value": insert.excluded.value,
                "scan_id": insert.excluded.scan_id,
                "rev": Point.rev + 1,
            },
            where=stored_by <= scan.started_at,
        ),
        rows,
    )


def _known_series(
    session: Session, scan: Scan, checks: Sequence[BatchCheck], series: Mapping[str, int]
) -> dict[str, int]:
    """Add the series that came with another part of the scan."""
    missing = {check.metric for check in checks if check.metric is not None} - set(series)
    if not missing:
        return dict(series)
    found = session.execute(
        select(Series.key, Series.id).where(
            Series.data_source_id == scan.data_source_id, Series.key.in_(missing)
        )
    )
    return {**dict(found.all()), **series}


def _definition(
    scan: Scan, check: BatchCheck, dataset_ids: Sequence[int], series: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "data_source_id": scan.data_source_id,
        "key": check.id,
        "dataset_id": dataset_ids[check.dataset] if check.dataset is not None else None,
        "series_id": series.get(check.metric) if check.metric is not None else None,
        "name": check.name,
        "kind": check.kind,
        "column": check.column,
        "threshold": check.threshold,
        "severity": check.severity,
        "owner": check.owner,
        "tags": list(check.tags),
        "notify": list(check.notify),
        "monitor_id": check.monitor,
        "file": check.file,
        "line": check.line,
        "evaluate": check.evaluate.model_dump(mode="json") if check.evaluate else None,
        "last_outcome": check.outcome,
        "last_data_time": scan.data_time,
    }


def _result(
    scan: Scan, check: BatchCheck, check_id: int, series: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "check_id": check_id,
        "scan_id": scan.id,
        "data_time": scan.data_time,
        "outcome": check.outcome,
        "value": _as_float(check.value),
        "error_code": check.error_code,
        "skip_code": check.skip_code,
        "sqlstate": check.sqlstate,
        "evaluate": check.evaluate.model_dump(mode="json") if check.evaluate else None,
        "series_id": series.get(check.metric) if check.metric is not None else None,
    }


def _as_float(value: float | None) -> float | None:
    return None if value is None else float(value)
