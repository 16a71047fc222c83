"""What a scan found out, complete: for the report, for the push and for verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from seltzer_compiler.plan import CheckPlan, Query
from seltzer_dialects.catalogue import CatalogueColumn
from seltzer_scanner.groups import Group
from seltzer_scanner.outcome import worst_outcome
from seltzer_specs.errors import QueryError
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.evaluation import ChangeEvaluation, Evaluation
from seltzer_specs.wire.ingest import ErrorCode, SkipCode

if TYPE_CHECKING:
    from seltzer_scanner.measured import MeasuredResult
    from seltzer_scanner.sampling import Sampled
    from seltzer_scanner.survey import SurveyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutedQuery:
    """One statement that was sent.

    Attributes:
        query: The statement, with the measures it computes.
        duration_s: Seconds until its rows were there or it failed.
        error: Why it failed.
    """

    query: Query
    duration_s: float
    error: QueryError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The outcome of a check.

    Attributes:
        outcome: The outcome.
        value: What is judged, in its unit: the measurement, or for a change the change, which
            only the server knows; rounded to a float only here, after it was compared.
        reason: Why the outcome is not `pass`; it may quote a driver, so it stays on this machine.
        error_code: Kind of the error, which may leave the machine.
        sqlstate: SQLSTATE of the error, where the engine gave one.
        skip_code: Why there was nothing to evaluate.
        evaluate: The question that is left to the server.
        groups: Names of groups by the digests that the question has; they stay on this machine.
    """

    outcome: Outcome
    value: int | float | None = None
    reason: str | None = None
    error_code: ErrorCode | None = None
    sqlstate: str | None = None
    skip_code: SkipCode | None = None
    evaluate: Evaluation | None = None
    groups: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @property
    def measured(self) -> int | float | None:
        """Give the measurement of the check's metric, which goes into its history."""
        if isinstance(self.evaluate, ChangeEvaluation):
            return self.evaluate.measured
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A check with its outcome and the statements that served it.

    Attributes:
        group: The group that was judged, where the check is judged group by group.
    """

    plan: CheckPlan
    judgement: Judgement
    queries: tuple[str, ...] = ()
    group: Group | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """One run of the checks of a data source.

    Attributes:
        data_time: The time that the measurements speak of.
        checks: In file order.
        queries: Every statement that was sent, in the order of the plan.
        columns: Columns of each dataset whose schema was read, by its name as written.
        surveys: Datasets that were registered or profiled.
        measured: Metrics that were measured without judging them.
        notes: Lines for people about what was not as usual.
        sampled: Bad rows, where the spec and the project allow them; they stay on this machine.
    """

    data_source: str
    dialect: str
    started_at: datetime
    ended_at: datetime
    data_time: datetime
    checks: tuple[CheckResult, ...]
    queries: tuple[ExecutedQuery, ...] = ()
    columns: Mapping[str, tuple[CatalogueColumn, ...]] = field(
        default_factory=dict[str, tuple[CatalogueColumn, ...]]
    )
    surveys: "tuple[SurveyResult, ...]" = ()
    measured: "tuple[MeasuredResult, ...]" = ()
    notes: tuple[str, ...] = ()
    sampled: "Sampled | None" = None

    @property
    def outcome(self) -> Outcome:
        """Give the outcome of the whole scan."""
        return worst_outcome(check.judgement.outcome for check in self.checks)
