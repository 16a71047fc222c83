"""Schedules: cron expressions of five fields in a time zone."""

from datetime import datetime, timezone

FIELDS = 5


def time_zone_mistake(zone: str | None) -> str | None:
    """Say what is wrong with a time zone; None when nothing is."""
    if zone is None:
        return None
    # Imported here: only specs with time zones pay for it.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f'unknown time zone "{zone}"; {_zone_hint(zone)}'
    return None


def _zone_hint(zone: str) -> str:
    import difflib
    from zoneinfo import available_timezones

    near = difflib.get_close_matches(zone, sorted(available_timezones()), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else "write for example Europe/Berlin"


def next_time(schedule: str, zone: str | None, *, after: datetime) -> datetime:
    """Give the first time of a schedule behind another time, in the schedule's zone.

    A time that a change of the clocks leaves out is taken just behind it; one that comes twice is
    taken once.

    Args:
        schedule: A right cron expression.
        zone: Its time zone; UTC for None.
        after: An aware time.
    """
    from zoneinfo import ZoneInfo

    from cronsim import CronSim

    local = after.astimezone(ZoneInfo(zone) if zone is not None else timezone.utc)
    return next(CronSim(schedule, local))


def schedule_mistake(schedule: str | None) -> str | None:
    """Say what is wrong with a schedule; None when nothing is."""
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
