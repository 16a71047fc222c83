"""Freshness checks: the age of the newest row against the thresholds, in seconds."""

from datetime import date, datetime, time, timezone
from decimal import Decimal

from seltzer_compiler.plan import CheckPlan
from seltzer_scanner.evaluate.evidence import Evidence, measure, not_computed
from seltzer_scanner.evaluate.threshold import judge
from seltzer_scanner.result import Judgement
from seltzer_specs.checks import FreshnessCheck

_MICROSECONDS = Decimal(1_000_000)


def evaluate_freshness(plan: CheckPlan, check: FreshnessCheck, evidence: Evidence) -> Judgement:
    """Judge the age of the newest row at `check.now`, or else at the scan's data time.

    A dataset without a time is not fresh, so it fails.
    """
    if evidence.dialect.HAS_TIME_TYPES and _is_text(plan, evidence):
        return not_computed(
            f'freshness wants a date or timestamp column, but "{check.column}" is text; '
            "cast it in a view, or in the source"
        )
    measured = measure(plan, evidence)
    if isinstance(measured, Judgement):
        return measured
    if measured.value is None:
        return Judgement(outcome="fail", reason="no rows")
    if not isinstance(measured.value, date):
        return not_computed("freshness wants a date or a time, got a number")
    age_s = age_in_seconds(measured.value, now=check.now or evidence.data_time)
    return judge(age_s, check.thresholds)


def age_in_seconds(newest: date | datetime, *, now: datetime) -> Decimal:
    """Give the seconds from a time to now, exactly; negative where it is in the future.

    Args:
        newest: A time without a zone is UTC; a date is the end of that day in UTC, as in Soda.
        now: Aware.
    """
    if not isinstance(newest, datetime):
        newest = datetime.combine(newest, time.max)
    if newest.tzinfo is None:
        newest = newest.replace(tzinfo=timezone.utc)
    age = now - newest
    whole_s = age.days * 86_400 + age.seconds
    return whole_s + Decimal(age.microseconds) / _MICROSECONDS


def _is_text(plan: CheckPlan, evidence: Evidence) -> bool:
    values = evidence.measurements.values
    inputs = plan.metric.formula.inputs if plan.metric is not None else ()
    return any(isinstance(values.get(key), str) for key in inputs)
