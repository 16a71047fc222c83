"""`datasets`, `columns` and the lists of what to look at: names and wildcards."""

from dataclasses import replace

from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.sodacl.config import Config
from seltzer_specs.sodacl.patterns import NamePattern, read_patterns
from seltzer_specs.yaml_reader import Mapping, Scalar

EVERY = Name("%")
COLUMNS = "[id, pii%, exclude pii_old]"

Patterns = tuple[NamePattern, ...]


def take_patterns(config: Config, key: str, source: str | None, *, is_column: bool) -> Patterns:
    """Give the patterns of a key: of datasets, or of DATASET.COLUMN.

    Args:
        config: The document.
        key: The key.
        source: The document's data source; without it, patterns may name their own.
        is_column: True for columns.
    """
    node = config.take(key)
    if isinstance(node, Mapping):
        inner = "columns" if is_column else "datasets"
        config.context.problems.add(
            f'"{key}" wants a list of patterns here; write the list of "{inner}" in its place',
            node.location,
            "pattern",
        )
        return ()
    found = read_patterns(
        node,
        config.context,
        of=key,
        data_sources=config.context.data_sources if source is None else frozenset(),
        is_column=is_column,
        where='or name the dataset under "dataset" and the column alone here',
    )
    return found if source is None else tuple(replace(p, data_source=source) for p in found)


def take_columns(config: Config, key: str, datasets: Patterns) -> Patterns:
    """Give the patterns of a key that names columns of the document's datasets.

    A column that is spelt out is in each dataset that is; with a wildcard on either side, one
    match is enough. A dataset that is left out takes its columns with it.

    Args:
        config: The document.
        key: The key.
        datasets: Patterns of the datasets.
    """
    node = config.take(key)
    found = read_patterns(
        node, config.context, of=key, data_sources=frozenset(), is_column=False, example=COLUMNS
    )
    columns = tuple(pattern for pattern in found if not _names_dataset(pattern, key, config))
    included = [dataset for dataset in datasets if not dataset.is_exclude]
    joined = [_join(d, c) for c in columns if not c.is_exclude for d in included]
    without = [_join(d, replace(d, text="%", parts=(EVERY,))) for d in datasets if d.is_exclude]
    for source in dict.fromkeys(dataset.data_source for dataset in included):
        without += [replace(c, data_source=source) for c in columns if c.is_exclude]
    return (*joined, *without) if joined else ()


def pattern_of(dataset: DatasetRef, node: Scalar) -> NamePattern:
    """Give a dataset as the pattern that names it alone."""
    return NamePattern(str(dataset), dataset.name, dataset.data_source, False, node.location)


def owners_of(columns: Patterns) -> Patterns:
    """Give the datasets that patterns of columns name."""
    return tuple(
        replace(c, text=c.text.rpartition(".")[0], parts=c.parts[:-1])
        for c in columns
        if len(c.parts) > 1
    )


def _join(dataset: NamePattern, column: NamePattern) -> NamePattern:
    return replace(
        column,
        text=f"{dataset.text}.{column.text}",
        parts=(*dataset.parts, *column.parts),
        data_source=dataset.data_source,
        is_optional=not (dataset.is_literal and column.is_literal),
    )


def _names_dataset(pattern: NamePattern, key: str, config: Config) -> bool:
    """Tell whether a pattern names more than a column, after noting that it does."""
    if len(pattern.parts) == 1:
        return False
    column = pattern.parts[-1].text
    config.context.problems.add(
        f'"{pattern.text}" of "{key}" names a dataset, as the document does already; write '
        f"`{column}`",
        pattern.location,
        "pattern",
    )
    return True
