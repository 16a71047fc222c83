"""Thresholds of a check: inline (what passes) or nested `warn:` and `fail:` (what is bad)."""

from functools import lru_cache
from typing import Literal

from seltzer_specs.location import Location
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.threshold_text import ThresholdError, parse_region
from seltzer_specs.thresholds import Region, Thresholds
from seltzer_specs.yaml_reader import Scalar

Unit = Literal["number", "percent", "seconds"]


def take_thresholds(
    inline: str,
    config: Config,
    location: Location,
    *,
    unit: Unit = "number",
    subject: str = "",
) -> Thresholds | None:
    """Give the thresholds of a check.

    Args:
        inline: Text behind the metric, which is the condition to pass; empty where there is none.
        config: Where `warn:` and `fail:` are taken from.
        location: The check's line.
        unit: Of the measured value.
        subject: Word that may stand behind `when`, such as `diff`.

    Returns:
        None after noting a mistake; thresholds without regions where the user gave none.
    """
    problems = config.context.problems
    is_nested = config.has("warn") or config.has("fail")
    if inline and is_nested:
        config.take("warn")
        config.take("fail")
        problems.add(
            f'the check has a threshold in its line ("{inline}") and warn: or fail: below it; '
            "keep one of the two",
            location,
            "two-thresholds",
        )
        return None
    is_duration = unit == "seconds"
    if inline:
        try:
            return _to_pass(inline, unit)
        except ThresholdError as error:
            problems.add(str(error), location, "threshold")
            return None
    before = len(problems.errors)
    fail = _take_when("fail", config, is_duration=is_duration, subject=subject)
    warn = _take_when("warn", config, is_duration=is_duration, subject=subject)
    return None if len(problems.errors) > before else Thresholds(fail, warn, unit)


@lru_cache(maxsize=16_384)
def _to_pass(inline: str, unit: Unit) -> Thresholds:
    """Give thresholds that fail wherever the condition does not hold."""
    return Thresholds(
        fail=parse_region(inline, is_duration=unit == "seconds").complement(), unit=unit
    )


def _take_when(key: str, config: Config, *, is_duration: bool, subject: str) -> Region | None:
    node = config.take(key)
    if node is None:
        return None
    if not isinstance(node, Scalar) or node.value is None:
        config.complain(node, key, "a condition such as `when > 10`")
        return None
    text = config.context.text(node)
    if text is None:
        return None
    word, _, condition = text.strip().partition(" ")
    if word != "when":
        example = text.strip() if word[:1] in "<>=!" else "> 10"
        config.context.problems.add(
            f'"{key}" wants a condition that starts with "when", got {describe(node)}; '
            f"write for example `{key}: when {example}`",
            node.location,
            "threshold",
        )
        return None
    condition = condition.strip().removeprefix(subject).strip()
    if not condition:
        example = f"when {subject} > 10" if subject else f"when > {'1d' if is_duration else 10}"
        config.context.problems.add(
            f'"{key}" wants a condition behind "when", got nothing; write for example '
            f"`{key}: {example}`",
            node.location,
            "threshold",
        )
        return None
    try:
        return parse_region(condition, is_duration=is_duration)
    except ThresholdError as error:
        config.context.problems.add(str(error), node.location, "threshold")
        return None
