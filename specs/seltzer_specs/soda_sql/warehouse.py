"""Soda SQL's `warehouse.yml`: one data source with its connection."""

import re
from dataclasses import replace

from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import UnsetVariableError
from seltzer_specs.options_reader import read_options
from seltzer_specs.problems import describe
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Node, Scalar

ENV_VAR = re.compile(r"\s*env_var\(\s*['\"]?(?P<name>\w+)['\"]?\s*\)\s*")
TYPES = {"postgresql": "postgres", "sqlite3": "sqlite"}


def is_warehouse(root: MappingNode) -> bool:
    """Tell whether a document is a Soda SQL warehouse file."""
    has_source = any(key.text.startswith("data_source ") for key, _ in root.entries)
    return root.get("connection") is not None and not has_source


def parse_warehouse(root: MappingNode, context: Context) -> DataSourceSettings | None:
    """Parse a warehouse file; None after noting a mistake.

    `env_var(NAME)` reads the environment; Soda SQL's `~/.soda/env_vars.yml` is not read.
    """
    config = Config(root, of="the warehouse file", context=context)
    name, connection = config.take_line("name"), config.take("connection")
    for key in ("soda_account", "ingest"):  # there is nothing here that they could reach
        config.take(key)
    config.finish()
    if name is None:
        context.problems.add(
            'the warehouse file wants "name"; write for example `name: shop`',
            root.location,
            "missing-key",
        )
        return None
    if not isinstance(connection, MappingNode):
        got = describe(connection) if connection is not None else "nothing"
        context.problems.add(
            f'"connection" wants a mapping with "type", got {got}', root.location, "wrong-value"
        )
        return None
    return _source(name, connection, context)


def _source(name: str, node: MappingNode, context: Context) -> DataSourceSettings | None:
    options = read_options(_with_variables(node), context)
    kind = options.values.pop("type", None)
    if not isinstance(kind, str):
        context.problems.add(
            '"connection" wants "type", for example `type: postgres`', node.location, "missing-key"
        )
        return None
    schema = options.values.get("schema")
    hint = "; Soda SQL's ~/.soda/env_vars.yml is not read"
    unset = tuple(
        UnsetVariableError(f"{e.message}{hint}", location=e.location) for e in options.unset
    )
    return DataSourceSettings(
        name,
        TYPES.get(kind, kind),
        options.values,
        schema if isinstance(schema, str) else None,
        unset,
        options.from_environment,
    )


def _with_variables(node: MappingNode) -> MappingNode:
    """Give the connection with `env_var(NAME)` as a variable of the environment."""
    return replace(node, entries=tuple((key, _with_variable(value)) for key, value in node.entries))


def _with_variable(node: Node) -> Node:
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return node
    match = ENV_VAR.fullmatch(node.text)
    if match is None:
        return node
    text = f"${{env.{match['name']}}}"
    return node._replace(value=text, text=text)
