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


class Question(Protocol):
    """A question with all that is stored about it, so that answering reads nothing more."""

    def answer(self, memory: DetectorMemory) -> Answer:
        """Give the outcome. Pure, but for the detector's memory."""
        ...
