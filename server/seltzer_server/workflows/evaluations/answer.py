"""What every question starts from, and what every answer has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from seltzer_server.detection import Verdict
from seltzer_server.store.tables import CheckDef, CheckResult
from seltzer_server.workflows.detector_memory import DetectorMemory
from seltzer_specs.wire.base import Outcome

BADNESS: Final[tuple[Outcome, ...]] = ("skipped", "pass", "warn", "error", "fail")
"""Outcomes from nothing to say to worst; what two judges say of one check is the worse of both."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A check in a scan, as stored; `data_time` is the scan's."""

    check: CheckDef
    result: CheckResult
    data_time: datetime


@dataclass(frozen=True, slots=True)
class BandRow:
    """What was expected of a point, as known when it was judged; `name` tells bands apart."""

    series_id: int
    name: str
    verdict: Verdict
    model_version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one check, and why.

    Attributes:
        value: What was judged, where there is something.
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


def worse_answer(check_id: int, local: Outcome, judged: Outcome, reason: str | None) -> Answer:
    """Give the worse of what the scanner vouches for and what history says."""
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


def as_outcome(text: str) -> Outcome:
    """Give a stored outcome.

    Raises:
        ValueError: it is none.
    """
    for outcome in BADNESS:
        if outcome == text:
            return outcome
    raise ValueError(f'the store holds an unknown outcome "{text}"')


class Question(Protocol):
    """A question with all that is stored about it, so that answering reads nothing more."""

    def answer(self, memory: DetectorMemory) -> Answer:
        """Give the outcome. Pure, but for the detector's memory."""
        ...
