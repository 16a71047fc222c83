"""Anomaly checks: `anomaly detection for row_count`."""

from typing import Literal

from seltzer_specs.checks import AnomalyCheck, Check
from seltzer_specs.sodacl.anomaly_options import refuse_thresholds, take_options
from seltzer_specs.sodacl.check_line import CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.history_metric import take_history_metric
from seltzer_specs.sodacl.item import CheckItem, common_fields, metric_identity

DETECTION = "anomaly detection for "
SCORE = "anomaly score for "
SENSITIVITIES: tuple[Literal["low", "medium", "high"], ...] = ("low", "medium", "high")


def parse_anomaly(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one anomaly check; None after noting a mistake."""
    text = item.line.removeprefix(DETECTION).removeprefix(SCORE)
    try:
        line = parse_check_line(text)
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
        return None
    is_score = item.line.startswith(SCORE)
    if line.threshold and not (is_score and line.threshold == "< default"):
        context.problems.add(
            f'an anomaly check has no threshold, got "{line.threshold}"; set `sensitivity:` to '
            "low, medium or high",
            item.location,
            "anomaly-threshold",
        )
    metric = take_history_metric(line, item, config, context)
    sensitivity = _take_sensitivity(config)
    refuse_thresholds(config)
    options = take_options(item, config)
    if metric is None:
        return None
    fields = common_fields(
        item,
        config,
        context,
        identity=metric_identity("anomaly", metric),
        label=f"anomaly.{metric.name}",
    )
    return AnomalyCheck(metric=metric, sensitivity=sensitivity, options=options, **fields)


def _take_sensitivity(config: Config) -> Literal["low", "medium", "high"]:
    node = config.take_filled("sensitivity")
    if node is None:
        return "medium"
    for sensitivity in SENSITIVITIES:
        if node.text == sensitivity:
            return sensitivity
    config.complain(node, "sensitivity", "low, medium or high")
    return "medium"
