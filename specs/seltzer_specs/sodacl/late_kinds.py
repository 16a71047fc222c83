"""Kinds of checks that few files have: each parser is imported with the first line of its kind.

Together they take as long to import as 500 checks to parse.
"""

from seltzer_specs.checks import Check
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.item import CheckItem


def parse_expression(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one expression check; None after noting a mistake."""
    from seltzer_specs.sodacl.expression import parse_expression as parse

    return parse(item, config, context)


def parse_distribution_check(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one distribution check; None after noting a mistake."""
    from seltzer_specs.sodacl.distribution import parse_distribution_check as parse

    return parse(item, config, context)


def parse_template_use(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one check by template; None after noting a mistake."""
    from seltzer_specs.sodacl.template import parse_template_use as parse

    return parse(item, config, context)


def parse_group_by(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one group-by check; None after noting a mistake."""
    from seltzer_specs.sodacl.group_by import parse_group_by as parse

    return parse(item, config, context)


def parse_one_row(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one check of a query's only row; None after noting a mistake."""
    from seltzer_specs.sodacl.one_row import parse_one_row as parse

    return parse(item, config, context)


def parse_group_evolution(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one group evolution check; None after noting a mistake."""
    from seltzer_specs.sodacl.group_evolution import parse_group_evolution as parse

    return parse(item, config, context)


def parse_anomaly(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one anomaly check; None after noting a mistake."""
    from seltzer_specs.sodacl.anomaly import parse_anomaly as parse

    return parse(item, config, context)


def parse_reference(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one reference check; None after noting a mistake."""
    from seltzer_specs.sodacl.reference import parse_reference as parse

    return parse(item, config, context)


def parse_row_count_comparison(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one row count comparison; None after noting a mistake."""
    from seltzer_specs.sodacl.row_count_comparison import parse_row_count_comparison as parse

    return parse(item, config, context)


def parse_change(item: CheckItem, config: Config, context: Context) -> Check | None:
    """Parse one check of change over time; None after noting a mistake."""
    from seltzer_specs.sodacl.change import parse_change as parse

    return parse(item, config, context)
