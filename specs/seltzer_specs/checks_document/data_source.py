"""`data_source`: where what stands beside it is."""

from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.datasets import refuse_unknown_source
from seltzer_specs.sodacl.identifiers import IdentifierError


def take_data_source(config: Config) -> str | None:
    """Give the data source of a document or a side of it; one that does not exist is noted."""
    node = config.peek("data_source")
    source = config.take_line("data_source")
    if source is None or node is None:
        return None
    try:
        refuse_unknown_source(source, config.context)
    except IdentifierError as error:
        config.context.problems.add(str(error), node.location, "unknown-data-source")
    return source
