"""Dataset names: `orders`, `shop.orders`, or `warehouse.orders` with a data source in front."""

from seltzer_specs.location import Location
from seltzer_specs.names import DatasetRef, Name, Partition
from seltzer_specs.problems import did_you_mean
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted
from seltzer_specs.yaml_reader import Scalar

MAX_PARTS = 3


def dataset_of(parts: tuple[Name, ...], data_sources: frozenset[str]) -> DatasetRef:
    """Give the dataset that a dotted name means.

    Args:
        parts: The name.
        data_sources: Names of data sources; one of them in front of a name is no schema.

    Raises:
        IdentifierError: it has too many parts.
    """
    source = None
    if len(parts) > 1 and parts[0].text in data_sources:
        source, parts = parts[0].text, parts[1:]
    if len(parts) > MAX_PARTS:
        name = ".".join(part.text for part in parts)
        raise IdentifierError(
            f'"{name}" has {len(parts)} names; a dataset has up to three, such as '
            "database.schema.orders, and a data source in front"
        )
    return DatasetRef(parts, source)


def read_dataset(node: Scalar, source: str | None, context: Context) -> DatasetRef | None:
    """Give the dataset that a scalar names; None after noting a mistake.

    Args:
        node: The name; a data source may stand in front, where `source` is None.
        source: The data source that stands beside it.
        context: Where mistakes are noted.
    """
    text = context.text(node)
    if text is None:
        return None
    try:
        parts = parse_dotted(text.strip())
        named = dataset_of(parts, context.data_sources)
    except IdentifierError as error:
        message = str(error)
        if message.endswith("in double quotes"):
            # Those of YAML are not part of the name.
            message = f"""{message}, and those in single ones: '"{text.strip()}"'"""
        context.problems.add(message, node.location, "identifier")
        return None
    return named if source is None else DatasetRef(parts, source)


def refuse_unknown_source(name: str, context: Context) -> None:
    """Refuse the name of a data source that surely does not exist.

    Raises:
        IdentifierError: all data sources are known, and this is none of them.
    """
    known = context.data_sources
    if known and context.are_all_sources_known and name not in known:
        raise IdentifierError(f'there is no data source "{name}"{did_you_mean(name, known)}')


def find_partition(
    dataset: str, name: str, context: Context, location: Location
) -> Partition | None:
    """Give a dataset filter of the file; None after noting that there is none.

    Args:
        dataset: The dataset's name as written.
        name: The filter's name.
        context: What the file holds.
        location: Where it is asked for.
    """
    found = context.partitions.get((dataset, name))
    if found is None:
        names = [name for owner, name in context.partitions if owner == dataset]
        hint = (
            f"; write `filter {dataset} [{name}]:` into this file, in a Checks document "
            f"`{dataset} [{name}]:` below `filters`"
        )
        context.problems.add(
            f'there is no filter "{name}" of {dataset}{did_you_mean(name, names) or hint}',
            location,
            "unknown-filter",
        )
    return found
