"""Anomaly checks: `anomaly detection for row_count`."""

from typing import Literal

from seltzer_specs.checks import AnomalyCheck, Check
from seltzer_specs.sodacl.check_line import CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem, common_fields, metric_identity
from seltzer_specs.sodacl.metric import take_metric

DETECTION = "anomaly detection for "
SCORE = "anomaly score for "
SENSITIVITIES: tuple[Literal["low", "medium", "high"], ...] = ("low", "medium", "high")
PROPHET_KEYS = (
    "model",
    "training_dataset_parameters",
    "severity_level_parameters",
    "take_over_existing_anomaly_score_check",
    "warn_only",
)


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
    metric = take_metric(line, item, config, context)
    sensitivity = _take_sensitivity(config)
    for key in PROPHET_KEYS:
        # Settings of another model; ours learns by itself, so they change nothing here.
        config.take(key)
    if metric is None:
        return None
    fields = common_fields(
        item,
        config,
        context,
        identity=metric_identity("anomaly", metric),
        label=f"anomaly.{metric.name}",
    )
    return AnomalyCheck(metric=metric, sensitivity=sensitivity, **fields)


def _take_sensitivity(config: Config) -> Literal["low", "medium", "high"]:
    node = config.take_scalar("sensitivity")
    if node is None:
        return "medium"
    for sensitivity in SENSITIVITIES:
        if node.text == sensitivity:
            return sensitivity
    config.complain(node, "sensitivity", "low, medium or high")
    return "medium"
