"""Change over time: `change avg last 7 percent for row_count < 25 %`."""

from decimal import Decimal

from seltzer_specs.checks import Baseline, ChangeCheck, Check
from seltzer_specs.metrics import Metric
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.check_line import PERCENT, CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.history_metric import take_history_metric
from seltzer_specs.sodacl.item import CheckItem, common_fields, metric_json
from seltzer_specs.sodacl.thresholds_config import Unit, take_thresholds
from seltzer_specs.thresholds import Thresholds

MAX_COUNT = 1_000
LARGEST = Decimal("1e300")
"""Far beyond what any store holds as a number."""

_WORDS = ("avg", "min", "max", "last", "same", "day", "week", "month", "percent")
_FORMS = (
    "`change for`, `change avg last 7 for` (or min, max) or `change same day last week for` "
    "(or month), with `percent` before `for` where it is one"
)


def parse_change(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one check on change over time; None after noting a mistake."""
    try:
        baseline, is_percent, rest = split_change(item.line)
        line = parse_check_line(rest)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    metric = take_history_metric(line, item, config, context)
    unit = _unit(line, is_percent=is_percent, is_age=metric is not None and metric.is_age)
    thresholds = take_change_thresholds(line.threshold, config, item, unit=unit)
    if metric is None:
        return None
    fields = common_fields(
        item,
        config,
        context,
        identity=change_identity(metric, baseline, is_percent=is_percent),
        label=f"change.{metric.name}",
    )
    if thresholds is None:
        return None
    return ChangeCheck(
        metric=metric, baseline=baseline, is_percent=is_percent, thresholds=thresholds, **fields
    )


def change_identity(metric: Metric, baseline: Baseline, *, is_percent: bool) -> object:
    """Give what makes a check on change over time another one than its neighbours."""
    return ["change", baseline.kind, baseline.count, is_percent, metric_json(metric)]


def _unit(line: CheckLine, *, is_percent: bool, is_age: bool) -> Unit:
    """Give the unit of the change."""
    if is_percent or line.metric in PERCENT:
        return "percent"
    return "seconds" if is_age else "number"


def split_change(line: str) -> tuple[Baseline, bool, str]:
    """Give the baseline, whether it is in percent, and the metric with its threshold.

    Raises:
        CheckLineError: the words before `for` are none of the forms.
    """
    head, found, rest = f"{line} ".partition(" for ")
    if not found:
        raise CheckLineError(f'"{line}" has no "for" before its metric; write {_FORMS}', "change")
    words = head.split()[1:]
    is_percent = words[-1:] == ["percent"]
    return _baseline(words[:-1] if is_percent else words, head), is_percent, rest.strip()


def _baseline(words: list[str], head: str) -> Baseline:
    match words:
        case []:
            return Baseline()
        case ["avg" | "min" | "max" as kind, "last", count]:
            return Baseline(kind, _count(count, head))
        case ["same", "day", "last", "week"]:
            return Baseline("same day last week")
        case ["same", "day", "last", "month"]:
            return Baseline("same day last month")
        case _:
            pass
    unknown = next((w for w in words if w not in _WORDS and not w.isdecimal()), None)
    near = did_you_mean(unknown, _WORDS) if unknown is not None else ""
    hint = near if near.startswith("; did") else f"; write {_FORMS}"
    if unknown is not None:
        raise CheckLineError(f'unknown word "{unknown}" in "{head}"{hint}', "change")
    raise CheckLineError(f'"{head}" does not say what to compare with{hint}', "change")


def _count(text: str, head: str) -> int:
    if text.isdecimal() and text.isascii() and len(text) < 6 and 1 <= int(text) <= MAX_COUNT:
        return int(text)
    raise CheckLineError(
        f'"{head}" wants a whole number from 1 to {MAX_COUNT:,} behind "last", got "{text}"',
        "change",
    )


def take_change_thresholds(
    inline: str, config: Config, item: CheckItem, *, unit: Unit
) -> Thresholds | None:
    """Give the thresholds on a change, one at least; None after noting a mistake."""
    problems = config.context.problems
    thresholds = take_thresholds(inline, config, item.location, unit=unit)
    if thresholds is None:
        return None
    regions = [region for region in (thresholds.fail, thresholds.warn) if region is not None]
    if not regions:
        example = "< 1h" if unit == "seconds" else "between -20 and 20"
        problems.add(
            f'the check "{item.definition}" has no threshold; write for example '
            f"`{item.definition} {example}`",
            item.location,
            "no-threshold",
        )
        return None
    ends = [end for region in regions for part in region.intervals for end in (part.low, part.high)]
    if any(end is not None and abs(end) > LARGEST for end in ends):
        problems.add(
            f'the check "{item.definition}" has a threshold beyond {LARGEST:e}; '
            "write a smaller number",
            item.location,
            "threshold",
        )
        return None
    return thresholds
