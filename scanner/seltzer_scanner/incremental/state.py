"""The parts of measures by partition: as they are kept, as they come, and merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seltzer_compiler.incremental.partitioned import PartitionKey
from seltzer_compiler.incremental.parts import Part, merge_parts, part_width
from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import RawValue
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Rows
from seltzer_scanner.incremental.changes import fingerprints_of
from seltzer_scanner.incremental.texts import is_kept, key_of, text_of, text_of_key, value_of
from seltzer_specs.wire.partitions import PartitionPart, PartitionState

_HEAD = 3  # key, number of rows, checksum


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of each partition.

    Attributes:
        fingerprints: By key.
        values: Values of all measures in a row, by key.
    """

    fingerprints: Mapping[PartitionKey, str]
    values: Mapping[PartitionKey, Part]

    @classmethod
    def of_state(cls, state: PartitionState) -> "Parts":
        """Read what was kept."""
        return cls(
            {key_of(part.key): part.fingerprint for part in state.partitions},
            {key_of(part.key): tuple(map(value_of, part.values)) for part in state.partitions},
        )

    @classmethod
    def of_rows(cls, rows: Rows, secret: bytes) -> "Parts":
        """Read the answer of a query for parts.

        Raises:
            PartitionError: its keys are none, or too many.
        """
        fingerprints = fingerprints_of(rows, secret)
        values = (row[_HEAD:] for row in rows.rows)
        return cls(fingerprints, dict(zip(fingerprints, values, strict=True)))

    def updated(self, fresh: "Parts", *, kept: Sequence[PartitionKey]) -> "Parts":
        """Give some of these partitions and all fresh ones, which win."""
        return Parts(
            {**{key: self.fingerprints[key] for key in kept}, **fresh.fingerprints},
            {**{key: self.values[key] for key in kept}, **fresh.values},
        )

    def merged(self, measures: Sequence[Measure], dialect: Dialect) -> dict[str, RawValue]:
        """Give the values of measures over all partitions, by their keys."""
        found: dict[str, RawValue] = {}
        start = 0
        for measure in measures:
            end = start + part_width(measure)
            parts = [values[start:end] for values in self.values.values()]
            found[measure.key] = merge_parts(measure, parts, dialect)
            start = end
        return found

    def only(self, measures: Sequence[Measure], kept: Sequence[Measure]) -> "Parts":
        """Give the parts of some of the measures.

        Args:
            measures: Those that the values are of.
            kept: Those to keep, in the same order.
        """
        places: list[int] = []
        start = 0
        for measure in measures:
            end = start + part_width(measure)
            places += range(start, end) if measure in kept else ()
            start = end
        values = {key: tuple(row[place] for place in places) for key, row in self.values.items()}
        return Parts(self.fingerprints, values)

    def texts(self, measures: Sequence[Measure]) -> frozenset[str]:
        """Give the keys of measures that have a text somewhere, which may not be kept."""
        found: set[str] = set()
        start = 0
        for measure in measures:
            end = start + part_width(measure)
            if not all(is_kept(v) for values in self.values.values() for v in values[start:end]):
                found.add(measure.key)
            start = end
        return frozenset(found)

    def to_wire(self) -> tuple[PartitionPart, ...]:
        """Give what is to be kept, in the order of the keys' texts."""
        parts = (
            PartitionPart(
                key=text_of_key(key),
                fingerprint=fingerprint,
                values=tuple(map(text_of, self.values[key])),
            )
            for key, fingerprint in self.fingerprints.items()
        )
        return tuple(sorted(parts, key=lambda part: part.key))
