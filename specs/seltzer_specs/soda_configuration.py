"""Soda's `configuration.yml`: data sources under `data_source NAME:` headers."""

from collections.abc import Mapping

from seltzer_specs.data_sources import DataSourceSettings


def parse_soda_configuration(
    text: str, file: str, environment: Mapping[str, str]
) -> tuple[DataSourceSettings, ...]:
    """Parse a Soda configuration; what Seltzer has no use for is passed over, as Soda does.

    Args:
        text: Its content.
        file: Its name for messages.
        environment: Values of `${NAME}` and `${env_var('NAME', 'default')}`.

    Raises:
        SpecErrorGroup: a data source is wrong.
    """
    raise NotImplementedError
