"""`tests` of tables and columns to checks."""

from collections.abc import Iterator
from typing import Any

from seltzer_specs.checks import ChangeCheck, Check, ExpressionCheck, MetricCheck
from seltzer_specs.expressions import Variable, variables_of
from seltzer_specs.metrics import Metric
from seltzer_specs.problems import describe
from seltzer_specs.soda_sql.expression_text import Condition, ExpressionError, parse_test
from seltzer_specs.soda_sql.historic_metrics import change_of, turned
from seltzer_specs.soda_sql.scope import Scope, UnknownMetricError
from seltzer_specs.sodacl.check_line import PERCENT
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import join_spaces
from seltzer_specs.sodacl.item import CheckItem, common_fields, metric_identity, metric_json
from seltzer_specs.sodacl.threshold_text import ThresholdError, parse_region
from seltzer_specs.thresholds import Thresholds
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

HOLDS = "= 1"


def parse_tests(node: Node | None, scope: Scope, context: Context) -> list[Check]:
    """Parse a list of tests; mistakes are noted, and the other tests go on."""
    found: list[Check] = []
    for item in read_tests(node, context):
        before = len(context.problems.errors)
        try:
            check = _check(item, scope, context)
        except (ExpressionError, UnknownMetricError, ThresholdError) as error:
            context.problems.add(str(error), item.location, "test")
            continue
        if len(context.problems.errors) == before:
            found.append(check)
    return found


def read_tests(node: Node | None, context: Context) -> Iterator[CheckItem]:
    """Give the tests of a list as they stand, each a text or a mapping with `expression`."""
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return
    if not isinstance(node, Sequence):
        context.problems.add(
            f'"tests" wants a list of tests such as `- row_count > 0`, got {describe(node)}',
            node.location,
            "not-a-list",
        )
        return
    for item in node.items:
        found = _item(item, context)
        if found is not None:
            yield found


def common_of(
    item: CheckItem, context: Context, *, identity: object, label: str, column: str | None = None
) -> dict[str, Any]:
    """Give the fields that every check has, see `common_fields`.

    Any: the values fit the model's fields one by one.
    """
    config = Config(item.config, of=f'the test "{item.definition}"', context=context)
    is_named = config.has("name")
    fields = common_fields(item, config, context, identity=identity, label=label)
    config.finish()
    if not is_named and column is not None:
        fields["name"] = f"{column}: {item.definition}"[:256]
    return fields


def thresholds_of(condition: Condition, *, is_percent: bool = False) -> Thresholds:
    """Give thresholds that fail wherever the condition does not hold.

    Raises:
        ThresholdError: a number in it cannot be read.
    """
    region = parse_region(condition.threshold or HOLDS)
    return Thresholds(fail=region.complement(), unit="percent" if is_percent else "number")


def _item(node: Node, context: Context) -> CheckItem | None:
    text: Node | None = node
    config: Mapping | None = None
    if isinstance(node, Mapping):
        text = node.get("expression")
        kept = tuple(entry for entry in node.entries if entry[0].text != "expression")
        config = Mapping(kept, node.location)
    if isinstance(text, Scalar) and isinstance(text.value, str) and text.text.strip():
        found = context.text(text)
        if found is None:
            return None
        return CheckItem(found, join_spaces(text.text), text.location, config)
    wanted = (
        "a mapping with `expression:`"
        if isinstance(node, Mapping)
        else "a line such as row_count > 0"
    )
    context.problems.add(f"a test is {wanted}, got {describe(node)}", node.location, "test")
    return None


def _check(item: CheckItem, scope: Scope, context: Context) -> Check:
    condition = parse_test(item.line)
    if any(name in scope.historic for name in variables_of(condition.subject)):
        return _change(item, condition, scope, context)
    metrics = {name: scope.metric(name) for name in variables_of(condition.subject)}
    if isinstance(condition.subject, Variable) and condition.threshold is not None:
        return _metric(item, condition, metrics[condition.subject.name], context)
    return _expression(item, condition, metrics, scope, context)


def _metric(item: CheckItem, condition: Condition, metric: Metric, context: Context) -> Check:
    fields = common_of(
        item,
        context,
        identity=metric_identity("metric", metric),
        label=_label(metric),
        column=_column(metric),
    )
    thresholds = thresholds_of(condition, is_percent=metric.name in PERCENT)
    return MetricCheck(metric=metric, thresholds=thresholds, **fields)


def _expression(
    item: CheckItem,
    condition: Condition,
    metrics: dict[str, Metric],
    scope: Scope,
    context: Context,
) -> Check:
    fields = common_of(
        item,
        context,
        identity=[
            "expression",
            repr(condition.subject),
            [[name, metric_json(metric)] for name, metric in metrics.items()],
        ],
        label=".".join(["test", *([scope.column.text] if scope.column is not None else [])]),
        column=scope.column.text if scope.column is not None else None,
    )
    return ExpressionCheck(
        expression=condition.subject,
        metrics=tuple(metrics.items()),
        is_condition=condition.threshold is None,
        thresholds=thresholds_of(condition),
        **fields,
    )


def _change(item: CheckItem, condition: Condition, scope: Scope, context: Context) -> Check:
    """Give the check of a test that compares a metric with what it was.

    Raises:
        ExpressionError: it compares in another way than by a difference.
    """
    for candidate in (condition, turned(condition)):
        change = change_of(candidate)
        historic = scope.historic.get(change.historic) if change is not None else None
        if change is None or historic is None or historic.metric != change.metric:
            continue
        metric = scope.metric(change.metric)
        baseline = historic.baseline
        fields = common_of(
            item,
            context,
            identity=["historic", metric_json(metric), baseline.kind, baseline.count],
            label=_label(metric),
            column=_column(metric),
        )
        thresholds = Thresholds(fail=parse_region(change.threshold).complement())
        return ChangeCheck(metric=metric, baseline=baseline, thresholds=thresholds, **fields)
    name = next(name for name in variables_of(condition.subject) if name in scope.historic)
    metric_name = scope.historic[name].metric
    raise ExpressionError(
        f'the historic metric "{name}" can only be compared with its metric; write '
        f"{metric_name} >= {name}, or {metric_name} - {name} < 10"
    )


def _label(metric: Metric) -> str:
    return ".".join([metric.name, *(column.text for column in metric.columns)])


def _column(metric: Metric) -> str | None:
    return metric.columns[0].text if metric.columns else None
