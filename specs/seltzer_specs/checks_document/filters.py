"""`filter` of a document or a side of it, and `filters`: those of other datasets."""

import re
from dataclasses import replace

from seltzer_specs.names import Partition
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.yaml_reader import Mapping, Node, Scalar

KEY = re.compile(r"(?P<dataset>.+?) \[(?P<name>[^\]]+)\]")
WANTED = "a condition, or `where: CONDITION` with a name"


def take_filter(config: Config) -> Partition | None:
    """Give the filter: a condition, or one with a name that ids are made of."""
    node = config.peek("filter")
    if not isinstance(node, Mapping):
        found = config.take_sql("filter")
        return Partition("filter", found.text.strip(), found.template) if found else None
    config.take("filter")
    named = config.below("filter", node)
    name, found = named.take_line("name"), named.take_sql("where")
    named.finish()
    if found is None and node.get("where") is None:
        config.complain(node, "filter", WANTED)
    return Partition(name or "filter", found.text.strip(), found.template) if found else None


def with_filters(config: Config, context: Context) -> Context:
    """Give a context with the named filters of other datasets, which checks compare with."""
    node = config.take("filters")
    if node is None:
        return context
    if not isinstance(node, Mapping):
        config.complain(node, "filters", "names and conditions such as `orders_raw [daily]: …`")
        return context
    partitions = dict(context.partitions)
    for key, value in node.entries:
        match = KEY.fullmatch(key.text.strip())
        if match is None:
            context.problems.add(
                f'"{key.text}" of "filters" wants a dataset and a name, such as '
                "`orders_raw [daily]`",
                key.location,
                "filter",
            )
        elif (found := _condition(match["name"], key, value, config)) is not None:
            partitions[match["dataset"], match["name"]] = found
    return replace(context, partitions=partitions)


def _condition(name: str, key: Scalar, node: Node, config: Config) -> Partition | None:
    """Give one of the named filters; None after noting a mistake."""
    word = "where" if isinstance(node, Mapping) else key.text
    below = config.below("filters", node if isinstance(node, Mapping) else _one(key, node))
    found = below.take_sql(word)
    below.finish()
    if found is None:
        if isinstance(node, Mapping) and node.get("where") is None:
            config.complain(node, key.text, "a condition, or `where: CONDITION`")
        return None
    return Partition(name, found.text.strip(), found.template)


def _one(key: Scalar, node: Node) -> Mapping:
    return Mapping(((key, node),), key.location)
