"""Schema checks: `schema:` with rules below `warn:` and `fail:`."""

from dataclasses import replace
from typing import Any, get_args

from seltzer_specs.checks import Check, ColumnRule, SchemaCheck, SchemaRules
from seltzer_specs.checks.schema import NO_RULES, SchemaChange
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_name
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
    context = _in_schema(config, context)
    has_rules = config.has("fail") or config.has("warn")
    fail = _take_rules("fail", config)
    warn = _take_rules("warn", config)
    fields = common_fields(
        item, config, context, identity=["schema", _scope(fail), _scope(warn)], label="schema"
    )
    if not has_rules:
        context.problems.add_incomplete(
            "the schema check has no rules; add for example "
            "`fail: {when required column missing: [id]}`",
            item.location,
            "no-threshold",
            keys=("fail", "warn"),
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
    has_list = rules.has("when mismatching columns")
    listed = _take_columns("when mismatching columns", rules, wants_index=False, is_open=True)
    found = SchemaRules(
        required=rules.take_texts("when required column missing"),
        forbidden=rules.take_texts("when forbidden column present"),
        typed=_take_columns("when wrong column type", rules, wants_index=False),
        indexed=_take_columns("when wrong column index", rules, wants_index=True),
        listed=listed if has_list else None,
        optional=_take_optional(rules, listed if has_list else None),
        changes=_take_changes(rules),
    )
    rules.finish()
    return found


def _in_schema(config: Config, context: Context) -> Context:
    """Give the context with the dataset in the schema that `schema_name` names."""
    node = config.peek("schema_name")
    text = config.take_line("schema_name")
    if node is None or text is None or context.dataset is None:
        return context
    if len(context.dataset.name) > 1:
        context.problems.add(
            f'"schema_name" is for a dataset without a schema, and "{context.dataset}" names its '
            "own; remove one of the two",
            node.location,
            "schema-name",
        )
        return context
    try:
        name = parse_name(text)
    except IdentifierError as error:
        context.problems.add(str(error), node.location, "identifier")
        return context
    return replace(context, dataset=replace(context.dataset, name=(name, *context.dataset.name)))


def _take_optional(rules: Config, listed: tuple[ColumnRule, ...] | None) -> tuple[str, ...]:
    """Give the columns that may be missing, each of which must be listed."""
    key = "with optional columns"
    node, optional = rules.peek(key), rules.take_texts(key)
    if node is None:
        return ()
    if listed is None:
        rules.context.problems.add(
            f'"{key}" wants "when mismatching columns" beside it; add that',
            node.location,
            "schema-optional",
        )
        return ()
    names = [rule.column for rule in listed]
    for name in optional:
        if name not in names:
            rules.context.problems.add(
                f'"{key}" names "{name}", which "when mismatching columns" does not have'
                f"{did_you_mean(name, names)}",
                node.location,
                "schema-optional",
            )
    return optional


def _take_columns(
    key: str, rules: Config, *, wants_index: bool, is_open: bool = False
) -> tuple[ColumnRule, ...]:
    node = rules.take(key)
    if node is None:
        return ()
    wanted = "a mapping of column to " + ("position" if wants_index else "type")
    if not isinstance(node, Mapping):
        rules.complain(node, key, wanted)
        return ()
    found: list[ColumnRule] = []
    for column, value in node.entries:
        if is_open and isinstance(value, Scalar) and value.value is None:
            found.append(ColumnRule(column.text))
        elif not isinstance(value, Scalar) or value.value is None:
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
