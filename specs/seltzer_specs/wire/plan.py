"""`seltzer.plan/1`: the only thing that `apply` accepts."""

from typing import Any, Literal, TypeAlias

from pydantic import Field

from seltzer_specs.wire.base import WireModel
from seltzer_specs.wire.scan_report import ReportLocation

Verb: TypeAlias = Literal["create", "adopt", "update", "pull", "delete", "conflict", "noop"]
Direction: TypeAlias = Literal["push", "pull", "agree", "conflict", "keep"]


class FieldChange(WireModel):
    """One field with its three states; None where a state lacks the object or the field.

    Attributes:
        path: Field name of the monitor's spec, or `` (empty) for the whole object.
        owner: Who decides: `code`, `ui` or `shared`.
        direction: `push` to the cloud, `pull` to Git, `agree` (both made the same change),
            `conflict` (both changed it differently) or `keep` (left as it is).
    """

    path: str
    base: Any
    desired: Any
    actual: Any
    owner: Literal["code", "ui", "shared"]
    direction: Direction


class PlanAction(WireModel):
    """What is to be done with one monitor.

    Attributes:
        verb: `create`, `adopt`, `update` and `delete` write to the cloud; `pull` is for a pull
            request; `conflict` writes nothing; `noop` records an agreed base at most.
        class_: `cosmetic`, `metadata`, `semantic` or `retrain` (history starts anew).
        etag: What the cloud's object must still be; None on create.
    """

    verb: Verb
    id: str
    kind: Literal["Monitor"] = "Monitor"
    name: str
    fields: tuple[FieldChange, ...] = ()
    class_: Literal["cosmetic", "metadata", "semantic", "retrain"] = Field(
        default="metadata", validation_alias="class", serialization_alias="class"
    )
    etag: str | None = None
    location: ReportLocation | None = None


class PlanDocument(WireModel):
    """A plan as a value.

    Attributes:
        hash: SHA-256 over the canonical JSON of everything else.
        commit: Commit of the desired state, or None outside Git.
        summary: Count of actions by verb, plus `total`.
    """

    schema_: Literal["seltzer.plan/1"] = Field(
        default="seltzer.plan/1", validation_alias="schema", serialization_alias="schema"
    )
    hash: str
    commit: str | None
    actions: tuple[PlanAction, ...]
    summary: dict[str, int]
