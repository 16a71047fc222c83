"""Datasets and columns of a snapshot by the names that users write."""

from dataclasses import dataclass, field

from seltzer_dialects.base import Dialect
from seltzer_specs.names import DatasetRef, Name
from seltzer_specs.snapshot import Snapshot, SnapshotColumn, SnapshotDataset


@dataclass(frozen=True)
class Finder:
    """Finds by the engine's own rules: folding of unquoted names, default schema.

    Args:
        snapshot: Where to look.
        dialect: Knows how names compare.
    """

    snapshot: Snapshot
    dialect: Dialect
    _by_name: dict[str, list[SnapshotDataset]] = field(
        init=False, default_factory=dict[str, list[SnapshotDataset]], repr=False
    )

    def __post_init__(self) -> None:
        for dataset in self.snapshot.datasets:
            self._by_name.setdefault(dataset.name.lower(), []).append(dataset)

    def dataset(self, ref: DatasetRef) -> SnapshotDataset | None:
        """Give the dataset that a name means, or None."""
        for dataset in self._by_name.get(ref.name[-1].text.lower(), ()):
            if self.dialect.is_dataset(
                ref,
                schema=dataset.schema,
                table=dataset.name,
                is_default=not dataset.needs_schema,
            ):
                return dataset
        return None

    def column(self, dataset: SnapshotDataset, name: Name) -> SnapshotColumn | None:
        """Give the column that a name means, or None."""
        wanted = self.dialect.resolve(name)
        if self.dialect.NAME_CASE == "insensitive":
            wanted = wanted.lower()
            found = (c for c in dataset.columns if c.name.lower() == wanted)
        else:
            found = (c for c in dataset.columns if c.name == wanted)
        return next(found, None)

    def labels(self, ref: DatasetRef) -> list[str]:
        """Give the names that somebody may have meant, written as the wrong one is."""
        datasets = self.snapshot.datasets
        if len(ref.name) > 1:
            return [f"{dataset.schema}.{dataset.name}" for dataset in datasets]
        return [dataset.label for dataset in datasets]
