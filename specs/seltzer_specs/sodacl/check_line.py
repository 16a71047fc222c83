"""A check's line to its parts: prefix, metric, arguments, threshold."""

import re
from functools import lru_cache

from seltzer_specs.frozen import dataclass
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

SYNONYMS = {
    "average": "avg",
    "count": "row_count",
    "distinct": "distinct_count",
    "empty_count": "missing_count",
    "maximum": "max",
    "mean": "avg",
    "median": "percentile(COLUMN, 0.5)",
    "minimum": "min",
    "null_count": "missing_count",
    "null_percent": "missing_percent",
    "nulls": "missing_count",
    "rows": "row_count",
    "std": "stddev",
    "total": "sum",
    "unique": "unique_count",
}
"""What other tools call metrics."""

_WORD = re.compile(r"[A-Za-z_][\w.]*")
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
    if arguments == [""]:
        arguments = _none(match["metric"], text, end)
    if not all(arguments):
        raise CheckLineError(
            f'"{text[: end + 1]}" has a comma with nothing beside it; remove it, or name a column'
        )
    return CheckLine(match["metric"], tuple(arguments), text[end + 1 :].strip())


def _none(metric: str, text: str, end: int) -> list[str]:
    """Give the arguments of `metric()`, whose number is then refused, or refuse it as it stands."""
    if metric in ONE_COLUMN | MANY_COLUMNS | WITH_FRACTION | {"freshness"}:
        return []
    rest = f"{metric} {text[end + 1 :].strip()}".strip()
    hint = f"write `{rest}`" if metric in NO_COLUMN else "name a column, or remove them"
    raise CheckLineError(f'"{text[: end + 1]}" has nothing between its parentheses; {hint}')


def check_arguments(line: CheckLine) -> None:
    """Make sure that a built-in metric has the arguments it needs.

    Raises:
        CheckLineError: unknown metric, or too few or too many arguments.
    """
    name, count = line.metric, len(line.arguments)
    if name not in BUILTIN:
        raise CheckLineError(f'unknown metric "{name}"{nearest_metric(name)}', "unknown-metric")
    low, high, words = ARGUMENTS[name]
    if not low <= count <= high:
        got = ", ".join(line.arguments) or "none"
        raise CheckLineError(
            f"{name} wants {words}, got {got}{_argument_hint(line, high)}", "metric-arguments"
        )


def nearest_metric(name: str) -> str:
    """Give `; did you mean "avg"?` for what others call a metric, or for a misspelt one."""
    called = SYNONYMS.get(name.lower())
    if called is not None:
        return f'; did you mean "{called}"?'
    return did_you_mean(name, BUILTIN | {"freshness"})


def _argument_hint(line: CheckLine, high: int) -> str:
    """Say how the line would be right."""
    name, rest = line.metric, line.threshold
    if high == 0:
        return f"; remove it, or count values with values_count({line.arguments[0]})"
    if len(line.arguments) > high:
        return "; write a check for each column" if high == 1 else ""
    if line.arguments:
        return f"; write for example {name}({line.arguments[0]}, 0.95)"
    word = _WORD.match(rest)
    if word is not None and word[0] not in ("between", "not"):
        return f"; write {name}({word[0]}){rest[word.end() :]}"
    return f"; write for example {f'{name}(COLUMN) {rest}'.strip()}"


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
    if closing:
        what = "bracket" if closing == "]" else "quote"
        raise CheckLineError(
            f"the {what} {'[' if closing == ']' else closing} is not closed in `{text}`; put one "
            "on each side of the name"
        )
    raise CheckLineError(f"the parenthesis is not closed in `{text}`; add a )")
