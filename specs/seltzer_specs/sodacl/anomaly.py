"""Anomaly checks: `anomaly detection for row_count`."""

from seltzer_specs.checks import AnomalyCheck, Check
from seltzer_specs.checks.anomaly import AnomalyOptions, Sensitivity
from seltzer_specs.sodacl.anomaly_options import refuse_thresholds, take_options
from seltzer_specs.sodacl.check_line import CheckLine, CheckLineError, parse_check_line
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.history_metric import take_history_metric
from seltzer_specs.sodacl.item import CheckItem, common_fields, metric_identity

DETECTION = "anomaly detection for "
SCORE = "anomaly score for "
SENSITIVITIES: tuple[Sensitivity, ...] = ("low", "medium", "high")


def parse_anomaly(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one anomaly check; None after noting a mistake."""
    line = read_anomaly_line(item, context)
    if line is None:
        return None
    metric = take_history_metric(line, item, config, context)
    sensitivity, options = take_question(item, config)
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


def read_anomaly_line(item: CheckItem, context: Context) -> CheckLine | None:
    """Give what an anomaly check measures; None after noting a mistake."""
    try:
        line = parse_check_line(item.line.removeprefix(DETECTION).removeprefix(SCORE))
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
    return line


def take_question(item: CheckItem, config: Config) -> tuple[Sensitivity, AnomalyOptions]:
    """Give how a value wants to be judged."""
    sensitivity = _take_sensitivity(config)
    refuse_thresholds(config)
    return sensitivity, take_options(item, config)


def _take_sensitivity(config: Config) -> Sensitivity:
    node = config.take_filled("sensitivity")
    if node is None:
        return "medium"
    for sensitivity in SENSITIVITIES:
        if node.text == sensitivity:
            return sensitivity
    config.complain(node, "sensitivity", "low, medium or high")
    return "medium"
