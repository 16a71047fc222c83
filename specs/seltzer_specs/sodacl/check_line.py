"""A check's line to its parts: prefix, metric, arguments, threshold."""

import re
from dataclasses import dataclass
from functools import lru_cache

from seltzer_specs.metric_families import (
    aggregates,
    duplicates,
    lengths,
    missing_and_valid,
    percentiles,
    rows,
)
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.identifiers import HAS_QUOTE, IdentifierError, split_arguments

PLAIN_LINE = re.compile(
    r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*\(([^()\"`\[]*)\)(.*)", re.ASCII | re.DOTALL
)
"""A line without quotes in its parenthesis, which is read at once: nearly all are such."""

METRIC_LINE = re.compile(r"(?P<metric>[A-Za-z_][A-Za-z0-9_]*)\s*(?P<call>\()?", re.ASCII)

NO_COLUMN = rows.NAMES
ONE_COLUMN = missing_and_valid.NAMES | duplicates.DISTINCT | aggregates.NAMES | lengths.NAMES
MANY_COLUMNS = duplicates.DUPLICATES
WITH_FRACTION = percentiles.NAMES
BUILTIN = NO_COLUMN | ONE_COLUMN | MANY_COLUMNS | WITH_FRACTION
ARGUMENTS = {
    **dict.fromkeys(NO_COLUMN, (0, 0, "no column")),
    **dict.fromkeys(ONE_COLUMN, (1, 1, "one column")),
    **dict.fromkeys(MANY_COLUMNS, (1, 64, "one column or more")),
    **dict.fromkeys(WITH_FRACTION, (2, 2, "a column and a fraction, such as (price, 0.95)")),
}
PERCENT = frozenset(
    {
        "missing_percent", "invalid_percent", "duplicate_percent", "valid_percent",
        "values_percent", "uniqueness",
    }
)  # fmt: skip


class CheckLineError(ValueError):
    """The line cannot be read; `rule` names the kind of mistake."""

    def __init__(self, message: str, rule: str = "check-line") -> None:
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The parts of a metric check's line.

    Attributes:
        metric: Name before the parenthesis.
        arguments: Texts between the parentheses.
        threshold: Text after them, empty where there is none.
    """

    metric: str
    arguments: tuple[str, ...]
    threshold: str


@lru_cache(maxsize=16_384)
def parse_check_line(line: str) -> CheckLine:
    """Split `missing_percent(email) < 5 %` into its parts.

    Raises:
        CheckLineError: it is no metric check.
    """
    plain = PLAIN_LINE.fullmatch(line)
    if plain is not None:
        given = [argument.strip() for argument in plain[2].split(",")]
        if "" not in given:
            return CheckLine(plain[1], tuple(given), plain[3].strip())
    text = line.strip()
    match = METRIC_LINE.match(text)
    if match is None:
        raise CheckLineError(
            f'"{text}" does not start with a metric; write for example row_count > 0'
        )
    if match["call"] is None:
        return CheckLine(match["metric"], (), text[match.end() :].strip())
    end = _closing(text, match.end())
    try:
        arguments = split_arguments(text[match.end() : end])
    except IdentifierError as error:
        raise CheckLineError(str(error)) from error
    if any(not argument for argument in arguments):
        raise CheckLineError(f"an argument of {match['metric']}( ) is empty in {text!r}")
    return CheckLine(match["metric"], tuple(arguments), text[end + 1 :].strip())


def check_arguments(line: CheckLine) -> None:
    """Make sure that a built-in metric has the arguments it needs.

    Raises:
        CheckLineError: unknown metric, or too few or too many arguments.
    """
    name, count = line.metric, len(line.arguments)
    if name not in BUILTIN:
        raise CheckLineError(
            f'unknown metric "{name}"{did_you_mean(name, BUILTIN | {"freshness"})}',
            "unknown-metric",
        )
    low, high, words = ARGUMENTS[name]
    if not low <= count <= high:
        raise CheckLineError(f"{name} wants {words}, got {count or 'none'}", "metric-arguments")


def _closing(text: str, start: int) -> int:
    end = text.find(")", start)
    if end >= 0 and not HAS_QUOTE.search(text, start, end):
        return end
    closing = ""
    for position in range(start, len(text)):
        character = text[position]
        if closing:
            closing = "" if character == closing else closing
        elif character in '"`':
            closing = character
        elif character == "[":
            closing = "]"
        elif character == ")":
            return position
    raise CheckLineError(f"the parenthesis is not closed in {text!r}")
