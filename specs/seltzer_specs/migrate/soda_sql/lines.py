"""Tests of Soda SQL as lines of checks: `max - min < 10` is `max(total) - min(total) < 10`."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from seltzer_specs.errors import RefusedError
from seltzer_specs.expression_text import Condition, ExpressionError, parse_test
from seltzer_specs.expressions import Variable, variables_of
from seltzer_specs.location import Location
from seltzer_specs.names import Name, quoted_text
from seltzer_specs.soda_sql.historic_metrics import Change, HistoricMetric, change_of, turned
from seltzer_specs.soda_sql.metric_names import NAMES
from seltzer_specs.sodacl.identifiers import join_spaces
from seltzer_specs.variables import BRACES

_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_EQUAL = re.compile(r"(?<![<>=!])==(?!=)")
_FIRST_STAND_IN = 7_130_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What the names in a test mean.

    Attributes:
        column: Column of the metrics; None for those of a table.
        historic: Historic metrics by name.
        is_of_row: True where names are columns of a query's result, and stay as they are.
    """

    column: Name | None = None
    historic: Mapping[str, HistoricMetric] = field(default_factory=dict[str, HistoricMetric])
    is_of_row: bool = False

    def call(self, name: str) -> str:
        """Give a metric as a line of a check names it."""
        if self.is_of_row or name == "row_count" or self.column is None:
            return name
        return f"{NAMES[name]}({quoted_text(self.column)})"


@dataclass(frozen=True, slots=True)
class CheckText:
    """A test as a line.

    Attributes:
        text: The line.
        metrics: Soda SQL's names of what it is about.
    """

    text: str
    metrics: frozenset[str]


def line_of_test(text: str, terms: Terms, place: Location) -> CheckText:
    """Give a test, which was read without mistakes, as the line of a check.

    Raises:
        RefusedError: a variable in it stands for more than a number.
    """
    bare, stand_ins = _without_variables(as_variables(join_spaces(text)))
    try:
        condition = parse_test(bare)
    except ExpressionError as error:
        raise RefusedError(
            f"{place}: the variable of this test stands for more than a number; write it out first"
        ) from error
    metrics = frozenset(variables_of(condition.subject))
    line = _change_line(condition, terms) or _metric_line(condition, terms)
    if line is None or any(stand_in not in line for stand_in in stand_ins):
        line = _as_written(bare, terms)
    for stand_in, variable in stand_ins.items():
        line = line.replace(stand_in, variable)
    return CheckText(line, metrics)


def as_variables(text: str) -> str:
    """Give a text with `${NAME}` for `{{ NAME }}`."""
    return BRACES.sub(lambda match: f"${{{match[1].strip()}}}", text)


def _without_variables(text: str) -> tuple[str, dict[str, str]]:
    """Give a text with a number for each of its variables, and the variables by these."""
    found: dict[str, str] = {}

    def stand_in(match: re.Match[str]) -> str:
        number = str(_FIRST_STAND_IN + len(found))
        found[number] = match[0]
        return number

    return _VARIABLE.sub(stand_in, text), found


def _change_line(condition: Condition, terms: Terms) -> str | None:
    """Give a comparison with a historic metric; None for any other condition."""
    for candidate in (condition, turned(condition)):
        change = change_of(candidate)
        historic = terms.historic.get(change.historic) if change is not None else None
        if change is not None and historic is not None and historic.metric == change.metric:
            return _change(change, historic, terms)
    return None


def _change(change: Change, historic: HistoricMetric, terms: Terms) -> str:
    baseline = historic.baseline
    words = "" if baseline.kind == "previous" else f"{baseline.kind} last {baseline.count} "
    return f"change {words}for {terms.call(change.metric)} {change.threshold}"


def _metric_line(condition: Condition, terms: Terms) -> str | None:
    """Give one metric against numbers; None for any other condition."""
    if not isinstance(condition.subject, Variable) or condition.threshold is None:
        return None
    return f"{terms.call(condition.subject.name)} {condition.threshold}"


def _as_written(text: str, terms: Terms) -> str:
    """Give an expression as it stands, with its metrics as lines of checks name them."""
    tree = ast.parse(text, mode="eval")
    functions = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n not in functions]
    data = text.encode()
    for node in sorted(names, key=lambda node: node.col_offset, reverse=True):
        end = node.col_offset + len(node.id.encode())
        data = data[: node.col_offset] + terms.call(node.id).encode() + data[end:]
    return _EQUAL.sub("=", data.decode())
