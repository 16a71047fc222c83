"""Checks by template: `$late_orders:` with `parameters:` and thresholds."""

import re
from collections.abc import Mapping as MappingLike

from seltzer_specs.checks import Check, FailedRowsCheck, MetricCheck
from seltzer_specs.errors import SpecError
from seltzer_specs.metrics import Metric
from seltzer_specs.problems import describe, did_you_mean
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.failed_rows import or_any_row
from seltzer_specs.sodacl.item import CheckItem, common_fields, metric_identity
from seltzer_specs.sodacl.thresholds_config import take_thresholds
from seltzer_specs.templates import Template
from seltzer_specs.thresholds import Thresholds
from seltzer_specs.variables import Resolved, resolve
from seltzer_specs.yaml_reader import Mapping, Node, Scalar

USE = re.compile(r"\$(?P<name>[A-Za-z_][A-Za-z0-9_-]*)\s*(?P<threshold>.*)")


def parse_template_use(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one check by template; None after noting a mistake."""
    found = _find(item, context)
    if found is None:
        return None
    template, threshold = found
    sql = _fill(template, item, config, context)
    thresholds = take_thresholds(threshold, config, item.location)
    if template.form in ("query", "expression"):
        return _metric(template, sql, thresholds, item, config, context)
    return _failed_rows(template, sql, thresholds, item, config, context)


def _find(item: CheckItem, context: Context) -> tuple[Template, str] | None:
    match = USE.fullmatch(item.line)
    template = context.templates.get(match["name"]) if match is not None else None
    if context.monitor_id is not None:
        message = (
            "a monitor means the same wherever it was authored, so it uses no template; write the "
            "SQL into its check"
        )
    elif match is None:
        message = f'"{item.line}" wants the name of a template behind "$"'
    elif template is None:
        near = did_you_mean(match["name"], context.templates)
        hint = near or "; define it in a document of `kind: Template`, or give its file with -T"
        message = f'there is no template "{match["name"]}"{hint}'
    elif template.form in ("expression", "fail condition") and context.dataset is None:
        message = (
            f'the template "{template.name}" ({template.location}) needs a dataset; put the check '
            "below `checks for DATASET:`"
        )
    else:
        return template, match["threshold"]
    context.problems.add(message, item.location, "template")
    return None


def _fill(template: Template, item: CheckItem, config: Config, context: Context) -> Resolved | None:
    """Give the template's SQL with its parameters; None after noting a mistake."""
    before = len(context.problems.errors)
    values = _take_parameters(template, config, context)
    if len(context.problems.errors) > before:
        return None
    of = f'the template "{template.name}" ({template.location})'
    missing = sorted(
        name
        for name in template.required - values.keys()
        if template.is_declared or context.variables.find(name) is None
    )
    if missing:
        names = ", ".join(f'"{name}"' for name in missing)
        context.problems.add(
            f"{of} wants the parameter{'s' if len(missing) > 1 else ''} {names}; "
            "add what is missing under `parameters:`",
            item.location,
            "template-parameter",
        )
    if len(context.problems.errors) > before:
        return None
    variables = context.variables.override(values)
    try:
        return resolve(template.sql.text, variables, item.location)
    except SpecError as error:
        context.problems.add(f"{of}: {error.message}", item.location, error.rule)
        return None


def _without_parameters(template: Template) -> str:
    is_jinja = "{{" in template.sql.text
    return "; its SQL has {{ … }}, write ${NAME} there" if is_jinja else "; it has none"


def _take_parameters(template: Template, config: Config, context: Context) -> dict[str, Resolved]:
    """Give the parameters' values. They are filled in once: a value is never read as a template."""
    node = config.take("parameters")
    entries: tuple[tuple[Scalar, Node], ...] = ()
    if isinstance(node, Mapping):
        entries = node.entries
    elif node is not None:
        config.complain(node, "parameters", "names with values such as {table: orders}")
    given: dict[str, Node] = {**template.defaults}
    for key, value in entries:
        if key.text not in template.parameters:
            hint = did_you_mean(key.text, template.parameters) or _without_parameters(template)
            context.problems.add(
                f'the template "{template.name}" ({template.location}) has no parameter '
                f'"{key.text}"{hint}',
                key.location,
                "template-parameter",
            )
        else:
            given[key.text] = value
    return _values(given, context)


def _values(given: MappingLike[str, Node], context: Context) -> dict[str, Resolved]:
    values: dict[str, Resolved] = {}
    for name, value in given.items():
        if not isinstance(value, Scalar) or value.value is None:
            context.problems.add(
                f'the parameter "{name}" wants one value, got {describe(value)}',
                value.location,
                "template-parameter",
            )
        elif (found := context.resolved(value)) is not None:
            values[name] = found
    return values


def _metric(
    template: Template,
    sql: Resolved | None,
    thresholds: Thresholds | None,
    item: CheckItem,
    config: Config,
    context: Context,
) -> Check | None:
    is_query = template.form == "query"
    condition = config.take_sql("filter") if not is_query else None
    text = sql.text.strip().rstrip(";").rstrip() if sql is not None else ""
    metric = Metric(
        name=template.metric,
        form="query" if is_query else "expression",
        sql=text,
        sql_template=sql.template if sql is not None else None,
        filter=condition.text if condition is not None else None,
        filter_template=condition.template if condition is not None else None,
    )
    identity = metric_identity("metric", metric)
    fields = common_fields(item, config, context, identity=identity, label=metric.name)
    if thresholds is not None and thresholds.fail is None and thresholds.warn is None:
        context.problems.add(
            f'the check "{item.definition}" has no threshold; write for example '
            f"`{item.definition} < 10`, or `fail: when > 10` below it",
            item.location,
            "no-threshold",
        )
        return None
    if sql is None or thresholds is None:
        return None
    return MetricCheck(metric=metric, thresholds=thresholds, **fields)


def _failed_rows(
    template: Template,
    sql: Resolved | None,
    thresholds: Thresholds | None,
    item: CheckItem,
    config: Config,
    context: Context,
) -> Check | None:
    is_query = template.form == "fail query"
    shown = (sql.template or sql.text) if sql is not None else None
    identity = ["failed_rows", is_query, shown]
    fields = common_fields(item, config, context, identity=identity, label="failed_rows")
    if sql is None or thresholds is None:
        return None
    text = sql.text.strip().rstrip(";").rstrip() if is_query else sql.text.strip()
    return FailedRowsCheck(
        condition=None if is_query else text,
        query=text if is_query else None,
        template=sql.template,
        thresholds=or_any_row(thresholds),
        **fields,
    )
