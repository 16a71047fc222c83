"""One spelling for the lines of checks: `missing_percent(email) < 5%`."""

import re

from seltzer_specs.sodacl.check_line import BUILTIN, CheckLineError, parse_check_line
from seltzer_specs.sodacl.threshold_text import ThresholdError, parse_region

_END = r"(?:[-+]?[0-9.]+(?:\s*%)?|(?:[0-9]+[dhm])+|\$\{[^{}]*\}(?:\s*%)?)"
_COMPARISON = re.compile(rf"(?P<op><=|>=|!=|<>|<|>|=)\s*(?P<value>{_END})")
_BETWEEN = re.compile(
    rf"(?P<not>not\s+)?between\s+(?P<open>[\[(]?)\s*(?P<low>{_END})\s+and\s+"
    rf"(?P<high>{_END})\s*(?P<close>[\])]?)"
)
_DIFFERENCE = re.compile(r"(?P<subject>diff\s+)?(?P<threshold>.*)", re.DOTALL)
"""What stands behind a metric: `diff` where a target is compared with its source."""

_WHEN = re.compile(r"when\s+(?P<subject>diff\s+)?(?P<threshold>.+)")


def format_line(text: str) -> str:
    """Give the line of a check with single spaces; any other line as it is."""
    line = text.strip()
    try:
        parts = parse_check_line(line)
    except CheckLineError:
        return text
    if parts.metric not in BUILTIN | {"freshness", "rows"}:
        return text
    subject, condition = _split_difference(parts.threshold)
    threshold = format_threshold(condition) if condition else ""
    if threshold is None:
        return text
    threshold = f"{subject}{threshold}"
    call = f"({', '.join(parts.arguments)})" if parts.arguments else ""
    return f"{parts.metric}{call} {threshold}".strip()


def format_when(text: str) -> str:
    """Give the condition of `warn:` or `fail:` with single spaces; any other text as it is."""
    match = _WHEN.fullmatch(text.strip())
    threshold = format_threshold(match["threshold"]) if match is not None else None
    if match is None or threshold is None:
        return text
    return f"when {'diff ' if match['subject'] else ''}{threshold}"


def format_threshold(text: str) -> str | None:
    """Give a threshold with single spaces and no space before `%`; None where it is none."""
    if (match := _COMPARISON.fullmatch(text)) is not None:
        return f"{match['op']} {_tight(match['value'])}"
    if (match := _BETWEEN.fullmatch(text)) is not None:
        low, high = _tight(match["low"]), _tight(match["high"])
        negation = "not " if match["not"] else ""
        return f"{negation}between {match['open']}{low} and {high}{match['close']}"
    return None


def meaning_of_line(text: str) -> object:
    """Give what the line of a check says, equal for all spellings of it."""
    line = text.strip()
    try:
        parts = parse_check_line(line)
    except CheckLineError:
        return text
    subject, condition = _split_difference(parts.threshold)
    return parts.metric, parts.arguments, subject, _meaning(condition)


def meaning_of_when(text: str) -> object:
    """Give what a condition says, equal for all spellings of it."""
    match = _WHEN.fullmatch(text.strip())
    return text if match is None else (bool(match["subject"]), _meaning(match["threshold"]))


def _split_difference(threshold: str) -> tuple[str, str]:
    """Give `diff ` where a threshold is on a difference, and the condition."""
    match = _DIFFERENCE.fullmatch(threshold)
    if match is None or match["subject"] is None:
        return "", threshold
    return "diff ", match["threshold"]


def _meaning(threshold: str) -> object:
    """Give the numbers of a threshold; a variable stands for a number here."""
    is_duration = re.search(r"[0-9][dhm]", threshold) is not None
    names = re.findall(r"\$\{[^{}]*\}", threshold)
    numbers = threshold
    for index, name in enumerate(names):
        numbers = numbers.replace(name, str(1_000_001 + index), 1)
    try:
        region = parse_region(numbers, is_duration=is_duration)
    except ThresholdError:
        return threshold
    return region.intervals, tuple(names)


def _tight(value: str) -> str:
    return f"{value[:-1].rstrip()}%" if value.endswith("%") else value
