"""Desired and actual monitors to a plan: a value, bound by its hash."""

from collections import Counter
from collections.abc import Mapping, Sequence

from seltzer_reconciler.fields import classify, is_anomaly, spec_fields
from seltzer_reconciler.merge import merge_fields
from seltzer_specs.canonical import canonical_json, sha256_hex
from seltzer_specs.errors import RefusedError
from seltzer_specs.location import Location
from seltzer_specs.monitors import LocatedMonitor
from seltzer_specs.wire.monitor import MonitorRecord, MonitorSpec
from seltzer_specs.wire.plan import Direction, FieldChange, PlanAction, PlanDocument, Verb
from seltzer_specs.wire.scan_report import ReportLocation

VERB_ORDER: tuple[Verb, ...] = (
    "create",
    "adopt",
    "update",
    "pull",
    "conflict",
    "delete",
    "noop",
)
DELETE_SHARE = 0.2


def plan_monitors(
    desired: Sequence[LocatedMonitor],
    actual: Sequence[MonitorRecord],
    *,
    commit: str | None,
    prune: bool = False,
) -> PlanDocument:
    """Compare the monitors in Git with those in the cloud.

    Args:
        desired: All monitors of the repository, each id once.
        actual: All monitors of the cloud, each id once.
        commit: Commit of the desired state.
        prune: Plan the deletion of monitors that Git knew and no longer has.

    Returns:
        A plan whose bytes do not depend on the order of the arguments.
    """
    wanted = {monitor.id: monitor for monitor in desired}
    found = {record.id: record for record in actual}
    actions = [
        action
        for identity in sorted(wanted.keys() | found.keys())
        if (action := _action(wanted.get(identity), found.get(identity), prune=prune)) is not None
    ]
    actions.sort(key=lambda action: (VERB_ORDER.index(action.verb), action.id))
    counts = Counter[str](action.verb for action in actions)
    summary: dict[str, int] = {verb: counts[verb] for verb in VERB_ORDER}
    summary["total"] = sum(count for verb, count in counts.items() if verb != "noop")
    draft = PlanDocument(hash="", commit=commit, actions=tuple(actions), summary=summary)
    return draft.model_copy(update={"hash": plan_hash(draft)})


def plan_hash(plan: PlanDocument) -> str:
    """Digest everything in a plan but the digest itself."""
    content = plan.model_dump(mode="json", by_alias=True, exclude={"hash"})
    return sha256_hex(canonical_json(content))


def verify_plan(plan: PlanDocument) -> None:
    """Make sure that a plan is the one that was hashed.

    Raises:
        RefusedError: it was edited after it was made.
    """
    if plan_hash(plan) != plan.hash:
        raise RefusedError(
            f"the plan does not match its hash {plan.hash[:12]}; it was changed after it was made, "
            "run `seltzer plan` again"
        )


def check_deletes(plan: PlanDocument, *, known: int, allowed: int | None) -> None:
    """Refuse a plan that deletes more than is plausible.

    Args:
        plan: What is to be applied.
        known: Monitors in the cloud that Git manages.
        allowed: Exact count that somebody accepted, or None.

    Raises:
        RefusedError: more than one and more than a fifth would go, or the count differs from
            the accepted one.
    """
    deletes = plan.summary["delete"]
    if allowed is not None and deletes != allowed:
        raise RefusedError(f"--allow-deletes says {allowed}, but the plan deletes {deletes}")
    if allowed is None and deletes > max(1, int(known * DELETE_SHARE)):
        raise RefusedError(
            f"the plan deletes {deletes} of {known} monitors; if that is meant, "
            f"repeat with --allow-deletes {deletes}"
        )


def _action(
    desired: LocatedMonitor | None, record: MonitorRecord | None, *, prune: bool
) -> PlanAction | None:
    if desired is None and record is not None:
        return _cloud_only(record, prune=prune)
    if desired is not None and record is None:
        return _create(desired)
    if desired is None or record is None:
        return None
    return _both(desired, record)


def _create(desired: LocatedMonitor) -> PlanAction:
    whole = _whole(None, desired.spec, None, direction="push")
    return PlanAction(
        verb="create",
        id=desired.id,
        name=desired.spec.name,
        fields=(whole,),
        class_="semantic",
        location=_location(desired.location),
    )


def _cloud_only(record: MonitorRecord, *, prune: bool) -> PlanAction:
    verb: Verb = "pull"
    direction: Direction = "pull"
    if record.base is not None:
        edited = spec_fields(record.base) != spec_fields(record.spec)
        verb, direction = _removed(edited=edited, prune=prune)
    return PlanAction(
        verb=verb,
        id=record.id,
        name=record.spec.name,
        fields=(_whole(record.base, None, record.spec, direction=direction),),
        class_="semantic",
        etag=record.etag,
    )


def _removed(*, edited: bool, prune: bool) -> tuple[Verb, Direction]:
    """Decide about a monitor that Git knew and no longer has."""
    if edited:
        return "conflict", "conflict"
    return ("delete", "push") if prune else ("noop", "keep")


def _both(desired: LocatedMonitor, record: MonitorRecord) -> PlanAction | None:
    base = spec_fields(record.base) if record.base is not None else None
    changes = merge_fields(base, spec_fields(desired.spec), spec_fields(record.spec))
    verb = _verb(changes, has_base=base is not None)
    if verb is None:
        return None
    paths = [change.path for change in changes if change.direction != "agree"]
    return PlanAction(
        verb=verb,
        id=desired.id,
        name=desired.spec.name,
        fields=changes,
        class_=classify(paths, is_anomaly=is_anomaly(desired.spec)) if paths else "cosmetic",
        etag=record.etag,
        location=_location(desired.location),
    )


def _verb(changes: tuple[FieldChange, ...], *, has_base: bool) -> Verb | None:
    directions = {change.direction for change in changes}
    if "conflict" in directions:
        return "conflict"
    if not has_base:
        return "adopt"
    if "push" in directions:
        return "update"
    if "pull" in directions:
        return "pull"
    return "noop" if directions else None


def _whole(
    base: MonitorSpec | None,
    desired: MonitorSpec | None,
    actual: MonitorSpec | None,
    *,
    direction: Direction,
) -> FieldChange:
    states: Mapping[str, object] = {
        name: spec_fields(spec) or None
        for name, spec in (("base", base), ("desired", desired), ("actual", actual))
    }
    return FieldChange(path="", owner="shared", direction=direction, **states)


def _location(location: Location) -> ReportLocation:
    return ReportLocation(file=location.file, line=location.line, column=location.column)
