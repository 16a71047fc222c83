"""First checks for a profiled dataset: what held when somebody looked, each with its reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from seltzer_scanner.survey import ColumnProfile, SurveyResult
from seltzer_specs.formats import get_format_regex
from seltzer_specs.names import Name, quoted_text
from seltzer_specs.wire.scan_report import ProfileValue
from seltzer_specs.yaml_writer import render_yaml

MAX_VALUES = 10
FORMATS = ("uuid", "email", "ip address", "date iso 8601", "integer", "decimal")
"""Formats that are proposed, from the narrowest."""

_KEY = re.compile(r"(?:.*_)?(?:id|key|uuid|guid)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A check that may be written.

    Attributes:
        line: The check's line.
        config: Keys below it.
        why: What was seen, for a comment.
    """

    line: str
    why: str
    config: "tuple[tuple[str, str | tuple[ProfileValue, ...]], ...]" = ()


def propose_checks(
    result: SurveyResult, *, now: datetime, has_values: bool = False
) -> tuple[Proposal, ...]:
    """Give checks that the profile speaks for; none for an empty dataset.

    Whether each one holds is shown by running it.

    Args:
        result: A profiled dataset.
        now: Time of the profile.
        has_values: True also proposes sets of values, which are values of rows.
    """
    rows = int(result.row_count or 0)
    if not rows:
        return ()
    found = [Proposal("row_count > 0", f"{rows} rows were there")]
    for position, profile in enumerate(result.columns):
        found += _of_column(profile, rows, is_first=position == 0, has_values=has_values)
    newest = _newest(result.columns)
    if newest is not None:
        found.append(_freshness(*newest, now))
    return tuple(found)


def render_scaffold(
    dataset: Sequence[Name], proposals: Sequence[Proposal], *, data_source: str | None
) -> tuple[str, tuple[int, ...]]:
    """Give a Checks document and the line, from 1, of each proposal in it.

    Args:
        dataset: Names of the dataset.
        proposals: Its checks.
        data_source: Written where it is not the project's default.
    """
    head: dict[str, str] = {"apiVersion": "seltzer/v1", "kind": "Checks"}
    head["dataset"] = ".".join(quoted_text(name) for name in dataset)
    if data_source is not None:
        head["data_source"] = data_source
    lines = [
        "# Proposed by `seltzer discover`: all of this held when it was written. Keep what should",
        "# stay true, and set thresholds to what you promise.",
        *render_yaml(head).splitlines(),
        "checks:",
    ]
    places: list[int] = []
    for proposal in proposals:
        lines.append(f"  # {_one_line(proposal.why)}")
        places.append(len(lines) + 1)
        config = {k: list(v) if isinstance(v, tuple) else v for k, v in proposal.config}
        item = {proposal.line: config} if config else proposal.line
        lines += [f"  {line}" for line in render_yaml([item]).splitlines()]
    return "\n".join(lines) + "\n", tuple(places)


def _of_column(
    profile: ColumnProfile, rows: int, *, is_first: bool, has_values: bool
) -> Iterator[Proposal]:
    column = profile.survey.column
    text = quoted_text(column)
    is_complete = profile.numbers.get("missing_count") == 0
    if is_complete:
        yield Proposal(f"missing_count({text}) = 0", f"{column}: no value was missing")
    is_unique = profile.distinct in (None, rows)
    is_key = _KEY.fullmatch(column.text) is not None or (is_first and profile.distinct == rows)
    if is_complete and is_unique and is_key and rows > 1:
        yield Proposal(f"duplicate_count({text}) = 0", f"{column}: looks like a key")
    if profile.survey.family != "text" or not profile.frequent:
        return
    seen = [str(v) for v in (*profile.lowest, *profile.highest)]
    seen += [str(item.value) for item in profile.frequent]
    form = next((f for f in FORMATS if _is_of_format(f, seen)), None)
    if form is not None:
        why = f"{column}: every value has this format"
        yield Proposal(f"invalid_count({text}) = 0", why, (("valid format", form),))
    distinct = profile.distinct or 0
    if has_values and form is None and distinct <= MAX_VALUES and distinct < rows:
        values = tuple(sorted((item.value for item in profile.frequent), key=str))
        why = f"{column}: only these {distinct} values were there"
        yield Proposal(f"invalid_count({text}) = 0", why, (("valid values", values),))


def _is_of_format(name: str, values: Sequence[str]) -> bool:
    pattern = re.compile(get_format_regex(name))
    return all(pattern.search(value) is not None for value in values)


def _newest(columns: Sequence[ColumnProfile]) -> tuple[Name, datetime] | None:
    """Give the time column whose newest value is the newest of all."""
    found = [
        (moment, profile.survey.column)
        for profile in columns
        if profile.survey.family == "time" and profile.highest
        for moment in [_moment(profile.highest[0])]
        if moment is not None
    ]
    if not found:
        return None
    newest = max(moment for moment, _ in found)
    return next((column, moment) for moment, column in found if moment == newest)


def _moment(value: ProfileValue) -> datetime | None:
    text = str(value)
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def _freshness(column: Name, newest: datetime, now: datetime) -> Proposal:
    age = max(now - newest, timedelta())
    days = 1 if age < timedelta(days=1) else age.days + 1
    why = f"{column}: the newest row was younger than this"
    return Proposal(f"freshness({quoted_text(column)}) < {days}d", why)


def _one_line(text: str) -> str:
    """A name must not leave its comment."""
    return "".join(c if c.isprintable() else " " for c in text)
