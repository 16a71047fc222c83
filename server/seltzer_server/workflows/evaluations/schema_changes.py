"""Did a dataset's schema change since the scan before?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from seltzer_server.store.tables import SchemaChange, SchemaVersion
from seltzer_server.workflows.detector_memory import DetectorMemory
from seltzer_server.workflows.evaluations.answer import (
    Answer,
    Asked,
    as_outcome,
    worse_answer,
)
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.evaluation import SchemaEvaluation
from seltzer_specs.wire.ingest import SchemaChangeWire

SHOWN_CHANGES: Final = 5


@dataclass(frozen=True, slots=True)
class SchemaQuestion:
    """Did the schema change in a way that matters?

    Attributes:
        local: Outcome that the scanner can vouch for.
        is_known: Whether the scan sent the dataset's columns.
        is_first: Whether there is no earlier version to compare with.
        changes: What changed with this scan.
        wanted: Which changes matter.
    """

    check_id: int
    local: str
    is_known: bool
    is_first: bool
    changes: tuple[SchemaChangeWire, ...]
    wanted: SchemaEvaluation

    def answer(self, memory: DetectorMemory) -> Answer:  # noqa: ARG002  # of every question
        """Give the worse of what the scanner says and what the changes say."""
        local = as_outcome(self.local)
        if not self.is_known:
            reason = "the scan sent no columns of this dataset"
            return worse_answer(self.check_id, local, "error", reason)
        if self.is_first:
            reason = "first schema seen, nothing to compare"
            return worse_answer(self.check_id, local, "skipped", reason)
        fail_on, warn_on = self.wanted.fail_on, self.wanted.warn_on
        matter = [c for c in self.changes if c.kind in {*fail_on, *warn_on}]
        is_bad = any(change.kind in fail_on for change in matter)
        judged: Outcome = "fail" if is_bad else "warn" if matter else "pass"
        return worse_answer(
            self.check_id, local, judged, describe_changes(matter) if matter else None
        )


def describe_changes(changes: Sequence[SchemaChangeWire]) -> str:
    """Give one line: `column delete: discount (DOUBLE); + 3 more`."""
    shown = [_describe(change) for change in changes[:SHOWN_CHANGES]]
    if len(changes) > SHOWN_CHANGES:
        shown.append(f"+ {len(changes) - SHOWN_CHANGES} more")
    return "; ".join(shown)


def _describe(change: SchemaChangeWire) -> str:
    if change.before is not None and change.after is not None:
        return f"{change.kind}: {change.column} ({change.before} to {change.after})"
    return f"{change.kind}: {change.column} ({change.before or change.after})"


def load_schema_changes(
    session: Session, asked: Asked, wanted: SchemaEvaluation
) -> SchemaQuestion | None:
    """Give the question; None where the columns could not be read."""
    dataset_id, at = asked.check.dataset_id, asked.data_time
    if asked.result.outcome == "error" or dataset_id is None:
        return None
    version = session.scalars(
        select(SchemaVersion)
        .where(
            SchemaVersion.dataset_id == dataset_id,
            SchemaVersion.first_seen <= at,
            SchemaVersion.last_seen >= at,
        )
        .limit(1)
    ).first()
    starts_here = version is not None and version.first_seen == at
    has_earlier = session.scalar(
        select(SchemaVersion.id)
        .where(SchemaVersion.dataset_id == dataset_id, SchemaVersion.first_seen < at)
        .limit(1)
    )
    return SchemaQuestion(
        check_id=asked.check.id,
        local=asked.result.outcome,
        is_known=version is not None,
        is_first=has_earlier is None,
        changes=load_changes(session, version) if version is not None and starts_here else (),
        wanted=wanted,
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
