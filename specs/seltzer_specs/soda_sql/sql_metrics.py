"""`sql_metrics`: queries whose results are tested, row by row where they are grouped."""

from dataclasses import replace

from seltzer_specs.checks import Check, FailedRowsCheck, GroupByCheck, GroupCheck, GroupMember
from seltzer_specs.checks.group_by import DEFAULT_GROUP_LIMIT
from seltzer_specs.expression_text import ExpressionError, parse_test
from seltzer_specs.names import Name
from seltzer_specs.problems import describe
from seltzer_specs.soda_sql.limits import note_idle
from seltzer_specs.soda_sql.samples import take_limit
from seltzer_specs.soda_sql.table_tests import common_of, read_tests
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.expression import thresholds_of
from seltzer_specs.sodacl.failed_rows import ANY_ROW
from seltzer_specs.sodacl.group_by import below, query_identity, query_text
from seltzer_specs.sodacl.group_members import SQL_METRIC, is_of_column, row_id, with_own_ids
from seltzer_specs.sodacl.item import CheckItem, common_fields
from seltzer_specs.sodacl.threshold_text import ThresholdError
from seltzer_specs.surveys import SpecNote
from seltzer_specs.thresholds import Thresholds
from seltzer_specs.variables import Resolved
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

TYPES = ("numeric", "numeric_groups", "failed_rows")


def parse_sql_metrics(node: Node | None, column: Name | None, context: Context) -> list[Check]:
    """Parse a list of SQL metrics; mistakes are noted, and the others go on."""
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return []
    if not isinstance(node, Sequence):
        context.problems.add(
            f'"sql_metrics" wants a list, each with `sql:`, got {describe(node)}',
            node.location,
            "not-a-list",
        )
        return []
    checks = [_sql_metric(item, column, context) for item in node.items]
    return [check for check in checks if check is not None]


def _sql_metric(node: Node, column: Name | None, context: Context) -> Check | None:
    if not isinstance(node, Mapping):
        context.problems.add(
            f"a sql metric wants `sql:` or `sql_file:`, got {describe(node)}",
            node.location,
            "wrong-value",
        )
        return None
    before = len(context.problems.errors)
    config = Config(node, of="the sql metric", context=context)
    kind = _take_type(config)
    sql = config.take_sql_or_file("sql", "sql_file")
    if sql is None and len(context.problems.errors) == before:
        context.problems.add(
            "a sql metric wants `sql:` or `sql_file:`", node.location, "missing-key"
        )
    if kind == "failed_rows":
        check = _failed_rows(config, sql, node, context)
    else:
        check = _tested(config, sql, node, column, context)
    return check if len(context.problems.errors) == before else None


def _take_type(config: Config) -> str:
    node = config.take_scalar("type")
    if node is None:
        return "numeric"
    if node.text not in TYPES:
        config.complain(node, "type", "numeric or failed_rows")
    return node.text


def _failed_rows(
    config: Config, sql: Resolved | None, node: Mapping, context: Context
) -> Check | None:
    title, limit = config.take_line("title"), take_limit(config, "failed_limit")
    if limit is not None:
        context = replace(context, samples=replace(context.samples, limit=limit))
    name = config.peek("name")
    if not isinstance(name, Scalar):
        context.problems.add(
            "a sql metric of failed rows wants a name; add `name:`", node.location, "no-name"
        )
        return None
    item = CheckItem(f"{name.text} == 0", f"{name.text} == 0", node.location, None)
    template = (sql.template or sql.text) if sql is not None else ""
    fields = common_fields(
        item, config, context, identity=["failed_rows", True, template], label="failed_rows"
    )
    config.finish()
    if sql is None:
        return None
    if title is not None:
        fields["name"] = title
    return FailedRowsCheck(
        query=query_text(sql), template=sql.template, thresholds=Thresholds(fail=ANY_ROW), **fields
    )


def _tested(
    config: Config, sql: Resolved | None, node: Mapping, column: Name | None, context: Context
) -> Check | None:
    title = config.take_line("title")
    names, groups = config.take_texts("metric_names"), config.take_texts("group_fields")
    tests = config.take("tests")
    if take_limit(config, "failed_limit") is not None:
        note_idle("failed_limit", "tests of a query have no rows to show", node, config)
    definition = f"sql metric of {column}" if column is not None else "sql metric"
    item = CheckItem(definition, definition, node.location, None)
    is_named = config.has("name")
    kind = "group_by" if groups else "one_row"
    fields = common_fields(
        item, config, context, identity=query_identity(kind, sql, groups), label=kind
    )
    if title is not None and not is_named:
        fields["name"] = title
    config.finish()
    members = _members(tests, below(context, fields))
    if not members:
        if tests is None:
            message = "a sql metric without tests is not run; add for example `tests: [total > 0]`"
            context.findings.notes.append(SpecNote(message, node.location))
        return None
    if sql is None:
        return None
    return GroupByCheck(
        query=query_text(sql),
        template=sql.template,
        fields=groups,
        names=names,
        group_limit=DEFAULT_GROUP_LIMIT if groups else 1,
        checks=members,
        **fields,
    )


def _members(tests: Node | None, context: Context) -> tuple[GroupMember, ...]:
    found: list[GroupCheck] = []
    for item in read_tests(tests, context):
        try:
            found.append(_member(item, context))
        except (ExpressionError, ThresholdError) as error:
            context.problems.add(str(error), item.location, "test")
    return with_own_ids(found, context, SQL_METRIC)


def _member(item: CheckItem, context: Context) -> GroupCheck:
    condition = parse_test(item.line)
    fields = common_of(item, context, identity=[], label="")
    if not fields["has_given_id"]:
        fields["id"] = row_id(condition)
    return GroupCheck(
        column=row_id(condition),
        expression=None if is_of_column(condition) else condition.subject,
        is_condition=condition.threshold is None,
        thresholds=thresholds_of(condition),
        **fields,
    )
