"""Freshness checks: `freshness(created_at) < 1d`."""

import re
from datetime import datetime, timezone

from seltzer_specs.checks import Check, FreshnessCheck
from seltzer_specs.names import Name
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.check_line import CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
from seltzer_specs.sodacl.item import CheckItem, common_fields, has_dataset
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.surveys import SpecNote
from seltzer_specs.thresholds import Thresholds

NOW = "NOW"
USING = re.compile(
    r"freshness using (?P<column>\"[^\"]*\"|`[^`]*`|\[[^\]]*\]|[^\s<>=!]+)"
    r"(?: with (?P<variable>[^\s<>=!]+))?(?P<threshold>.*)"
)
"""The form that Soda had before `freshness( )`."""


def parse_freshness(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one freshness check; None after noting a mistake."""
    found = _line(item, context)
    if found is None:
        return None
    line, column = found
    now = _now(line, item, context)
    condition = config.take_sql("filter")
    thresholds = take_thresholds(line.threshold, config, item.location, unit="seconds")
    template = None
    if condition is not None:
        template = condition.template or condition.text
    fields = common_fields(
        item,
        config,
        context,
        identity=["freshness", [column.text, column.is_quoted], template, line.arguments[1:]],
        label=f"freshness.{column.text}",
    )
    if thresholds is None or not _is_sensible(thresholds, line, item, context):
        return None
    return FreshnessCheck(
        column=column,
        now=now,
        variable=line.arguments[1] if now is not None else None,
        filter=condition.text if condition is not None else None,
        filter_template=condition.template if condition is not None else None,
        thresholds=thresholds,
        **fields,
    )


def _line(item: CheckItem, context: Context) -> tuple[CheckLine, Name] | None:
    try:
        line = parse_check_line(_rewritten(item, context))
        if not 1 <= len(line.arguments) <= 2:
            raise CheckLineError(
                "freshness wants a column, and the variable that holds the time to measure at "
                f"where it is not that of the scan, got {', '.join(line.arguments) or 'none'}; "
                "write for example freshness(created_at) < 1d"
            )
        column = parse_name(line.arguments[0])
    except (CheckLineError, IdentifierError) as error:
        context.problems.add(str(error), item.location, "check-line")
        return None
    if not has_dataset(item, context):
        return None
    return line, column


def _rewritten(item: CheckItem, context: Context) -> str:
    """Give the line in its present form, and note where it is written in the old one."""
    if not item.line.startswith("freshness using"):
        return item.line
    match = USING.fullmatch(item.line)
    if match is None:
        raise CheckLineError(
            f'"{item.line}" wants a column; write for example `freshness(created_at) < 1d`'
        )
    arguments = ", ".join(part for part in (match["column"], match["variable"]) if part)
    line = f"freshness({arguments}){match['threshold']}"
    context.findings.notes.append(
        SpecNote(f'"freshness using" is the old form of `{line}`; it still works', item.location)
    )
    return line


def _now(line: CheckLine, item: CheckItem, context: Context) -> datetime | None:
    """Give the time that the second argument names; None for the time of the scan."""
    if len(line.arguments) == 1 or line.arguments[1] == NOW:
        return None
    name = re.sub(r"^\$\{\s*(.*?)\s*\}$", r"\1", line.arguments[1])
    text = context.variables.find(name)
    if text is None:
        known = [NOW, *context.variables.names()]
        hint = did_you_mean(name, known)
        hint = hint if hint.startswith("; did") else f"{hint}; a second column wants its own check"
        context.problems.add(
            f'variable "{name}", the time that freshness is measured at, is not set{hint}',
            item.location,
            "variable",
        )
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        context.problems.add(
            f'variable "{name}" wants a time such as 2026-01-31T06:00:00Z, got "{text}"',
            item.location,
            "variable",
        )
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def _is_sensible(
    thresholds: Thresholds, line: CheckLine, item: CheckItem, context: Context
) -> bool:
    """Refuse thresholds that fresh data fails and old data passes."""
    if thresholds.fail is None and thresholds.warn is None:
        context.problems.add(
            f'the check "{item.definition}" has no threshold; write for example '
            f"`freshness({line.arguments[0]}) < 1d`",
            item.location,
            "no-threshold",
        )
        return False
    regions = [r for r in (thresholds.fail, thresholds.warn) if r is not None]
    ends = [end for r in regions for part in r.intervals for end in (part.low, part.high)]
    if any(end is not None and end < 0 for end in ends):
        context.problems.add(
            f'the check "{item.definition}" has a negative duration, which only rows of the '
            "future could be within; write for example `< 1d`",
            item.location,
            "freshness-direction",
        )
        return False
    for region in (thresholds.fail, thresholds.warn):
        if region is not None and any(part.high is None for part in region.intervals):
            continue
        if region is not None:
            context.problems.add(
                f'"{region.text}" would let old data pass; a freshness check passes below a '
                "duration (`< 1d`) and is bad above one (`fail: when > 1d`)",
                item.location,
                "freshness-direction",
            )
            return False
    return True
