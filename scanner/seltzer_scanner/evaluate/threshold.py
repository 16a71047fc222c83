"""A measurement against thresholds, and both in words."""

from seltzer_scanner.evaluate.values import format_value, to_plain
from seltzer_scanner.foreign_text import identifier
from seltzer_scanner.result import Judgement
from seltzer_specs.sodacl.threshold_text import ThresholdError, parse_region
from seltzer_specs.thresholds import Interval, Number, Region, Thresholds
from seltzer_specs.wire.evaluation import WireInterval, WireRegion


def judge(value: Number, thresholds: Thresholds) -> Judgement:
    """Compare a number that is not NaN, unrounded."""
    outcome = thresholds.judge(value)
    reason = None
    if outcome == "fail" and thresholds.fail is not None:
        reason = _reason(value, thresholds, thresholds.fail)
    elif outcome == "warn" and thresholds.warn is not None:
        reason = _reason(value, thresholds, thresholds.warn)
    return Judgement(outcome=outcome, value=to_plain(value), reason=reason)


def describe_thresholds(thresholds: Thresholds) -> str | None:
    """Give thresholds in words: `> 0`, or `warn when > 1%, fail when > 5%`."""
    parts: list[str] = []
    for level, region in (("warn", thresholds.warn), ("fail", thresholds.fail)):
        if region is not None:
            is_wanted = _is_wanted(region, thresholds)
            parts.append(region.text if is_wanted else f"{level} when {region.text}")
    return ", ".join(parts) or None


def wire_region(region: Region | None, thresholds: Thresholds) -> WireRegion | None:
    """Give a bad region as it is sent to the server, in numbers."""
    if region is None:
        return None
    return WireRegion(
        intervals=tuple(_wire_interval(part) for part in region.intervals),
        text=identifier(region.text),
        is_wanted=_is_wanted(region, thresholds),
    )


def _wire_interval(part: Interval) -> WireInterval:
    return WireInterval(
        low=None if part.low is None else to_plain(part.low),
        high=None if part.high is None else to_plain(part.high),
        has_low=part.has_low,
        has_high=part.has_high,
    )


def _reason(value: Number, thresholds: Thresholds, bad: Region) -> str:
    verb = "is not" if _is_wanted(bad, thresholds) else "is"
    return f"{format_value(value, thresholds.unit)} {verb} {bad.text}"


def _is_wanted(bad: Region, thresholds: Thresholds) -> bool:
    """Tell whether the text of a bad region names the good values.

    `row_count > 0` has its condition on the check's own line and fails on all other values, while
    `fail: when < 5` names the bad ones.
    """
    try:
        written = parse_region(bad.text, is_duration=thresholds.unit == "seconds")
    except ThresholdError:
        return False
    return written.intervals != bad.intervals
