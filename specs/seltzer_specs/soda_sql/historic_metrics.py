"""`historic_metrics` of a column: what a metric was, as a name in its tests."""

from dataclasses import dataclass
from typing import get_args

from seltzer_specs.checks import Baseline
from seltzer_specs.checks.change import BaselineKind
from seltzer_specs.expression_text import Condition
from seltzer_specs.expressions import Expression, Operation, Variable
from seltzer_specs.problems import did_you_mean
from seltzer_specs.soda_sql.metric_names import NAMES
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.wire.evaluation import MAX_COUNT
from seltzer_specs.yaml_reader import Mapping, Node, Sequence

TYPES = {"avg": "avg", "min": "min", "max": "max", "prev": "previous"}
_KINDS: dict[str, BaselineKind] = {kind: kind for kind in get_args(BaselineKind)}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class HistoricMetric:
    """What a metric was.

    Attributes:
        metric: Soda SQL's name of the metric.
        baseline: Of which measurements.
    """

    metric: str
    baseline: Baseline


@dataclass(frozen=True, slots=True)
class Change:
    """A test that compares a metric with what it was.

    Attributes:
        metric: Soda SQL's name of the metric.
        historic: Name of the historic metric.
        threshold: On the metric minus the historic one.
    """

    metric: str
    historic: str
    threshold: str


def take_historic_metrics(config: Config) -> dict[str, HistoricMetric]:
    """Give the historic metrics of a column by name."""
    node = config.take("historic_metrics")
    if node is None:
        return {}
    if not isinstance(node, Sequence):
        config.complain(node, "historic_metrics", "a list")
        return {}
    found: dict[str, HistoricMetric] = {}
    for item in node.items:
        named = _read(item, config.context)
        if named is not None:
            found[named[0]] = named[1]
    return found


def change_of(condition: Condition) -> Change | None:
    """Give a test `metric > name` or `metric - name < 10` as a change; None for any other."""
    subject, threshold = condition.subject, condition.threshold
    if not isinstance(subject, Operation) or len(subject.operands) != 2:
        return None
    left, right = subject.operands
    if not isinstance(left, Variable) or not isinstance(right, Variable):
        return None
    if threshold is not None:
        return Change(left.name, right.name, threshold) if subject.operator == "-" else None
    if subject.operator not in _TURNED:
        return None
    word = "=" if subject.operator == "==" else subject.operator
    return Change(left.name, right.name, f"{word} 0")


def turned(condition: Condition) -> Condition:
    """Give `name < metric` as `metric > name`."""
    subject = condition.subject
    if isinstance(subject, Operation) and subject.operator in _TURNED:
        left, right = subject.operands
        return Condition(_comparison(_TURNED[subject.operator], right, left), None)
    return condition


def _comparison(operator: str, left: Expression, right: Expression) -> Expression:
    words = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "==", "!=": "!="}
    return Operation(words[operator], (left, right))  # type: ignore[arg-type]  # one of the literals


def _read(node: Node, context: Context) -> tuple[str, HistoricMetric] | None:
    if not isinstance(node, Mapping):
        context.problems.add(
            "a historic metric wants name, type, metric and count", node.location, "wrong-value"
        )
        return None
    config = Config(node, of="a historic metric", context=context)
    before = len(context.problems.errors)
    name, metric = config.take_line("name"), config.take_line("metric")
    kind, count = _take_type(config), _take_count(config)
    config.finish()
    missing = [
        key for key, value in (("name", name), ("type", kind), ("metric", metric)) if not value
    ]
    if len(context.problems.errors) > before:
        return None
    if missing or name is None or metric is None or kind is None:
        context.problems.add(
            f"a historic metric wants name, type and metric; add {', '.join(missing)}",
            node.location,
            "missing-key",
        )
        return None
    if metric not in NAMES:
        context.problems.add(
            f'unknown metric "{metric}" of a historic metric{did_you_mean(metric, NAMES)}',
            node.location,
            "unknown-metric",
        )
        return None
    if kind == "previous" and count != 1:
        context.problems.add(
            '"prev" is the measurement before, so that "count" is 1', node.location, "wrong-value"
        )
        return None
    return name, HistoricMetric(metric, Baseline(_KINDS[kind], count))


def _take_type(config: Config) -> str | None:
    node = config.take_scalar("type")
    if node is None:
        return None
    if node.text not in TYPES:
        config.complain(node, "type", "avg, min, max or prev")
        return None
    return TYPES[node.text]


def _take_count(config: Config) -> int:
    node = config.take_scalar("count")
    if node is None:
        return 1
    if isinstance(node.value, int) and 1 <= node.value <= MAX_COUNT:
        return node.value
    config.complain(node, "count", f"a whole number from 1 to {MAX_COUNT}")
    return 1
