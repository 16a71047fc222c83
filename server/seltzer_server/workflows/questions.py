"""The questions of a scan that need history, with what the store knows to answer them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import CheckDef, CheckResult, Scan
from seltzer_server.workflows.evaluations.anomaly import load_anomaly
from seltzer_server.workflows.evaluations.answer import Asked, Question
from seltzer_server.workflows.evaluations.change import load_change
from seltzer_server.workflows.evaluations.group_changes import load_group_changes
from seltzer_server.workflows.evaluations.schema_changes import load_schema_changes
from seltzer_specs.wire.evaluation import (
    AnomalyEvaluation,
    ChangeEvaluation,
    Evaluation,
    GroupsEvaluation,
    read_evaluation,
)


def load_questions(session: Session, scan: Scan) -> list[Question]:
    """Give what the server has to answer in a scan, and only what is not answered yet.

    A check that could not be computed, or whose metric is empty, asks nothing: its outcome
    stands. What was answered is no longer `skipped`, so a second part of a scan does not ask the
    questions of the first again. A question is the scan's own, whatever later scans ask.
    """
    rows = session.execute(
        select(CheckDef, CheckResult)
        .join(CheckResult, CheckResult.check_id == CheckDef.id)
        .where(CheckResult.scan_id == scan.id, CheckResult.evaluate.is_not(None))
        .order_by(CheckDef.id)
    )
    questions = [
        _load(session, Asked(check, result, scan.data_time), read_evaluation(result.evaluate or {}))
        for check, result in rows
    ]
    return [question for question in questions if question is not None]


def _load(session: Session, asked: Asked, wanted: Evaluation) -> Question | None:
    if isinstance(wanted, AnomalyEvaluation):
        return load_anomaly(session, asked, wanted)
    if isinstance(wanted, ChangeEvaluation):
        return load_change(session, asked, wanted)
    if isinstance(wanted, GroupsEvaluation):
        return load_group_changes(session, asked, wanted)
    return load_schema_changes(session, asked, wanted)
