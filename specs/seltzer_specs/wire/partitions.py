"""What is kept of a dataset's partitions between scans: numbers and dates, nothing else fits."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from seltzer_specs.wire.base import Identifier, WireModel

MAX_PARTITIONS = 20_000
"""Partitions of one dataset; finer ones are not worth keeping."""

Digest: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]

PartitionText: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^(null|-?[0-9]{1,19}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")
]
"""A partition's key: a whole number, a date, or `null`."""

PartText: TypeAlias = Annotated[
    str,
    StringConstraints(
        max_length=100,
        pattern=r"^(i-?[0-9]+|d(-?[0-9]+(\.[0-9]+)?(E[-+]?[0-9]+)?|NaN)|"
        r"f(-?0x[01]\.[0-9a-f]+p[-+][0-9]+|nan|-?inf)|"
        r"D[0-9]{4}-[0-9]{2}-[0-9]{2}|T[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+([-+][0-9:]+)?)$",
    ),
]
"""A number or a time without loss: `i5`, `d1.50`, `f0x1.8p+0`, `D2026-01-31` or
`T2026-01-31T06:00:00`."""


class PartitionPart(WireModel):
    """One partition.

    Attributes:
        key: Value of the partition column.
        fingerprint: Keyed digest of the number of its rows and their checksum; without the
            scanner's secret nobody can tell rows from it.
        values: What is kept of each measure, in the order of the measures; None is NULL.
    """

    key: PartitionText
    fingerprint: Digest
    values: tuple[PartText | None, ...]


class PartitionState(WireModel):
    """`seltzer.partitions/1`: a dataset as the last scan found it, partition by partition.

    Attributes:
        definition: Whose scan, for example the project's name.
        data_source: Name of the data source.
        dataset: Its name as written.
        partitions: At most one for each key.
        duplicates: Number of duplicated keys by measure, of the rows of all these partitions.
        unkept: Measures whose values are text, of which nothing is kept.
    """

    schema_: Literal["seltzer.partitions/1"] = Field(
        default="seltzer.partitions/1", validation_alias="schema", serialization_alias="schema"
    )
    definition: Identifier
    data_source: Identifier
    dataset: Identifier
    partitions: tuple[PartitionPart, ...] = Field(max_length=MAX_PARTITIONS)
    duplicates: dict[Digest, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    unkept: tuple[Digest, ...] = Field(default=(), max_length=5_000)
