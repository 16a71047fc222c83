"""Group evolution checks: `group evolution:` with a query and rules below `warn:` and `fail:`."""

from seltzer_specs.checks import Check, GroupEvolutionCheck, GroupRules
from seltzer_specs.checks.group_evolution import NO_GROUP_RULES, GroupChange
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem, common_fields
from seltzer_specs.yaml_reader import Mapping, Node, Scalar, Sequence

CHANGES: tuple[GroupChange, ...] = ("group add", "group delete")


def parse_group_evolution(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one group evolution check; None after noting a mistake."""
    has_query, before = config.has("query"), len(context.problems.errors)
    query = config.take_sql("query")
    fail, warn = _take_rules("fail", config), _take_rules("warn", config)
    given = query.template or query.text.strip() if query is not None else None
    fields = common_fields(
        item, config, context, identity=["group_evolution", given], label="group_evolution"
    )
    if not has_query:
        context.problems.add(
            '"group evolution" wants a query; add for example '
            "`query: SELECT DISTINCT country FROM orders`",
            item.location,
            "group-evolution",
        )
    is_empty = fail == NO_GROUP_RULES and warn == NO_GROUP_RULES
    if is_empty and len(context.problems.errors) == before + (not has_query):
        context.problems.add_incomplete(
            "the group evolution check has no rules; add for example "
            "`fail: {when required group missing: [BE]}`",
            item.location,
            "no-threshold",
            keys=("fail", "warn"),
        )
    if query is None:
        return None
    return GroupEvolutionCheck(
        query=query.text.strip().rstrip(";").rstrip(),
        template=query.template,
        fail=fail,
        warn=warn,
        **fields,
    )


def _take_rules(key: str, config: Config) -> GroupRules:
    node = config.take(key)
    if node is None:
        return NO_GROUP_RULES
    if not isinstance(node, Mapping):
        config.complain(node, key, "a mapping of rules such as `when required group missing: [BE]`")
        return NO_GROUP_RULES
    rules = Config(node, of=f'"{key}" of the group evolution check', context=config.context)
    found = GroupRules(
        required=rules.take_texts("when required group missing"),
        forbidden=rules.take_texts("when forbidden group present"),
        changes=_take_changes(rules),
    )
    rules.finish()
    return found


def _take_changes(rules: Config) -> tuple[GroupChange, ...]:
    node = rules.take("when groups change")
    if node is None:
        return ()
    if isinstance(node, Scalar) and node.text == "any":
        return CHANGES
    if not isinstance(node, Sequence):
        rules.complain(node, "when groups change", "`any` or a list of changes")
        return ()
    return tuple(change for item in node.items if (change := _change(item, rules)) is not None)


def _change(node: Node, rules: Config) -> GroupChange | None:
    text = node.text if isinstance(node, Scalar) else ""
    for change in CHANGES:
        if text == change:
            return change
    rules.context.problems.add(
        f'unknown change of groups "{text}"{did_you_mean(text, CHANGES)}',
        node.location,
        "wrong-value",
    )
    return None
