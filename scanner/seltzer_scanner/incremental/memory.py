"""Where the states of partitioned datasets are kept between scans."""

from typing import Protocol

from seltzer_specs.wire.partitions import PartitionState


class Memory(Protocol):
    """Keeps states by the digest of what they are of."""

    def load(self, key: str) -> PartitionState | None:
        """Give what the last scan kept; None where there is nothing, or nobody to ask."""
        ...

    def save(self, key: str, state: PartitionState) -> None:
        """Keep a state for the next scan."""
        ...
