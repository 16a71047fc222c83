"""What is configured for each dataset of a file or document, found again by its name."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from seltzer_specs.names import DatasetRef
from seltzer_specs.sodacl.context import Context
from seltzer_specs.sodacl.dataset_configuration import DatasetConfiguration
from seltzer_specs.sodacl.datasets import dataset_of
from seltzer_specs.sodacl.identifiers import IdentifierError, parse_dotted

Key: TypeAlias = tuple[str | None, str]


@dataclass(slots=True)
class Configurations:
    """Configurations by dataset.

    One that names no data source is of the dataset of its name, wherever that is.

    Attributes:
        general: Of datasets that have none of their own.
    """

    general: DatasetConfiguration = field(default_factory=DatasetConfiguration)
    _own: dict[Key, DatasetConfiguration] = field(default_factory=dict[Key, DatasetConfiguration])

    def start(self, name: str, context: Context) -> DatasetConfiguration:
        """Give what a dataset's configuration is read into: what is general, to begin with.

        Args:
            name: The dataset as written.
            context: Its data sources may stand in front of a name.
        """
        key = configured_key(name, context)
        if key not in self._own:
            self._own[key] = replace(self.general, columns=dict(self.general.columns))
        return self._own[key]

    def find(self, dataset: DatasetRef, context: Context) -> DatasetConfiguration:
        """Give the configuration of a dataset."""
        found = next((self._own[k] for k in keys_of(dataset, context) if k in self._own), None)
        return found if found is not None else self.general

    def apply(self, context: Context, dataset: DatasetRef) -> Context:
        """Give the context of a dataset's checks."""
        return self.find(dataset, context).apply(context, dataset)


def configured_key(name: str, context: Context) -> Key:
    """Give what a configuration's dataset is found by: its case counts where it is in quotes."""
    try:
        dataset = dataset_of(parse_dotted(name), context.data_sources)
    except IdentifierError:
        return None, name  # told where the dataset's checks are
    return dataset.data_source, _folded(dataset)


def is_configured(key: Key, datasets: Iterable[DatasetRef], context: Context) -> bool:
    """Tell whether one of the datasets has the configuration of a key."""
    return any(key in keys_of(dataset, context) for dataset in datasets)


def keys_of(dataset: DatasetRef, context: Context) -> tuple[Key, ...]:
    """Give what a dataset's configuration may be found by; the first that there is counts."""
    source = dataset.data_source or context.default_data_source
    sources = (dataset.data_source, source, None)
    return tuple((s, name) for name in (_folded(dataset), str(dataset)) for s in sources)


def _folded(dataset: DatasetRef) -> str:
    """Give a name as text, small where it is not in quotes."""
    return ".".join(part.text if part.is_quoted else part.text.lower() for part in dataset.name)
