"""Lines of checks that are expressions: `max(total) - min(total) < 100`, `n / m > 2 or n = 1`."""

import re
from dataclasses import dataclass, field

from seltzer_specs.expression_text import ExpressionError
from seltzer_specs.sodacl.check_line import BUILTIN

_CALL = r"""\((?:[^()"`]|"[^"]*"|`[^`]*`)*\)"""
_METRIC = rf"(?:{'|'.join(sorted(BUILTIN, reverse=True))})(?![A-Za-z0-9_])\s*(?:{_CALL}|(?!\())"
_COLUMN = r"[A-Za-z_][A-Za-z0-9_]*"
_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_FUNCTION = r"(?:abs|round)\s*\("
_LIST = r"""(?:min|max)\s*\((?:[^()"`\[]*[(,]).*"""


def _pattern(term: str, *, first: str) -> re.Pattern[str]:
    """Give what expressions over a kind of terms look like, but for all other lines of checks."""
    start = rf"(?:not\b|\(|{_FUNCTION}|[-+]|[0-9]|\.[0-9]).*"
    arithmetic = rf"{term}\s*[-+*/].*"
    joined = rf"{term}\s*[<>=!]+\s*{_NUMBER}\s*(?:[-+*/<>=!]|\b(?:and|or)\b).*"
    right = rf"\(|{_FUNCTION}|(?:min|max)\s*\(|{first}|{_COLUMN}\s*[-+*/]"
    compared = rf"{term}\s*[<>=!]+\s*[-+]?(?:{right}).*"
    return re.compile(rf"(?:{start}|{_LIST}|{arithmetic}|{joined}|{compared})", re.DOTALL)


OVER_METRICS = _pattern(_METRIC, first=_METRIC)
"""Lines over metrics. Each of them is a mistake where it is read as a check of one metric."""

OVER_COLUMNS = _pattern(_COLUMN, first=_COLUMN)
"""Lines over the columns of a query."""

_OPERATORS = (
    (re.compile(r"<>"), "!="),
    (re.compile(r"(?<![<>=!])=(?!=)"), "=="),
)
_PARTS = re.compile(r"""("[^"]*"|`[^`]*`)""")
_NAME = "metric_"
_METRIC_CALL = re.compile(rf"(?<![A-Za-z0-9_]){_METRIC}")


@dataclass(slots=True)
class Terms:
    """A line with names in the place of its metrics.

    Attributes:
        text: As an expression's parser reads it.
        metrics: The metrics as written, by their names.
    """

    text: str = ""
    metrics: dict[str, str] = field(default_factory=dict[str, str])


def with_operators(line: str) -> str:
    """Give a line with `==` for `=` and `!=` for `<>`, as SodaCL writes them, outside of quotes."""
    parts = _PARTS.split(line)
    for index in range(0, len(parts), 2):
        for pattern, operator in _OPERATORS:
            parts[index] = pattern.sub(operator, parts[index])
    return "".join(parts)


def with_names(line: str) -> Terms:
    """Give a line with a name for each metric; `min(a, 3)` of two numbers is a function.

    Raises:
        ExpressionError: the line has such a name already.
    """
    if _NAME in line:
        raise ExpressionError(f'"{line}" is no expression; write for example max(a) - min(a) < 10')
    terms = Terms()
    names: dict[str, str] = {}
    position = 0
    while (match := _METRIC_CALL.search(line, position)) is not None:
        terms.text += line[position : match.start()]
        if _is_function(match[0]):
            position = line.index("(", match.start()) + 1
            terms.text += line[match.start() : position]
            continue
        metric = match[0].strip()
        name = names.setdefault(metric, f"{_NAME}{len(names)}")
        terms.metrics[name] = metric
        terms.text += name
        position = match.start() + len(match[0].rstrip())
    terms.text += line[position:]
    return terms


def _is_function(call: str) -> bool:
    """Tell whether `min(...)` or `max(...)` has numbers between its parentheses, not a column."""
    name, parenthesis, inner = call.partition("(")
    if name.strip() not in ("min", "max") or not parenthesis:
        return False
    bare = _PARTS.sub("q", inner)
    return "," in bare or bool(re.fullmatch(r"[-+0-9.\s]*\)", bare))
