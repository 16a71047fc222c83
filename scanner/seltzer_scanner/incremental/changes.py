"""Which partitions are not what they were."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from seltzer_compiler.incremental.partitioned import PartitionKey, is_partition_key
from seltzer_compiler.plan import RawValue
from seltzer_dialects.connection import Rows
from seltzer_scanner.incremental.texts import text_of_key
from seltzer_specs.wire.partitions import MAX_PARTITIONS


class PartitionError(Exception):
    """The dataset cannot be read by partitions; the text says why."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between the partitions that are there and those that are known.

    Attributes:
        new: Not known before.
        changed: With other rows than before.
        same: As before.
        has_gone: True where one that was known is there no more.
    """

    new: tuple[PartitionKey, ...]
    changed: tuple[PartitionKey, ...]
    same: tuple[PartitionKey, ...]
    has_gone: bool

    @property
    def to_read(self) -> tuple[PartitionKey, ...]:
        """Give the partitions whose rows are not those that are known."""
        return (*self.new, *self.changed)

    @property
    def has_only_new(self) -> bool:
        """Tell whether all rows that were there are there as they were."""
        return not self.changed and not self.has_gone


def compare(found: Mapping[PartitionKey, str], known: Mapping[PartitionKey, str]) -> Changes:
    """Compare fingerprints by key."""
    there = [key for key in found if key in known]
    return Changes(
        new=tuple(key for key in found if key not in known),
        changed=tuple(key for key in there if found[key] != known[key]),
        same=tuple(key for key in there if found[key] == known[key]),
        has_gone=any(key not in found for key in known),
    )


def fingerprints_of(rows: Rows, secret: bytes) -> dict[PartitionKey, str]:
    """Give the fingerprint of each partition by its key.

    Args:
        rows: Key, number of rows and checksum first, as the compiler asks.
        secret: Keeps who sees a fingerprint from trying which rows it may be of.

    Raises:
        PartitionError: the column's values are no keys, or too many.
    """
    _require_few(rows.rows)
    return {_key(row[0]): _fingerprint(row, secret) for row in rows.rows}


def _fingerprint(row: tuple[RawValue, ...], secret: bytes) -> str:
    text = "\0".join((text_of_key(_key(row[0])), str(row[1]), str(row[2])))
    return hmac.new(secret, text.encode(), sha256).hexdigest()[:32]


def _key(value: RawValue) -> PartitionKey:
    if not is_partition_key(value):
        raise PartitionError(
            f"its partition column holds {type(value).__name__} values; it wants a date or a "
            "whole number, for example CAST(ordered_at AS DATE)"
        )
    return value  # type: ignore[return-value]  # as just seen


def _require_few(rows: Iterable[object]) -> None:
    count = sum(1 for _ in rows)
    if count > MAX_PARTITIONS:
        raise PartitionError(
            f"its partition column has {count:,} values, more than {MAX_PARTITIONS:,}; "
            "choose a coarser one"
        )
