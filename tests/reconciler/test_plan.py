"""Desired and actual monitors to a plan."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_reconciler.plan import check_deletes, plan_hash, plan_monitors, verify_plan
from seltzer_reconciler.text import render_plan
from seltzer_specs.errors import RefusedError
from seltzer_specs.location import Location
from seltzer_specs.monitors import LocatedMonitor
from seltzer_specs.wire.monitor import MonitorRecord, MonitorSpec

T0 = datetime(2026, 1, 1, tzinfo=timezone.utc)
SPEC = MonitorSpec(name="Orders", dataset="orders", check="row_count > 0")


def desired(spec: MonitorSpec = SPEC, identity: str = "mon_000001") -> LocatedMonitor:
    return LocatedMonitor(identity, spec, Location("monitors/orders.yml", 2))


def actual(
    spec: MonitorSpec = SPEC, *, base: MonitorSpec | None = SPEC, identity: str = "mon_000001"
) -> MonitorRecord:
    return MonitorRecord(
        id=identity, etag="e1", rev=1, spec=spec, base=base, origin="git",
        created_at=T0, updated_at=T0, updated_by="kim",
    )  # fmt: skip


def changed(**fields: object) -> MonitorSpec:
    return SPEC.model_copy(update=fields)


def verbs(*args: list[LocatedMonitor] | list[MonitorRecord], prune: bool = False) -> list[str]:
    wanted, found = args
    plan = plan_monitors(wanted, found, commit=None, prune=prune)  # type: ignore[arg-type]
    return [action.verb for action in plan.actions]


def test_two_equal_sides_are_at_rest() -> None:
    plan = plan_monitors([desired()], [actual()], commit="c1")

    assert plan.actions == ()
    assert plan.summary["total"] == 0
    assert render_plan(plan) == "nothing to do: Git and cloud agree"


def test_a_monitor_only_in_git_is_created() -> None:
    assert verbs([desired()], []) == ["create"]


def test_a_monitor_only_in_the_cloud_is_pulled_and_never_touched() -> None:
    plan = plan_monitors([], [actual(base=None)], commit=None)

    assert [action.verb for action in plan.actions] == ["pull"]
    assert all(change.direction == "pull" for change in plan.actions[0].fields)


def test_an_equal_monitor_without_a_base_is_adopted_and_a_different_one_conflicts() -> None:
    assert verbs([desired()], [actual(base=None)]) == ["adopt"]
    assert verbs([desired()], [actual(changed(name="x"), base=None)]) == ["conflict"]


def test_an_edit_in_git_is_an_update_and_one_in_the_cloud_a_pull() -> None:
    assert verbs([desired(changed(check="row_count > 5"))], [actual()]) == ["update"]
    assert verbs([desired()], [actual(changed(check="row_count > 5"))]) == ["pull"]


def test_different_edits_of_one_field_conflict_and_of_two_fields_do_not() -> None:
    one = [desired(changed(name="a"))]

    assert verbs(one, [actual(changed(name="b"))]) == ["conflict"]
    assert verbs(one, [actual(changed(owner="kim"))]) == ["update"]


def test_a_monitor_that_left_git_is_deleted_only_with_prune() -> None:
    assert verbs([], [actual()]) == ["noop"]
    assert verbs([], [actual()], prune=True) == ["delete"]


def test_a_monitor_that_left_git_and_was_edited_in_the_cloud_conflicts() -> None:
    assert verbs([], [actual(changed(name="x"))], prune=True) == ["conflict"]


def test_the_order_of_tags_is_no_difference() -> None:
    assert verbs([desired(changed(tags=("b", "a")))], [actual(changed(tags=("a", "b")))]) == [
        "noop"
    ]


def test_a_changed_question_of_an_anomaly_monitor_starts_its_history_anew() -> None:
    spec = changed(check="anomaly detection for row_count")
    plan = plan_monitors(
        [desired(spec.model_copy(update={"dataset": "orders_2"}))],
        [actual(spec, base=spec)],
        commit=None,
    )

    assert plan.actions[0].class_ == "retrain"
    assert "history starts anew" in render_plan(plan)


@given(order=st.permutations(range(4)))
def test_a_plans_bytes_do_not_depend_on_the_order_of_its_inputs(order: list[int]) -> None:
    wanted = [desired(identity=f"mon_00000{n}") for n in (1, 2, 3, 4)]
    found = [actual(changed(name=f"n{n}"), identity=f"mon_00000{n}") for n in (3, 4, 5, 6)]
    plan = plan_monitors(wanted, found, commit="c")

    again = plan_monitors([wanted[n] for n in order], [found[n] for n in order], commit="c")

    assert again.model_dump_json() == plan.model_dump_json()


def test_a_plan_that_was_edited_is_refused() -> None:
    plan = plan_monitors([desired()], [], commit=None)
    action = plan.actions[0].model_copy(update={"id": "mon_other1"})
    edited = plan.model_copy(update={"actions": (action,)})

    verify_plan(plan)
    assert plan_hash(edited) != plan.hash
    with pytest.raises(RefusedError, match="does not match its hash"):
        verify_plan(edited)


@pytest.mark.parametrize(
    ("deletes", "known", "allowed", "is_refused"),
    [
        (1, 1, None, False),
        (2, 2, None, True),
        (2, 10, None, False),
        (3, 10, None, True),
        (3, 10, 3, False),
        (3, 10, 4, True),
    ],
)
def test_mass_deletes_need_their_exact_count(
    deletes: int, known: int, allowed: int | None, *, is_refused: bool
) -> None:
    found = [actual(identity=f"mon_00000{n}") for n in range(deletes)]
    plan = plan_monitors([], found, commit=None, prune=True)

    if is_refused:
        with pytest.raises(RefusedError, match="delete"):
            check_deletes(plan, known=known, allowed=allowed)
    else:
        check_deletes(plan, known=known, allowed=allowed)


def test_a_hostile_name_cannot_steer_the_terminal() -> None:
    plan = plan_monitors(
        [desired(changed(description="x\x1b[2Jy", name="\u202egnp"))], [], commit=None
    )

    assert "\x1b" not in render_plan(plan)
