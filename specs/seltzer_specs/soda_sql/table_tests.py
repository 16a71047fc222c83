"""Test expressions of Soda SQL: conditions over several metrics of a file.

```yaml
table_name: orders
tests:
  - 10 < row_count <= 100000
columns:
  total:
    tests:
      - max - min < 10000
      - avg > 0 and missing_count == 0
```

A test names metrics of its table or column: numbers, `+ - * /`, comparisons (also `0 < avg < 5`),
`and`, `or`, `not`, parentheses, and `abs`, `min`, `max`, `round`.

Checks that tests become (Test | Becomes):
    one metric against numbers, `invalid_percentage == 0`: a [metric check](README.md#metrics)
    several metrics, `max - min < 10`: an expression check: its value is judged and kept as history
    any other condition, `row_count > 0 and max < 5`: an expression check: 1 where it holds, 0 where
      it does not
    a metric against a historic one, `avg - avg_of_week < 50` or `avg >= avg_of_week`: a
      [change over time](change-over-time.md)

Outcomes (What | Outcome):
    a metric has no value (an average of nothing, a percentage of no rows): skipped

Limits:
    - The numbers are decimals: `0.1 + 0.2 == 0.3` holds.
    - A test is never run as Python; anything else than the above is a mistake at its line.
    - Tests know metrics, not texts: `len(schema)` and comparisons with texts are errors. Use a
      [schema check](schema.md).
"""

from collections.abc import Iterator
from typing import Any

from seltzer_specs.checks import ChangeCheck, Check, ExpressionCheck, MetricCheck
from seltzer_specs.expression_text import Condition, ExpressionError, parse_test
from seltzer_specs.expressions import Variable, variables_of
from seltzer_specs.metrics import Metric
from seltzer_specs.problems import describe
from seltzer_specs.soda_sql.historic_metrics import change_of, turned
from seltzer_specs.soda_sql.scope import Scope, UnknownMetricError
from seltzer_specs.sodacl.change import change_identity
from seltzer_specs.sodacl.check_line import PERCENT
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expression import (
    expression_identity,
    expression_label,
    over_labels,
    thresholds_of,
)
from seltzer_specs.sodacl.identifiers import join_spaces
from seltzer_specs.sodacl.item import CheckItem, common_fields, is_joined, metric_identity
from seltzer_specs.sodacl.metric import metric_label
from seltzer_specs.sodacl.threshold_text import ThresholdError, parse_region
from seltzer_specs.thresholds import Thresholds
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence


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


def _item(node: Node, context: Context) -> CheckItem | None:
    text: Node | None = node
    config: Mapping | None = None
    if isinstance(node, Mapping):
        text = node.get("expression")
        kept = tuple(entry for entry in node.entries if entry[0].text != "expression")
        config = Mapping(kept, node.location)
    if isinstance(text, Scalar) and isinstance(text.value, str) and text.text.strip():
        found = context.text(text)
        if found is None or (text is node and is_joined(text, context)):
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
        label=metric_label(metric),
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
    subject, named = over_labels(condition.subject, metrics)
    fields = common_of(
        item,
        context,
        identity=expression_identity(subject, named),
        label=expression_label(named),
        column=scope.column.text if scope.column is not None else None,
    )
    return ExpressionCheck(
        expression=subject,
        metrics=named,
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
            identity=change_identity(metric, baseline, is_percent=False),
            label=f"change.{metric.name}",
            column=_column(metric),
        )
        thresholds = Thresholds(
            fail=parse_region(change.threshold).complement(),
            unit="percent" if metric.name in PERCENT else "number",
        )
        return ChangeCheck(metric=metric, baseline=baseline, thresholds=thresholds, **fields)
    name = next(name for name in variables_of(condition.subject) if name in scope.historic)
    metric_name = scope.historic[name].metric
    raise ExpressionError(
        f'the historic metric "{name}" can only be compared with its metric; write '
        f"{metric_name} >= {name}, or {metric_name} - {name} < 10"
    )


def _column(metric: Metric) -> str | None:
    return metric.columns[0].text if metric.columns else None
