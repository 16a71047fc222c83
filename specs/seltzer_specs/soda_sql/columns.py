"""`columns` of a scan file: what is missing and valid, tests, and queries of a column."""

from dataclasses import replace

from seltzer_specs.checks import Check
from seltzer_specs.formats import FORMATS
from seltzer_specs.metrics import EMPTY_VALIDITY, Validity
from seltzer_specs.names import Name
from seltzer_specs.problems import describe, did_you_mean
from seltzer_specs.soda_sql.historic_metrics import take_historic_metrics
from seltzer_specs.soda_sql.measured import ask_measured
from seltzer_specs.soda_sql.metrics_list import take_metrics
from seltzer_specs.soda_sql.names import column_name
from seltzer_specs.soda_sql.profiles import ask_profiles
from seltzer_specs.soda_sql.samples import take_samples
from seltzer_specs.soda_sql.scope import Scope
from seltzer_specs.soda_sql.sql_metrics import parse_sql_metrics
from seltzer_specs.soda_sql.table_tests import parse_tests
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import IdentifierError
from seltzer_specs.sodacl.validity_keys import set_validity
from seltzer_specs.yaml_reader import Mapping, Node, Scalar

KEYS = (
    "missing_values", "missing_format", "missing_regex", "valid_values", "valid_format",
    "valid_regex", "valid_min", "valid_max", "valid_min_length", "valid_max_length",
)  # fmt: skip

SODA_SQL_FORMATS = {
    "number_whole": "integer",
    "number_decimal_point": "decimal point",
    "number_decimal_comma": "decimal comma",
    "number_percentage": "percentage",
    "number_percentage_point": "percentage point",
    "number_percentage_comma": "percentage comma",
    "number_money": "money",
    "number_money_point": "money point",
    "number_money_comma": "money comma",
    "time": "time 24h",
    **{name.replace(" ", "_"): name for name in FORMATS},
}


def parse_columns(
    node: Node | None, context: Context, validities: dict[str, Validity]
) -> list[Check]:
    """Parse the columns; mistakes are noted, and the other columns go on.

    Args:
        node: What stands below `columns`.
        context: With the dataset.
        validities: Where what is missing and valid is put, by column.
    """
    if node is None or (isinstance(node, Scalar) and node.value is None):
        return []
    if not isinstance(node, Mapping):
        context.problems.add(
            f'"columns" wants names with what is asked of them, got {describe(node)}',
            node.location,
            "wrong-value",
        )
        return []
    return [
        check for key, value in node.entries for check in _column(key, value, context, validities)
    ]


def _column(
    key: Scalar, node: Node, context: Context, validities: dict[str, Validity]
) -> list[Check]:
    if not isinstance(node, Mapping):
        context.problems.add(
            f'column "{key.text}" wants a mapping such as `tests: [missing_count == 0]`, got '
            f"{describe(node)}",
            node.location,
            "wrong-value",
        )
        return []
    name = _name(key, context)
    if name is None:
        return []
    config = Config(node, of=f'column "{key.text}"', context=context)
    validity = validities[name.text] = _take_validity(config)
    scope = Scope(name, validity, take_historic_metrics(config))
    asked = take_metrics(config)
    ask_measured(asked, node, context, validities=validities, column=name)
    ask_profiles(asked, node, context, column=name)
    context = replace(context, samples=take_samples(config, context.samples))
    checks = parse_tests(config.take("tests"), scope, context)
    checks += parse_sql_metrics(config.take("sql_metrics"), name, context)
    config.finish()
    return checks


def _name(key: Scalar, context: Context) -> Name | None:
    try:
        return column_name(key.text)
    except IdentifierError as error:
        context.problems.add(str(error), key.location, "identifier")
        return None


def _take_validity(config: Config) -> Validity:
    validity = EMPTY_VALIDITY
    for key in KEYS:
        node = config.take(key)
        if node is None:
            continue
        found = _format(key, node, config) if key.endswith("_format") else node
        if found is not None:
            validity = set_validity(validity, key.replace("_", " "), found, config.context)
    return validity


def _format(key: str, node: Node, config: Config) -> Node | None:
    """Give the node with the format's name as it is here; None after noting a mistake."""
    if not isinstance(node, Scalar):
        config.complain(node, key, "the name of a format, such as email")
        return None
    name = SODA_SQL_FORMATS.get(node.text)
    if name is None:
        hint = did_you_mean(node.text, SODA_SQL_FORMATS)
        config.context.problems.add(
            f'unknown format "{node.text}" of "{key}"'
            f"{hint or f'; write `{key[:-6]}regex:` instead'}",
            node.location,
            "unknown-format",
        )
        return None
    return node._replace(value=name, text=name)
