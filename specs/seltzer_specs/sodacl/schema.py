"""Schema checks: `schema:` with rules below `warn:` and `fail:`."""

from typing import Any, get_args

from seltzer_specs.checks import Check, ColumnRule, SchemaCheck, SchemaRules
from seltzer_specs.checks.schema import NO_RULES, SchemaChange
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem, common_fields
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

CHANGES: tuple[SchemaChange, ...] = get_args(SchemaChange)


def parse_schema(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one schema check; None after noting a mistake."""
    if context.dataset is None:
        context.problems.add(
            "a schema check needs a dataset; put it below `checks for DATASET:`",
            item.location,
            "no-dataset",
        )
    has_rules = config.has("fail") or config.has("warn")
    fail = _take_rules("fail", config)
    warn = _take_rules("warn", config)
    fields = common_fields(
        item, config, context, identity=["schema", _scope(fail), _scope(warn)], label="schema"
    )
    if not has_rules:
        context.problems.add(
            "the schema check has no rules; add for example "
            "`fail: {when required column missing: [id]}`",
            item.location,
            "no-threshold",
        )
    return SchemaCheck(fail=fail, warn=warn, **fields)


def _scope(rules: SchemaRules) -> bool:
    """Tell two schema checks of a dataset apart by what they look at, not by their columns."""
    return bool(rules.changes)


def _take_rules(key: str, config: Config) -> SchemaRules:
    node = config.take(key)
    if node is None:
        return NO_RULES
    if not isinstance(node, Mapping):
        config.complain(
            node, key, "a mapping of rules such as `when required column missing: [id]`"
        )
        return NO_RULES
    rules = Config(node, of=f'"{key}" of the schema check', context=config.context)
    found = SchemaRules(
        required=rules.take_texts("when required column missing"),
        forbidden=rules.take_texts("when forbidden column present"),
        typed=_take_columns("when wrong column type", rules, wants_index=False),
        indexed=_take_columns("when wrong column index", rules, wants_index=True),
        changes=_take_changes(rules),
    )
    rules.finish()
    return found


def _take_columns(key: str, rules: Config, *, wants_index: bool) -> tuple[ColumnRule, ...]:
    node = rules.take(key)
    if node is None:
        return ()
    wanted = "a mapping of column to " + ("position" if wants_index else "type")
    if not isinstance(node, Mapping):
        rules.complain(node, key, wanted)
        return ()
    found: list[ColumnRule] = []
    for column, value in node.entries:
        if not isinstance(value, Scalar) or value.value is None:
            rules.complain(
                value, f"{key}: {column.text}", "a position" if wants_index else "a type"
            )
        elif not wants_index:
            found.append(ColumnRule(column.text, type=value.text))
        elif isinstance(value.value, int) and not isinstance(value.value, bool):
            found.append(ColumnRule(column.text, index=value.value))
        else:
            rules.complain(value, f"{key}: {column.text}", "a position counted from 0")
    return tuple(found)


def _take_changes(rules: Config) -> tuple[SchemaChange, ...]:
    node = rules.take("when schema changes")
    if node is None:
        return ()
    if isinstance(node, Scalar) and node.text == "any":
        return CHANGES
    if not isinstance(node, Sequence):
        rules.complain(node, "when schema changes", "`any` or a list of changes")
        return ()
    found = [_change(item, rules) for item in node.items]
    return tuple(change for change in found if change is not None)


def _change(node: Node, rules: Config) -> Any:
    """Give one kind of change, or None after noting a mistake; Any for the literal's sake."""
    text = node.text if isinstance(node, Scalar) else ""
    if text in CHANGES:
        return text
    rules.context.problems.add(
        f'unknown schema change "{text}"{did_you_mean(text, CHANGES)}', node.location, "wrong-value"
    )
    return None
