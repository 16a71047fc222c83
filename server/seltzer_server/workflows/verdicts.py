"""Store the answers of a scan and read them back."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from seltzer_server.store.tables import (
    Band,
    CheckDef,
    CheckResult,
    Scan,
    SchemaVersion,
)
from seltzer_server.workflows.evaluations.answer import Answer
from seltzer_server.workflows.evaluations.schema_changes import load_changes
from seltzer_specs.wire.evaluation import AnomalyEvaluation, SchemaEvaluation, read_evaluation
from seltzer_specs.wire.ingest import ScanVerdicts, SchemaChangeWire, Verdict

COUNTS = {
    "pass": "passed",
    "warn": "warned",
    "fail": "failed",
    "error": "errored",
    "skipped": "skipped",
}
"""Columns of `scan` by outcome, and the outcomes in no order."""
WORST_FIRST = ("fail", "error", "warn", "pass")
"""A scan's outcome is its worst one; `skipped` when nothing could be evaluated at all."""


def store_answers(session: Session, scan: Scan, answers: Sequence[Answer]) -> None:
    """Write outcomes, reasons and bands; a check's last outcome only from its newest scan."""
    if not answers:
        return
    session.execute(
        update(CheckResult),
        [
            {
                "check_id": answer.check_id,
                "scan_id": scan.id,
                "outcome": answer.outcome,
                "reason": answer.reason,
                "error_code": answer.error_code,
                "skip_code": answer.skip_code,
                **({} if answer.value is None else {"value": answer.value}),
            }
            for answer in answers
        ],
    )
    for answer in answers:
        if answer.band is not None:
            session.merge(_band(scan, answer))
    _store_last_outcomes(session, scan, answers)
    session.flush()


def _band(scan: Scan, answer: Answer) -> Band:
    assert answer.band is not None  # noqa: S101  # the caller has looked
    verdict = answer.band.verdict
    return Band(
        series_id=answer.band.series_id,
        data_time=scan.data_time,
        sensitivity=answer.band.name,
        lower=verdict.lower,
        expected=verdict.expected,
        upper=verdict.upper,
        score=verdict.score,
        severity=verdict.severity,
        state=verdict.state,
        model_version=answer.band.model_version,
    )


def _store_last_outcomes(session: Session, scan: Scan, answers: Sequence[Answer]) -> None:
    for outcome in {answer.outcome for answer in answers}:
        ids = [answer.check_id for answer in answers if answer.outcome == outcome]
        session.execute(
            update(CheckDef)
            .where(CheckDef.id.in_(ids), CheckDef.last_data_time <= scan.data_time)
            .values(last_outcome=outcome)
            .execution_options(synchronize_session=False)
        )


def count_outcomes(session: Session, scan: Scan) -> None:
    """Count the scan's outcomes again and give it the worst of them."""
    found = session.execute(
        select(CheckResult.outcome, func.count())
        .where(CheckResult.scan_id == scan.id)
        .group_by(CheckResult.outcome)
    )
    counts = dict(found.all())
    for outcome, column in COUNTS.items():
        setattr(scan, column, counts.get(outcome, 0))
    scan.outcome = next((outcome for outcome in WORST_FIRST if counts.get(outcome)), "skipped")
    session.flush()


def read_verdicts(session: Session, scan: Scan) -> ScanVerdicts:
    """Give what was answered; a check that the scanner judged alone is not among them."""
    rows = session.execute(
        select(CheckDef, CheckResult)
        .join(CheckResult, CheckResult.check_id == CheckDef.id)
        .where(CheckResult.scan_id == scan.id, CheckResult.evaluate.is_not(None))
        .order_by(CheckDef.key)
    )
    verdicts = tuple(_verdict(session, scan, check, result) for check, result in rows)
    return ScanVerdicts(scan_id=scan.public_id, verdicts=verdicts)


def _verdict(session: Session, scan: Scan, check: CheckDef, result: CheckResult) -> Verdict:
    asked = read_evaluation(result.evaluate or {})
    band = None
    if isinstance(asked, AnomalyEvaluation) and result.series_id is not None:
        band = session.get(Band, (result.series_id, scan.data_time, asked.band))
    changes = _changes(session, scan, check) if isinstance(asked, SchemaEvaluation) else ()
    return Verdict.model_validate(
        {
            "check": check.key,
            "outcome": result.outcome,
            "value": result.value,
            "lower": band.lower if band is not None else None,
            "expected": band.expected if band is not None else None,
            "upper": band.upper if band is not None else None,
            "score": band.score if band is not None else None,
            "reason": result.reason,
            "changes": changes,
        }
    )


def _changes(session: Session, scan: Scan, check: CheckDef) -> tuple[SchemaChangeWire, ...]:
    version = session.scalars(
        select(SchemaVersion)
        .where(
            SchemaVersion.dataset_id == check.dataset_id,
            SchemaVersion.first_seen == scan.data_time,
        )
        .limit(1)
    ).first()
    return load_changes(session, version) if version is not None else ()
