"""Dataset names: `orders`, `shop.orders`, or `warehouse.orders` with a data source in front."""

from seltzer_specs.names import DatasetRef, Name


def dataset_of(parts: tuple[Name, ...], data_sources: frozenset[str]) -> DatasetRef:
    """Give the dataset that a dotted name means.

    Args:
        parts: The name.
        data_sources: Names of data sources; one of them in front of a name is no schema.
    """
    if len(parts) > 1 and parts[0].text in data_sources:
        return DatasetRef(parts[1:], parts[0].text)
    return DatasetRef(parts)
