"""Three-way merge, field by field: base (last agreed), desired (Git), actual (cloud)."""

from typing import Any

from seltzer_reconciler.fields import OWNERS
from seltzer_specs.wire.monitor import MonitorSpec
from seltzer_specs.wire.plan import Direction, FieldChange


def merge_fields(
    base: dict[str, Any] | None, desired: dict[str, Any], actual: dict[str, Any]
) -> tuple[FieldChange, ...]:
    """Compare the three states of one monitor.

    Args:
        base: Field values, or None when Git never agreed on this monitor.
        desired: Field values in Git.
        actual: Field values in the cloud.

    Returns:
        One change for each field that is not at rest, in the order of the model.
    """
    changes: list[FieldChange] = []
    for path in MonitorSpec.model_fields:
        before = base.get(path) if base is not None else None
        direction = merge_field(
            before, desired[path], actual[path], path=path, has_base=base is not None
        )
        if direction is not None:
            changes.append(
                FieldChange(
                    path=path,
                    base=before,
                    desired=desired[path],
                    actual=actual[path],
                    owner=OWNERS[path],
                    direction=direction,
                )
            )
    return tuple(changes)


def merge_field(
    base: object, desired: object, actual: object, *, path: str, has_base: bool
) -> Direction | None:
    """Decide about one field; None when there is nothing to decide.

    Without a base, equal values are silently adopted and different ones conflict: nobody can tell
    which side changed.
    """
    if desired == actual:
        return "agree" if has_base and base != desired else None
    if not has_base:
        return "conflict"
    if base == actual:
        return "push"
    if base == desired:
        # The cloud's edit of a field of the code returns to Git as a proposal: reverting it would
        # lose what somebody typed.
        return "keep" if OWNERS[path] == "ui" else "pull"
    return "conflict"


def merged_value(change: FieldChange) -> object:
    """Give the value that the cloud has after `apply`."""
    return change.desired if change.direction == "push" else change.actual


def merged_base(change: FieldChange) -> object:
    """Give the value that both sides agree on after `apply`.

    The base moves only with a confirmed write or an observed agreement. If it moved with a
    proposal, the next run would push the old value over the edit in the cloud.
    """
    return change.desired if change.direction in ("push", "agree") else change.base
