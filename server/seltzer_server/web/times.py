"""Times as people read them: UTC, and how long ago."""

from datetime import datetime, timedelta, timezone
from typing import Final

_STEPS: Final = (
    (timedelta(minutes=1), timedelta(seconds=1), "s"),
    (timedelta(hours=1), timedelta(minutes=1), "min"),
    (timedelta(days=2), timedelta(hours=1), "h"),
    (timedelta(days=60), timedelta(days=1), "d"),
    (timedelta(days=730), timedelta(days=30), "mo"),
)
JUST_NOW: Final = timedelta(seconds=5)


def render_ago(at: datetime, now: datetime) -> str:
    """Give a distance in time such as `4 min ago` or `in 2 h`."""
    distance = abs(now - at)
    if distance < JUST_NOW:
        return "just now"
    text = render_span(distance)
    return f"{text} ago" if at <= now else f"in {text}"


def render_span(span: timedelta) -> str:
    """Give a length of time in its largest fitting unit, rounded down."""
    for below, unit, word in _STEPS:
        if span < below:
            return f"{span // unit} {word}"
    return f"{span // timedelta(days=365)} y"


def render_duration(span: timedelta) -> str:
    """Give how long something took, such as `40 ms`, `0.4 s` or `3 min 12 s`."""
    seconds = span.total_seconds()
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def render_time(at: datetime) -> str:
    """Give a time to the minute, in UTC."""
    return f"{at.astimezone(timezone.utc):%Y-%m-%d %H:%M}"


def render_iso(at: datetime) -> str:
    """Give the whole time as ISO 8601 with a Z."""
    utc = at.astimezone(timezone.utc)
    return utc.isoformat(timespec="seconds").replace("+00:00", "Z")
