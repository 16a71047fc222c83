"""Questions that need history, so the server answers them; one model per kind."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias, cast

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from seltzer_specs.canonical import canonical_json, sha256_hex
from seltzer_specs.thresholds import Interval, Region
from seltzer_specs.wire.base import Identifier, WireModel

MAX_COUNT = 1_000
"""Measurements that one question may compare with."""

MAX_GROUPS = 2_000
"""Groups of which one question may ask who came and who went."""

GroupHash: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
GroupChangeKind: TypeAlias = Literal["group add", "group delete"]

_BAND_DIGITS = 8


class _FirstKinds(WireModel):
    """The two kinds that were one model: clients of then send the fields of both."""

    @model_validator(mode="before")
    @classmethod
    def _drop_the_other_kinds_fields(cls, data: Any) -> Any:  # Any: whatever was sent
        if not isinstance(data, dict):
            return data
        sent = cast(dict[str, Any], data)
        foreign = {"sensitivity", "fail_on", "warn_on"} - set(cls.model_fields)
        # What has been handled here is no longer JSON, and only JSON's lists are tuples.
        return {
            key: tuple(cast(Iterable[Any], value)) if isinstance(value, list) else value
            for key, value in sent.items()
            if key not in foreign
        }


class AnomalyEvaluation(_FirstKinds):
    """Is the metric's newest point unusual?

    Attributes:
        direction: Which side of the band is bad.
        window: Judge by this many measurements; None for as many as the detector likes.
        warn_ratio: Width of the zone outside the band that only warns, in widths of the band;
            None leaves it to the detector.
        min_ratio: Half width that the band has at least, as a share of the expected value.
        warn_only: What would fail warns.
    """

    kind: Literal["anomaly"] = "anomaly"
    sensitivity: Literal["low", "medium", "high"] = "medium"
    direction: Literal["both", "upper", "lower"] = "both"
    window: Annotated[int, Field(ge=1)] | None = None
    warn_ratio: Annotated[float, Field(ge=0)] | None = None
    min_ratio: Annotated[float, Field(ge=0)] | None = None
    warn_only: bool = False

    @property
    def band(self) -> str:
        """Name of the band that the check is judged by, at most 16 characters.

        Checks on one metric share a band as long as nothing that shapes it differs.
        """
        shape = [self.window, self.warn_ratio, self.min_ratio, self.direction]
        if shape == [None, None, None, "both"]:
            return self.sensitivity
        return f"{self.sensitivity}:{sha256_hex(canonical_json(shape))[:_BAND_DIGITS]}"


class SchemaEvaluation(_FirstKinds):
    """Did the dataset's newest schema change in a way that matters?

    Attributes:
        fail_on: Kinds of schema change that fail.
        warn_on: Kinds of schema change that warn.
    """

    kind: Literal["schema_changes"] = "schema_changes"
    fail_on: tuple[str, ...] = ()
    warn_on: tuple[str, ...] = ()


class WireInterval(WireModel):
    """A range of numbers; None is unbounded, `has_` tells whether an end belongs to it."""

    low: int | float | None = None
    high: int | float | None = None
    has_low: bool = True
    has_high: bool = True


class WireRegion(WireModel):
    """Numbers that are bad.

    Attributes:
        intervals: In ascending order and disjoint.
        text: The condition as written.
        is_wanted: The text names the good numbers, and the intervals are all others.
    """

    intervals: Annotated[tuple[WireInterval, ...], Field(max_length=16)]
    text: Identifier
    is_wanted: bool = False

    def to_region(self) -> Region:
        """Give the region with exact numbers."""
        return Region(
            tuple(
                Interval(_end(part.low), _end(part.high), part.has_low, part.has_high)
                for part in self.intervals
            ),
            self.text,
        )


class ChangeEvaluation(WireModel):
    """How far is a measurement from what it was?

    Attributes:
        measured: The scan's own measurement, in the unit of the metric.
        baseline: What it is compared with; `avg`, `min` and `max` are of the last `count`.
        is_percent: The change in percent of the baseline, instead of the difference.
        unit: Of the change.
        fail: Changes that fail.
        warn: Changes that warn, where they do not fail.
    """

    kind: Literal["change"] = "change"
    measured: int | float
    baseline: Literal["previous", "avg", "min", "max", "same day last week", "same day last month"]
    count: int = Field(1, ge=1, le=MAX_COUNT)
    is_percent: bool = False
    unit: Literal["number", "percent", "seconds"] = "number"
    fail: WireRegion | None = None
    warn: WireRegion | None = None


class GroupsEvaluation(WireModel):
    """Which groups came and went since the scan before?

    Attributes:
        groups: Keyed hashes of the groups that are there; no name of a group ever leaves.
        key: What tells one key from another, without telling the key.
        fail_on: Kinds of change that fail.
        warn_on: Kinds of change that warn.
    """

    kind: Literal["group_changes"] = "group_changes"
    groups: Annotated[tuple[GroupHash, ...], Field(max_length=MAX_GROUPS)]
    key: GroupHash
    fail_on: tuple[GroupChangeKind, ...] = ()
    warn_on: tuple[GroupChangeKind, ...] = ()


Evaluation: TypeAlias = Annotated[
    AnomalyEvaluation | SchemaEvaluation | ChangeEvaluation | GroupsEvaluation,
    Field(discriminator="kind"),
]
"""A question of any kind. A new kind is a new model; old ones only gain fields with defaults."""


def to_decimal(value: float) -> Decimal:
    """Give a number as the decimal that people read: 0.1 is 0.1."""
    return Decimal(repr(value))


def _end(value: float | None) -> Decimal | None:
    return None if value is None else to_decimal(value)


_READER: TypeAdapter[Evaluation] = TypeAdapter(Evaluation)


def read_evaluation(stored: Mapping[str, Any]) -> Evaluation:
    """Give a question back from its JSON, of this version or of an older one."""
    return _READER.validate_python(stored)
