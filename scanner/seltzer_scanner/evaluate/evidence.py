"""What checks are judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

from seltzer_compiler.formulas import Value
from seltzer_compiler.plan import CheckPlan, Measured, RawValue
from seltzer_dialects.base import Dialect
from seltzer_scanner.evaluate.age import age_of, require_time
from seltzer_scanner.evaluate.values import to_number
from seltzer_scanner.execute import Measurements
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import CheckOfMetric
from seltzer_specs.errors import QueryError
from seltzer_specs.thresholds import Number
from seltzer_specs.wire.ingest import ErrorCode

_CODES: Mapping[str, ErrorCode] = {code: code for code in get_args(ErrorCode)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that outcomes follow from.

    Attributes:
        measurements: What the queries brought.
        dialect: Dialect of the data source.
        others: Dialects of the other data sources that queries ran on, by name.
        data_time: The time that the measurements speak of.
        group_key: Secret that names groups; None where no check has any.
    """

    measurements: Measurements
    dialect: Dialect
    data_time: datetime
    others: Mapping[str, Dialect] = field(default_factory=dict[str, Dialect])
    group_key: bytes | None = None

    def require_group_key(self) -> bytes:
        """Give the secret that names groups.

        Raises:
            ValueError: the caller gave none, and there are groups.
        """
        if not self.group_key:
            raise ValueError("a scan with groups wants a group key")
        return self.group_key


def measure(plan: CheckPlan, evidence: Evidence) -> Measured | Judgement:
    """Give the value of a check's metric, or the error for which there is none."""
    if plan.metric is None:
        return not_computed("the check has no metric")
    formula, measurements = plan.metric.formula, evidence.measurements
    for key in formula.inputs:
        if key in measurements.failures:
            return failed_query(measurements.failures[key])
        if key not in measurements.values:
            return not_computed("no query brought the values that it needs")
    try:
        return formula.evaluate(measurements.values)
    except ValueError as error:
        return not_computed(str(error))


def measure_age(plan: CheckPlan, evidence: Evidence, *, now: datetime) -> Measured | Judgement:
    """Give the age of the newest time in seconds, or the error for which there is none."""
    try:
        require_time(plan, evidence.measurements, evidence.dialect)
        measured = measure(plan, evidence)
        return measured if isinstance(measured, Judgement) else age_of(measured, now=now)
    except ValueError as error:
        return not_computed(str(error))


def measure_number(plan: CheckPlan, evidence: Evidence) -> Number | Judgement:
    """Give the value of a check's metric as a number, or the outcome for which there is none."""
    check = plan.check
    if isinstance(check, CheckOfMetric) and check.metric.is_age:
        measured = measure_age(plan, evidence, now=evidence.data_time)
    else:
        measured = measure(plan, evidence)
    return measured if isinstance(measured, Judgement) else _number(measured)


def to_judged_number(value: RawValue) -> Number | Judgement:
    """Give one cell as a number, or the outcome for which it is none."""
    try:
        measured = Value("cell").evaluate({"cell": value})
    except ValueError as error:
        return not_computed(str(error))
    return _number(measured)


def _number(measured: Measured) -> Number | Judgement:
    if measured.value is None:
        return Judgement(
            outcome="skipped",
            reason=f"nothing to evaluate: {measured.empty or 'no value'}",
            skip_code="empty",
        )
    try:
        return to_number(measured.value)
    except ValueError as error:
        return not_computed(str(error))


def failed_query(error: QueryError) -> Judgement:
    """Give the outcome of a check whose query failed; the text stays on this machine."""
    code = _CODES.get(error.code, "other")
    return Judgement(outcome="error", reason=error.text, error_code=code, sqlstate=error.sqlstate)


def not_computed(reason: str) -> Judgement:
    """Give the outcome of a check that could not be computed from what the query brought."""
    return Judgement(outcome="error", reason=reason, error_code="not_computed")
