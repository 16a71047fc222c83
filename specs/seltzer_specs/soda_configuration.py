"""Soda's `configuration.yml`, with `data_source NAME:` headers, and Soda SQL's `warehouse.yml`."""

import re
from collections.abc import Mapping
from datetime import datetime, timezone

from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import SpecErrorGroup
from seltzer_specs.location import Location
from seltzer_specs.options_reader import read_options
from seltzer_specs.problems import Problems, describe
from seltzer_specs.scan_limits import read_limits
from seltzer_specs.soda_sql.warehouse import is_warehouse, parse_warehouse
from seltzer_specs.sodacl.context import Context
from seltzer_specs.variables import Variables
from seltzer_specs.yaml_reader import Mapping as MappingNode
from seltzer_specs.yaml_reader import Node, Scalar, read_documents

HEADER = re.compile(r"data_source (?P<name>\S+)")


def parse_soda_configuration(
    text: str, file: str, environment: Mapping[str, str]
) -> tuple[DataSourceSettings, ...]:
    """Parse a Soda configuration; what Seltzer has no use for is passed over, as Soda does.

    Args:
        text: Its content.
        file: Its name for messages.
        environment: Values of `${NAME}` and `${env_var('NAME', 'default')}`.

    Raises:
        SpecErrorGroup: a data source is wrong. A variable that the environment lacks is not: it
            stands in the settings, for who connects.
    """
    problems = Problems()
    context = Context(
        problems=problems,
        variables=Variables(environment=environment, has_env=True),
        now=datetime.min.replace(tzinfo=timezone.utc),
    )
    found: list[DataSourceSettings] = []
    for document in read_documents(text, file):
        if not isinstance(document.root, MappingNode):
            problems.add("a configuration is one YAML mapping", document.location, "project")
            continue
        if is_warehouse(document.root):
            warehouse = parse_warehouse(document.root, context)
            found.extend([warehouse] if warehouse is not None else [])
            continue
        for key, node in document.root.entries:
            match = HEADER.fullmatch(key.text.strip())
            source = _read_source(match["name"], key, node, context) if match else None
            if source is not None:
                found.append(source)
    if not found and not problems.errors:
        problems.add(
            'the configuration holds no "data_source NAME:" section', Location(file), "project"
        )
    if problems.errors:
        raise SpecErrorGroup(problems.errors)
    return tuple(found)


def _read_source(name: str, key: Scalar, node: Node, context: Context) -> DataSourceSettings | None:
    if not isinstance(node, MappingNode):
        context.problems.add(
            f'"{key.text}" wants a mapping with "type", got {describe(node)}',
            node.location,
            "wrong-value",
        )
        return None
    options = read_options(node, context)
    connection = node.get("connection")
    if isinstance(connection, MappingNode):
        options = options.with_more(read_options(connection, context))
    kind = options.values.pop("type", None)
    if not isinstance(kind, str):
        context.problems.add(
            f'"{key.text}" wants "type", for example `type: duckdb`', node.location, "missing-key"
        )
        return None
    schema = options.values.get("schema")
    schema = schema if isinstance(schema, str) else None
    limits = read_limits(node, options.values, context)
    return DataSourceSettings(
        name, kind, options.values, schema, options.unset, options.from_environment, limits=limits
    )
