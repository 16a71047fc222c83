"""Give a stored scan its verdicts, and tell people about it: the one entry after ingest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import DataSource, Scan
from seltzer_server.workflows.detector_memory import DetectorMemory
from seltzer_server.workflows.evaluations.answer import Answer, Question
from seltzer_server.workflows.incidents import apply_scan
from seltzer_server.workflows.questions import load_questions
from seltzer_server.workflows.verdicts import count_outcomes, read_verdicts, store_answers
from seltzer_specs.errors import SeltzerError
from seltzer_specs.wire.ingest import ScanVerdicts

MEMORY: Final = DetectorMemory()
"""Shared by all stores of the process: what it keeps follows from points alone."""

ATTEMPTS = 5
"""How often a scan is read again because another part of it arrived meanwhile."""


class UnknownScanError(SeltzerError):
    """There is no scan of that id."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    scan_id: int
    data_source_id: int
    parts: int
    questions: tuple[Question, ...]


def evaluate_scan(
    store: Store,
    scan_public_id: str,
    *,
    now: datetime,
    default_notify: Sequence[str] = (),
) -> ScanVerdicts:
    """Judge what needs history, update incidents, queue messages; once per scan.

    Judging happens outside of any write transaction, because a replay can take seconds. All that
    it leads to is stored in one transaction. A second call gives the stored verdicts.

    Args:
        store: Where the scan is.
        scan_public_id: Id that the scanner made.
        now: Time of the incidents' events.
        default_notify: Receivers for checks that name none, for example `slack:#data`.

    Raises:
        UnknownScanError: no such scan.
    """
    for _attempt in range(ATTEMPTS):
        with store.read() as session:
            scan = _find(session, scan_public_id)
            if scan.evaluated_at is not None:
                return read_verdicts(session, scan)
            loaded = _Loaded(
                scan.id,
                scan.data_source_id,
                scan.parts_received,
                tuple(load_questions(session, scan)),
            )
        answers = [question.answer(MEMORY) for question in loaded.questions]
        stored = _Storing(loaded, answers, now, tuple(default_notify))
        if store.submit(stored.run):
            break
    with store.read() as session:
        return read_verdicts(session, _find(session, scan_public_id))


@dataclass(frozen=True, slots=True)
class _Storing:
    """The write half, as one piece of work that may be done again after a deadlock."""

    loaded: _Loaded
    answers: Sequence[Answer]
    now: datetime
    default_notify: tuple[str, ...]

    def run(self, session: Session) -> bool:
        """Store everything; False when the scan changed since it was read or is done already."""
        _lock_data_source(session, self.loaded.data_source_id)
        if not _claim(session, self.loaded, self.now):
            return False
        scan = session.scalars(
            select(Scan)
            .where(Scan.id == self.loaded.scan_id)
            .execution_options(populate_existing=True)
        ).one()
        store_answers(session, scan, self.answers)
        count_outcomes(session, scan)
        apply_scan(session, scan, now=self.now, default_notify=self.default_notify)
        return True


def _find(session: Session, public_id: str) -> Scan:
    scan = session.scalars(select(Scan).where(Scan.public_id == public_id)).first()
    if scan is None:
        raise UnknownScanError(f'no scan "{public_id}"; push it first')
    return scan


def _lock_data_source(session: Session, data_source_id: int) -> None:
    """Let one evaluation at a time change the incidents of a data source.

    `FOR NO KEY UPDATE`, because a plain lock would hold up every scan that arrives.
    """
    session.execute(
        select(DataSource.id).where(DataSource.id == data_source_id).with_for_update(key_share=True)
    )


def _claim(session: Session, loaded: _Loaded, now: datetime) -> bool:
    claimed = session.scalars(
        update(Scan)
        .where(
            Scan.id == loaded.scan_id,
            Scan.evaluated_at.is_(None),
            Scan.parts_received == loaded.parts,
        )
        .values(evaluated_at=now)
        .returning(Scan.id)
        .execution_options(synchronize_session=False)
    ).first()
    return claimed is not None
