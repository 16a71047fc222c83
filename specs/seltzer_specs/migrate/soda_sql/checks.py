"""`tests` and `sql_metrics` of a scan file as items of a list of checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seltzer_specs.migrate.soda_sql.emit import entry, item, node_entry, plain, remark
from seltzer_specs.migrate.soda_sql.lines import CheckText, Terms, line_of_test
from seltzer_specs.migrate.weave import Line
from seltzer_specs.names import Name
from seltzer_specs.soda_sql.historic_metrics import HistoricMetric
from seltzer_specs.yaml_nodes import Mapping as MappingNode
from seltzer_specs.yaml_nodes import Node, Scalar
from seltzer_specs.yaml_nodes import Sequence as SequenceNode

DUPLICATES = "duplicate_count"


@dataclass(frozen=True, slots=True)
class Owner:
    """Table or column that tests belong to.

    Attributes:
        column: None for the table.
        historic: Historic metrics by name.
        validity: Keys of a document that say what is missing and valid, with their nodes; told
            below checks of duplicates, which what is configured does not reach.
        samples_limit: Of a column, as its own node.
    """

    column: Name | None = None
    historic: Mapping[str, HistoricMetric] = field(default_factory=dict[str, HistoricMetric])
    validity: Sequence[tuple[str, Scalar, Node]] = ()
    samples_limit: Scalar | None = None


def check_lines(node: Node | None, owner: Owner) -> list[Line]:
    """Give tests as items.

    Raises:
        RefusedError: one holds a variable in the place of more than a number.
    """
    terms = Terms(owner.column, owner.historic)
    return [line for test in _items(node) for line in _check(test, owner, terms)]


def sql_metric_lines(node: Node | None, samples_limit: Scalar | None = None) -> list[Line]:
    """Give SQL metrics as items.

    Raises:
        RefusedError: a test holds a variable in the place of more than a number.
    """
    found: list[Line] = []
    for metric in _items(node):
        if isinstance(metric, MappingNode):
            found += _sql_metric(metric, samples_limit)
    return found


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, SequenceNode) else ()


def _check(test: Node, owner: Owner, terms: Terms) -> list[Line]:
    expression, keys = _split(test)
    found = line_of_test(expression.text, terms, expression.location)
    below = [line for key, value in keys for line in node_entry(6, key.text, key, value)]
    below += _validity(found, owner)
    if owner.samples_limit is not None:
        below.append(entry(6, "samples limit", owner.samples_limit.value, owner.samples_limit))
    return item(2, found.text, test, below)


def _validity(found: CheckText, owner: Owner) -> list[Line]:
    if DUPLICATES not in found.metrics:
        return []
    # The comments of these keys stand where they are configured.
    return [
        Line(line.text)
        for key, name, value in owner.validity
        for line in node_entry(6, key, name, value)
    ]


def _split(test: Node) -> tuple[Scalar, list[tuple[Scalar, Node]]]:
    """Give the text of a test, and the keys beside it."""
    if isinstance(test, MappingNode):
        text = test.get("expression")
        if isinstance(text, Scalar):
            return text, [e for e in test.entries if e[0].text != "expression"]
    if isinstance(test, Scalar):
        return test, []
    raise AssertionError("the file was read without mistakes")


def _sql_metric(metric: MappingNode, samples_limit: Scalar | None) -> list[Line]:
    kind = metric.get("type")
    if isinstance(kind, Scalar) and kind.text == "failed_rows":
        return _failed_rows(metric, samples_limit)
    if not _items(metric.get("tests")):
        return [_idle(metric)]
    groups = metric.get("group_fields")
    header = "group by" if groups is not None else "one row"
    name = _name(metric, ("name", "title"))
    below = [entry(6, "name", plain(name[1]), name[0], name[1])] if name is not None else []
    below += _renamed(
        metric,
        {"sql": "query", "sql_file": "sql_file", "group_fields": "fields", "metric_names": "names"},
    )
    below += _others(metric)
    below += _row_checks(metric, needs_names=groups is not None)
    return item(2, header, metric, below)


def _failed_rows(metric: MappingNode, samples_limit: Scalar | None) -> list[Line]:
    name = _name(metric, ("title", "name"))
    below = [entry(6, "name", plain(name[1]), name[0], name[1])] if name is not None else []
    keys = {"sql": "fail query", "sql_file": "fail sql_file", "failed_limit": "samples limit"}
    below += _renamed(metric, keys)
    if samples_limit is not None and metric.get("failed_limit") is None:
        below.append(entry(6, "samples limit", samples_limit.value, samples_limit))
    return item(2, "failed rows", metric, [*below, *_others(metric)])


def _idle(metric: MappingNode) -> Line:
    """Give a query without tests, which is not run, as a comment."""
    sql = metric.get("sql") or metric.get("sql_file")
    text = plain(sql).strip() if sql is not None else ""
    return remark(2, f"a sql metric without tests is not run:\n{text}", metric, metric)


_TAKEN = frozenset(
    {"type", "sql", "sql_file", "group_fields", "metric_names", "tests", "name", "title",
     "failed_limit"}
)  # fmt: skip


def _others(metric: MappingNode) -> list[Line]:
    """Give the keys that are called alike, such as `id` and `owner`."""
    return [
        line
        for key, value in metric.entries
        if key.text not in _TAKEN
        for line in node_entry(6, key.text, key, value)
    ]


def _renamed(metric: MappingNode, names: Mapping[str, str]) -> list[Line]:
    return [
        line
        for key, value in metric.entries
        if key.text in names
        for line in node_entry(6, names[key.text], key, value)
    ]


def _name(metric: MappingNode, keys: Sequence[str]) -> tuple[Scalar, Node] | None:
    found = {key.text: (key, value) for key, value in metric.entries}
    return next((found[key] for key in keys if key in found), None)


def _row_checks(metric: MappingNode, *, needs_names: bool) -> list[Line]:
    terms = Terms(is_of_row=True)
    key, tests = next(e for e in metric.entries if e[0].text == "tests")
    lines = [Line("      checks:", key.location.line, key.location.line)]
    for test in _items(tests):
        expression, keys = _split(test)
        found = line_of_test(expression.text, terms, expression.location)
        below = [line for name, value in keys for line in node_entry(12, name.text, name, value)]
        if needs_names and not any(name.text == "name" for name, _ in keys):
            below.insert(0, entry(12, "name", found.text, expression))
        lines += item(8, found.text, test, below)
    return lines
