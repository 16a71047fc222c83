"""The age of the newest row, in seconds."""

from datetime import date, datetime, time, timezone
from decimal import Decimal

from seltzer_compiler.plan import CheckPlan, Measured
from seltzer_dialects.base import Dialect
from seltzer_scanner.execute import Measurements

_MICROSECONDS = Decimal(1_000_000)


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


def age_of(measured: Measured, *, now: datetime) -> Measured:
    """Give the age of a newest time; that of nothing is nothing.

    Raises:
        ValueError: it is no time.
    """
    if measured.value is None:
        return measured
    if not isinstance(measured.value, date):
        raise ValueError("freshness wants a date or a time, got a number")
    return Measured(age_in_seconds(measured.value, now=now))


def require_time(plan: CheckPlan, measurements: Measurements, dialect: Dialect) -> None:
    """Refuse a text where the engine has types for times.

    Raises:
        ValueError: a text is what the engine calls the newest.
    """
    metric = plan.metric
    if metric is None or not dialect.HAS_TIME_TYPES:
        return
    if any(isinstance(measurements.values.get(key), str) for key in metric.formula.inputs):
        raise ValueError(
            f'freshness wants a date or timestamp column, but "{metric.column}" is text; '
            "cast it in a view, or in the source"
        )
