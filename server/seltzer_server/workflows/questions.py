"""The questions of a scan that need history, and what the store knows to answer them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from seltzer_server.detection import Point as Measurement
from seltzer_server.store.tables import (
    CheckDef,
    CheckResult,
    Point,
    Scan,
    SchemaChange,
    SchemaVersion,
)
from seltzer_specs.wire.ingest import Evaluation, SchemaChangeWire

WINDOW = 350
"""Points replayed at least, where there are as many: two weeks of hours.

The window starts at a multiple of it, so that it does not move with every point and a remembered
detector state stays of use.
"""


@dataclass(frozen=True, slots=True)
class AnomalyQuestion:
    """Is this value unusual?

    Attributes:
        check_id: Row of the check.
        series_id: Row of the series.
        history: Points before the scan, oldest first, as known now.
        point: What is judged; its value is not None.
    """

    check_id: int
    series_id: int
    sensitivity: str
    history: tuple[Measurement, ...]
    point: Measurement


@dataclass(frozen=True, slots=True)
class SchemaQuestion:
    """Did the schema change in a way that matters?

    Attributes:
        local: Outcome that the scanner can vouch for.
        is_known: Whether the scan sent the dataset's columns.
        is_first: Whether there is no earlier version to compare with.
        changes: What changed with this scan.
    """

    check_id: int
    local: str
    is_known: bool
    is_first: bool
    changes: tuple[SchemaChangeWire, ...]
    fail_on: tuple[str, ...]
    warn_on: tuple[str, ...]


Question = AnomalyQuestion | SchemaQuestion


def load_questions(session: Session, scan: Scan) -> list[Question]:
    """Give what the server has to answer in a scan, and only what is not answered yet.

    A check that could not be computed, or whose metric is empty, asks nothing: its outcome
    stands. What was answered is no longer `skipped`, so a second part of a scan does not ask the
    questions of the first again.
    """
    rows = session.execute(
        select(CheckDef, CheckResult)
        .join(CheckResult, CheckResult.check_id == CheckDef.id)
        .where(CheckResult.scan_id == scan.id, CheckDef.evaluate.is_not(None))
        .order_by(CheckDef.id)
    )
    questions = [_question(session, scan, check, result) for check, result in rows]
    return [question for question in questions if question is not None]


def _question(
    session: Session, scan: Scan, check: CheckDef, result: CheckResult
) -> Question | None:
    wanted = Evaluation.model_validate(check.evaluate)
    if wanted.kind == "schema_changes":
        return _schema_question(session, scan, check, result)
    if result.outcome != "skipped" or check.series_id is None:
        return None
    value = result.value
    if value is None:
        value = session.scalar(
            select(Point.value).where(
                Point.series_id == check.series_id, Point.data_time == scan.data_time
            )
        )
    if value is None:
        return None
    return AnomalyQuestion(
        check_id=check.id,
        series_id=check.series_id,
        sensitivity=wanted.sensitivity,
        history=_history(session, check.series_id, scan.data_time),
        point=Measurement(scan.data_time, value),
    )


def _history(session: Session, series_id: int, until: datetime) -> tuple[Measurement, ...]:
    before = (Point.series_id == series_id, Point.data_time < until)
    count = session.scalars(select(func.count()).select_from(Point).where(*before)).one()
    start = max(0, (count - WINDOW) // WINDOW * WINDOW)
    rows = session.execute(
        select(Point.data_time, Point.value).where(*before).order_by(Point.data_time).offset(start)
    )
    return tuple(Measurement(at, value) for at, value in rows)


def _schema_question(
    session: Session, scan: Scan, check: CheckDef, result: CheckResult
) -> SchemaQuestion | None:
    if result.outcome == "error" or check.dataset_id is None:
        return None
    wanted = Evaluation.model_validate(check.evaluate)
    version = session.scalars(
        select(SchemaVersion)
        .where(
            SchemaVersion.dataset_id == check.dataset_id,
            SchemaVersion.first_seen <= scan.data_time,
            SchemaVersion.last_seen >= scan.data_time,
        )
        .limit(1)
    ).first()
    starts_here = version is not None and version.first_seen == scan.data_time
    has_earlier = session.scalar(
        select(SchemaVersion.id)
        .where(
            SchemaVersion.dataset_id == check.dataset_id,
            SchemaVersion.first_seen < scan.data_time,
        )
        .limit(1)
    )
    return SchemaQuestion(
        check_id=check.id,
        local=result.outcome,
        is_known=version is not None,
        is_first=has_earlier is None,
        changes=load_changes(session, version) if version is not None and starts_here else (),
        fail_on=wanted.fail_on,
        warn_on=wanted.warn_on,
    )


def load_changes(session: Session, version: SchemaVersion) -> tuple[SchemaChangeWire, ...]:
    """Give the changes that a schema version came with."""
    rows: Sequence[SchemaChange] = session.scalars(
        select(SchemaChange).where(SchemaChange.to_id == version.id).order_by(SchemaChange.id)
    ).all()
    return tuple(
        SchemaChangeWire.model_validate(
            {
                "kind": row.kind,
                "column": row.column,
                "before": row.before,
                "after": row.after,
                "breaking": row.breaking,
            }
        )
        for row in rows
    )
