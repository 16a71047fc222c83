"""Expression checks: `max(total) - min(total) < 100`, `row_count > 0 and avg(total) < 5`."""

import re
from collections.abc import Mapping

from seltzer_specs.checks import Check, ExpressionCheck, MetricCheck
from seltzer_specs.expression_text import (
    Condition,
    ExpressionError,
    is_comparison,
    parse_number,
    parse_test,
)
from seltzer_specs.expressions import Expression, Operation, Variable, variables_of
from seltzer_specs.metrics import EMPTY_VALIDITY, Metric
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.check_line import (
    BUILTIN,
    PERCENT,
    CheckLineError,
    parse_check_line,
)
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expression_line import Terms, with_names, with_operators
from seltzer_specs.sodacl.identifiers import IdentifierError
from seltzer_specs.sodacl.item import (
    CheckItem,
    common_fields,
    has_dataset,
    metric_identity,
    metric_json,
)
from seltzer_specs.sodacl.metric import complete_metric, metric_label, plain_metric
from seltzer_specs.sodacl.threshold_text import ThresholdError, parse_region
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.sodacl.validity_keys import KEYS, take_validity
from seltzer_specs.thresholds import Thresholds

HOLDS = "= 1"
_BETWEEN = re.compile(r"(?P<subject>.+?)\s+(?P<threshold>(?:not\s+)?between\s.+)", re.DOTALL)


def parse_expression(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one expression check; None after noting a mistake."""
    terms = Terms()
    try:
        terms = with_names(with_operators(item.line))
        metrics = _take_metrics(terms.metrics, item, config, context)
        condition = read_condition(terms.text, has_levels=config.has("warn") or config.has("fail"))
        _refuse_unknown(condition.subject, terms.metrics)
        return None if metrics is None else _check(item, condition, metrics, config, context)
    except (ExpressionError, ThresholdError) as error:
        from seltzer_specs.sodacl.near_lines import near_expression  # only mistakes need it

        message = near_expression(item.line) or _as_written(str(error), terms)
        context.problems.add(message, item.location, "expression")
    except CheckLineError as error:
        context.problems.add(str(error), item.location, error.rule)
    except IdentifierError as error:
        context.problems.add(str(error), item.location, "identifier")
    return None


def read_condition(text: str, *, has_levels: bool) -> Condition:
    """Read a condition; an expression that is a number where `warn:` and `fail:` judge it.

    Raises:
        ExpressionError: it is none.
    """
    if (match := _BETWEEN.fullmatch(text.strip())) is not None:
        return Condition(parse_number(match["subject"]), match["threshold"])
    if has_levels and not is_comparison(text):
        return Condition(parse_number(text), "")
    return parse_test(text)


def take_levels(condition: Condition, config: Config, item: CheckItem) -> Thresholds | None:
    """Give the thresholds of a condition, or those below it; None after noting a mistake.

    Raises:
        ThresholdError: a number in the condition cannot be read.
    """
    if condition.threshold == "":
        return take_thresholds("", config, item.location)
    if config.has("warn") or config.has("fail"):
        return take_thresholds(item.line, config, item.location)
    return thresholds_of(condition)


def thresholds_of(condition: Condition, *, is_percent: bool = False) -> Thresholds:
    """Give thresholds that fail wherever the condition does not hold.

    Raises:
        ThresholdError: a number in it cannot be read.
    """
    region = parse_region(condition.threshold or HOLDS)
    return Thresholds(fail=region.complement(), unit="percent" if is_percent else "number")


def over_labels(
    subject: Expression, metrics: Mapping[str, Metric]
) -> tuple[Expression, tuple[tuple[str, Metric], ...]]:
    """Give an expression over the metrics' labels, so that it is one however they were called."""
    names = {name: metrics[name].label for name in variables_of(subject)}
    return _renamed(subject, names), tuple((names[n], metrics[n]) for n in names)


def expression_identity(subject: Expression, metrics: tuple[tuple[str, Metric], ...]) -> object:
    """Give what makes an expression check another one than its neighbours."""
    return ["expression", repr(subject), [[name, metric_json(m)] for name, m in metrics]]


def expression_label(metrics: tuple[tuple[str, Metric], ...]) -> str:
    """Give the readable start of a derived id."""
    columns = dict.fromkeys(column.text for _, metric in metrics for column in metric.columns)
    return ".".join(["expression", *(columns if len(columns) == 1 else ())])


def _check(
    item: CheckItem,
    condition: Condition,
    metrics: Mapping[str, Metric],
    config: Config,
    context: Context,
) -> Check | None:
    """Give the check; one of a single metric against numbers is a metric check.

    Raises:
        ThresholdError: a number in it cannot be read.
    """
    subject, named = over_labels(condition.subject, metrics)
    if isinstance(subject, Variable) and condition.threshold:
        ((_, metric),) = named
        fields = common_fields(
            item,
            config,
            context,
            identity=metric_identity("metric", metric),
            label=metric_label(metric),
        )
        thresholds = thresholds_of(condition, is_percent=metric.name in PERCENT)
        return MetricCheck(metric=metric, thresholds=thresholds, **fields)
    levels = take_levels(condition, config, item)
    fields = common_fields(
        item,
        config,
        context,
        identity=expression_identity(subject, named),
        label=expression_label(named),
    )
    if levels is None:
        return None
    return ExpressionCheck(
        expression=subject,
        metrics=named,
        is_condition=condition.threshold is None,
        thresholds=levels,
        **fields,
    )


def _take_metrics(
    written: Mapping[str, str], item: CheckItem, config: Config, context: Context
) -> dict[str, Metric] | None:
    """Give the metrics with what applies to them; None after noting a mistake.

    Raises:
        CheckLineError: one is no metric, or has wrong arguments.
        IdentifierError: a column's name cannot be read.
    """
    plain = {name: plain_metric(parse_check_line(text)) for name, text in written.items()}
    if not has_dataset(item, context):
        return None
    before = len(context.problems.errors)
    has_validity = any(config.has(key) for key in KEYS)
    own, condition = take_validity(config), config.take_sql("filter")
    columns = {metric.columns for metric in plain.values() if metric.columns}
    if has_validity and len(columns) > 1:
        context.problems.add(
            "what is missing and valid is said below metrics of one column, and the expression is "
            "about several; say it under `configurations`",
            item.location,
            "expression",
        )
    found = {
        name: complete_metric(
            metric,
            item,
            own=own if metric.columns else EMPTY_VALIDITY,
            condition=condition,
            context=context,
        )
        for name, metric in plain.items()
    }
    if len(context.problems.errors) > before:
        return None
    return {name: metric for name, metric in found.items() if metric is not None}


def _refuse_unknown(subject: Expression, known: Mapping[str, str]) -> None:
    """Refuse names that are no metrics.

    Raises:
        ExpressionError: there is one.
    """
    for name in variables_of(subject):
        if name not in known:
            hint = did_you_mean(name, BUILTIN)
            example = hint if hint.startswith("; did") else "; write for example max(total)"
            raise ExpressionError(f'unknown metric "{name}" in an expression{example}')


def _renamed(tree: Expression, names: Mapping[str, str]) -> Expression:
    if isinstance(tree, Variable):
        return Variable(names[tree.name])
    if isinstance(tree, Operation):
        return Operation(tree.operator, tuple(_renamed(part, names) for part in tree.operands))
    return tree


def _as_written(message: str, terms: Terms) -> str:
    """Give a message with the metrics as they stand in the line."""
    for name in sorted(terms.metrics, key=len, reverse=True):
        message = message.replace(name, terms.metrics[name])
    return message
