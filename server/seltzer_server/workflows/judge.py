"""Answer the questions of a scan. Pure, but for the detector's memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from seltzer_server.detection import MODEL_VERSION, Verdict
from seltzer_server.workflows.detector_memory import DetectorMemory
from seltzer_server.workflows.number_text import describe_outside
from seltzer_server.workflows.questions import AnomalyQuestion, Question, SchemaQuestion
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.ingest import SchemaChangeWire

BADNESS: Final[tuple[Outcome, ...]] = ("skipped", "pass", "warn", "error", "fail")
"""Outcomes from nothing to say to worst; what two judges say of one check is the worse of both."""
SHOWN_CHANGES = 5


@dataclass(frozen=True, slots=True)
class BandRow:
    """What was expected of a point, as known when it was judged."""

    series_id: int
    sensitivity: str
    verdict: Verdict
    model_version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one check, and why.

    Attributes:
        value: Measurement that was judged, where there is one.
        error_code: Set where the outcome is `error`.
        skip_code: Set where the outcome is `skipped`.
        band: Set where a detector judged.
    """

    check_id: int
    outcome: Outcome
    reason: str | None
    value: float | None = None
    error_code: str | None = None
    skip_code: str | None = None
    band: BandRow | None = None


def answer(question: Question, memory: DetectorMemory) -> Answer:
    """Give the outcome of one check."""
    if isinstance(question, AnomalyQuestion):
        return _answer_anomaly(question, memory)
    return _answer_schema(question)


def _answer_anomaly(question: AnomalyQuestion, memory: DetectorMemory) -> Answer:
    verdict = memory.judge(question.history, question.point, sensitivity=question.sensitivity)
    value = question.point.value
    is_judged = value is not None and verdict.lower is not None and verdict.upper is not None
    reason: str | None = None if is_judged else verdict.state
    outcome: Outcome = "pass" if is_judged else "skipped"
    if value is not None and verdict.lower is not None and verdict.upper is not None:
        outcome = verdict.severity or "pass"
        if verdict.is_anomaly:
            reason = describe_outside(value, verdict.lower, verdict.upper)
    return Answer(
        check_id=question.check_id,
        outcome=outcome,
        reason=reason,
        value=value,
        skip_code=None if is_judged else "no_history",
        band=BandRow(question.series_id, question.sensitivity, verdict, MODEL_VERSION),
    )


def _answer_schema(question: SchemaQuestion) -> Answer:
    local = _as_outcome(question.local)
    if not question.is_known:
        reason = "the scan sent no columns of this dataset"
        return _worse(question.check_id, local, "error", reason)
    if question.is_first:
        return _worse(question.check_id, local, "skipped", "first schema seen, nothing to compare")
    matter = [c for c in question.changes if c.kind in {*question.fail_on, *question.warn_on}]
    is_bad = any(change.kind in question.fail_on for change in matter)
    judged: Outcome = "fail" if is_bad else "warn" if matter else "pass"
    return _worse(question.check_id, local, judged, describe_changes(matter) if matter else None)


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


def _worse(check_id: int, local: Outcome, judged: Outcome, reason: str | None) -> Answer:
    outcome = BADNESS[max(BADNESS.index(local), BADNESS.index(judged))]
    # Where the scanner's own verdict decides, "nothing to compare" explains nothing.
    is_told = outcome == judged or judged in {"warn", "fail"}
    return Answer(
        check_id=check_id,
        outcome=outcome,
        reason=reason if is_told else None,
        error_code="not_computed" if outcome == "error" else None,
        skip_code="no_history" if outcome == "skipped" else None,
    )


def _as_outcome(text: str) -> Outcome:
    for outcome in BADNESS:
        if outcome == text:
            return outcome
    raise ValueError(f'the store holds an unknown outcome "{text}"')
