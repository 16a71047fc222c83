"""Metric reconciliation: a metric of the target is near that of its source.

```yaml
apiVersion: seltzer/v1
kind: Checks
source: orders_old
target: orders
checks:
  - row_count diff = 0
  - avg(total) diff < 0.01
```

`METRIC diff THRESHOLD` takes any [metric](README.md#metrics) with its keys, the same for both
sides. The value is the difference without its sign. A threshold with `%` compares it in percent of
the source's value, unrounded.

```yaml
apiVersion: seltzer/v1
kind: Checks
source: orders_old
target: orders
checks:
  - duplicate_count(email):
      warn: when diff > 5%
      fail: when diff > 10%
  - open_orders diff = 0:
      open_orders expression: COUNT(CASE WHEN closed_at IS NULL THEN 1 END)
  - revenue diff = 0:
      source query: SELECT SUM(amount) FROM payments
      target expression: SUM(total)
```

Keys of a metric of your own (Key | Meaning):
    NAME expression: SQL of a metric of your own, the same for both sides.
    source query: SQL of the source's side of such a metric.
    source expression: The same, as an aggregate over the source.
    target query: SQL of the target's side of such a metric.
    target expression: The same, as an aggregate over the target.

    `configurations for` of the target's dataset apply to both sides, as do the keys of the check.

Outcomes (What | Outcome):
    neither side has a value: skipped
    only one side has a value: error
    a percentage of 0: error
    two counts of nothing: pass: both are 0 and equal

Limits:
    - Engines round averages differently in the last digits: give `avg` a tolerance.
"""

import re
from dataclasses import replace

from seltzer_specs.checks import Check, MetricReconciliationCheck
from seltzer_specs.checks.reconciliation import Source
from seltzer_specs.metrics import Metric
from seltzer_specs.sodacl.check_line import CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import (
    CheckItem,
    common_fields,
    dataset_json,
    metric_json,
    partition_json,
)
from seltzer_specs.sodacl.metric import take_metric
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.thresholds import Thresholds

DIFFERENCE = re.compile(r"(?:diff\b\s*)?(?P<threshold>.*)")
SIDES = ("source", "target")
FORMS = ("query", "expression")


def parse_metric_reconciliation(
    item: CheckItem, config: Config, context: Context, *, source: Source
) -> Check | None:
    """Parse one metric reconciliation; None after noting a mistake."""
    try:
        line = parse_check_line(item.line)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    found = DIFFERENCE.fullmatch(line.threshold)
    inline = found["threshold"] if found is not None else line.threshold
    if inline and not line.threshold.startswith("diff"):
        context.problems.add(
            f'a reconciliation compares a difference, got "{item.definition}"; '
            f"write `{item.line.removesuffix(inline).rstrip()} diff {inline}`",
            item.location,
            "no-difference",
        )
        return None
    metrics = _take_metrics(replace(line, threshold=inline), item, config, context)
    thresholds = _take_thresholds(inline, item, config)
    if metrics is None or thresholds is None:
        return None
    target, of_source = metrics
    identity = [
        "metric_reconciliation",
        dataset_json(source.dataset),
        partition_json(source.partition),
        metric_json(target),
        metric_json(of_source),
    ]
    label = ".".join(["reconciliation", target.name, *(c.text for c in target.columns)])
    fields = common_fields(item, config, context, identity=identity, label=label)
    return MetricReconciliationCheck(
        source=source, metric=target, source_metric=of_source, thresholds=thresholds, **fields
    )


def _take_metrics(
    line: CheckLine, item: CheckItem, config: Config, context: Context
) -> tuple[Metric, Metric] | None:
    """Give the metric of the target and that of the source."""
    if not any(config.has(f"{side} {form}") for side in SIDES for form in FORMS):
        metric = take_metric(line, item, config, context)
        return None if metric is None else (metric, metric)
    found = {side: _take_side(side, line, item, config) for side in SIDES}
    target, source = found["target"], found["source"]
    return None if target is None or source is None else (target, source)


def _take_side(side: str, line: CheckLine, item: CheckItem, config: Config) -> Metric | None:
    given = [form for form in FORMS if config.has(f"{side} {form}")]
    if len(given) != 1 or line.arguments:
        got = "columns" if line.arguments else "both" if given else "neither"
        config.context.problems.add(
            f'"{item.definition}" wants either "{side} query" or "{side} expression" and a name '
            f"without columns, got {got}",
            item.location,
            "two-definitions",
        )
        for form in FORMS:
            config.take(f"{side} {form}")
        return None
    sql = config.take_sql(f"{side} {given[0]}")
    if sql is None:
        return None
    return Metric(
        name=line.metric,
        form="query" if given[0] == "query" else "expression",
        sql=sql.text.strip().rstrip(";").rstrip(),
        sql_template=sql.template,
    )


def _take_thresholds(inline: str, item: CheckItem, config: Config) -> Thresholds | None:
    thresholds = take_thresholds(inline, config, item.location, subject="diff")
    if thresholds is None:
        return None
    texts = [region.text for region in (thresholds.fail, thresholds.warn) if region is not None]
    mistake = None
    if not texts:
        example = f"{item.definition.removesuffix(' diff')} diff = 0"
        mistake = f"has no threshold; write for example `{example}`"
    elif 0 < sum("%" in text for text in texts) < len(texts):
        mistake = "mixes a percentage with a number; give both as one of them"
    if mistake is not None:
        config.context.problems.add(
            f'the check "{item.definition}" {mistake}', item.location, "no-threshold"
        )
        return None
    return replace(thresholds, unit="percent" if "%" in texts[0] else "number")
