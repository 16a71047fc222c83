"""Schedules: cron expressions of five fields in a time zone."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FIELDS = 5


def schedule_mistake(schedule: str | None, zone: str | None) -> str | None:
    """Say what is wrong with a schedule and its time zone; None when nothing is."""
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return f'unknown time zone "{zone}"; write for example Europe/Berlin'
    if schedule is None:
        return None
    # Imported here: only specs with schedules pay for it.
    from cronsim import CronSim, CronSimError

    try:
        if len(schedule.split()) != FIELDS:
            raise CronSimError("wrong number of fields")
        CronSim(schedule, datetime(2026, 1, 1, tzinfo=timezone.utc))
    except CronSimError:
        return (
            f'"{schedule}" is no cron expression of five fields; write for example "0 6 * * *" '
            "for every day at six"
        )
    return None
