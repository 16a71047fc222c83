"""Carry out a plan in the cloud, each write against the state the plan saw."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from seltzer_client.api import ServerClient
from seltzer_reconciler.fields import spec_fields
from seltzer_reconciler.merge import merged_base, merged_value
from seltzer_reconciler.plan import verify_plan
from seltzer_specs.errors import (
    ConflictError,
    PartlyAppliedError,
    SeltzerError,
    ServerError,
    StaleError,
)
from seltzer_specs.wire.monitor import MonitorSpec, MonitorWrite
from seltzer_specs.wire.plan import PlanAction, PlanDocument

ActionState: TypeAlias = Literal["done", "stale", "failed", "left"]
"""`left` is for actions that write nothing: pulls, conflicts and what is kept."""


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What became of one action; `message` says why where it was not done."""

    action: PlanAction
    state: ActionState
    message: str | None = None


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """What became of a plan, in the order of its actions."""

    results: tuple[ActionResult, ...]

    def count(self, state: ActionState) -> int:
        """Count the actions in a state."""
        return sum(result.state == state for result in self.results)

    def raise_if_incomplete(self) -> None:
        """Turn what was left undone into the error that the exit code is about.

        Raises:
            PartlyAppliedError: some were carried out and some were not.
            StaleError: the cloud changed since the plan was made, and nothing was carried out.
            ConflictError: all possible was done, and a conflict needs a decision.
        """
        done, stale, failed = (self.count(state) for state in ("done", "stale", "failed"))
        if (stale or failed) and done:
            raise PartlyAppliedError(f"{done} applied, {stale} stale, {failed} failed")
        if failed:
            raise ServerError(f"nothing applied, {failed} failed")
        if stale:
            raise StaleError("nothing applied: the cloud changed; run `seltzer plan` again")
        conflicts = sum(result.action.verb == "conflict" for result in self.results)
        if conflicts:
            raise ConflictError(
                f"{conflicts} in conflict; edit the file or the monitor so that both agree, "
                "then plan again"
            )


def apply_plan(
    plan: PlanDocument,
    client: ServerClient,
    *,
    on_result: Callable[[ActionResult], None] = lambda _result: None,
) -> ApplyResult:
    """Carry out all actions of a plan that write to the cloud.

    A write that fails or finds the monitor changed does not stop the others. Deletes come last,
    and only when everything before them succeeded.

    Raises:
        RefusedError: the plan does not match its hash.
    """
    verify_plan(plan)
    results: list[ActionResult] = []
    for action in plan.actions:
        clean = all(result.state in ("done", "left") for result in results)
        if action.verb == "delete" and not clean:
            result = ActionResult(action, "failed", "not deleted: an earlier action failed")
        else:
            result = _attempt(action, plan.commit, client)
        results.append(result)
        on_result(result)
    return ApplyResult(tuple(results))


def _attempt(action: PlanAction, commit: str | None, client: ServerClient) -> ActionResult:
    try:
        wrote = _carry_out(action, commit, client)
    except StaleError as error:
        return ActionResult(action, "stale", str(error))
    except SeltzerError as error:
        return ActionResult(action, "failed", str(error))
    return ActionResult(action, "done" if wrote else "left")


def _carry_out(action: PlanAction, commit: str | None, client: ServerClient) -> bool:
    """Do one action; False when it asks for no write."""
    if action.verb == "create":
        spec = MonitorSpec.model_validate(action.fields[0].desired)
        client.create_monitor(MonitorWrite(id=action.id, spec=spec, base=spec, base_commit=commit))
        return True
    if action.etag is None:
        raise ServerError(f"{action.id}: the plan names no etag; run `seltzer plan` again")
    if action.verb == "delete":
        client.delete_monitor(action.id, etag=action.etag)
        return True
    moves_base = any(change.direction in ("push", "agree") for change in action.fields)
    if action.verb == "adopt" or (moves_base and action.fields[0].path):
        _update(action, commit, client, etag=action.etag)
        return True
    return False


def _update(action: PlanAction, commit: str | None, client: ServerClient, *, etag: str) -> None:
    record = client.fetch_monitor(action.id)
    if record.etag != etag:
        raise StaleError(f"{action.id}: changed in the cloud since the plan was made", status=412)
    spec = spec_fields(record.spec)
    base = spec_fields(record.base) if record.base is not None else dict(spec)
    for change in action.fields:
        spec[change.path] = merged_value(change)
        base[change.path] = merged_base(change)
    write = MonitorWrite(
        spec=MonitorSpec.model_validate(spec),
        base=MonitorSpec.model_validate(base),
        base_commit=commit,
    )
    client.update_monitor(action.id, write, etag=etag)
