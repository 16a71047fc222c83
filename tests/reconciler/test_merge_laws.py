"""The three-way merge, as laws over any three states."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seltzer_reconciler.fields import OWNERS, spec_fields
from seltzer_reconciler.merge import merge_field, merge_fields, merged_base, merged_value
from seltzer_specs.wire.monitor import MonitorSpec

NAMES = st.sampled_from(["a", "b", "c"])
SPECS = st.builds(
    MonitorSpec,
    name=NAMES,
    dataset=NAMES,
    check=st.sampled_from(["row_count > 0", "row_count > 1", "min(x) >= 0"]),
    owner=st.none() | NAMES,
    enabled=st.booleans(),
    tags=st.lists(NAMES, max_size=2, unique=True).map(tuple),
    notify=st.lists(NAMES, max_size=1).map(tuple),
)
STATES = SPECS.map(spec_fields)


def _settle(
    base: dict[str, Any] | None, desired: dict[str, Any], actual: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give base and actual after an apply."""
    after_base = dict(base if base is not None else actual)
    after_actual = dict(actual)
    for change in merge_fields(base, desired, actual):
        after_base[change.path] = merged_base(change)
        after_actual[change.path] = merged_value(change)
    return after_base, after_actual


@given(base=STATES, desired=STATES, actual=STATES)
def test_apply_reaches_rest_but_for_proposals_and_conflicts(
    base: dict[str, Any], desired: dict[str, Any], actual: dict[str, Any]
) -> None:
    after_base, after_actual = _settle(base, desired, actual)

    left = {change.direction for change in merge_fields(after_base, desired, after_actual)}
    assert left <= {"pull", "keep", "conflict"}


@given(base=STATES, desired=STATES, actual=STATES)
def test_no_value_typed_on_either_side_is_lost(
    base: dict[str, Any], desired: dict[str, Any], actual: dict[str, Any]
) -> None:
    _, after_actual = _settle(base, desired, actual)
    again = {change.path: change for change in merge_fields(base, desired, actual)}

    for path in OWNERS:
        if actual[path] != base[path]:
            assert after_actual[path] == actual[path]
        if desired[path] != base[path] and again[path].direction == "push":
            assert after_actual[path] == desired[path]


@given(base=STATES, state=STATES)
def test_a_change_on_one_side_alone_wins_and_equal_changes_agree(
    base: dict[str, Any], state: dict[str, Any]
) -> None:
    pushed = merge_fields(base, state, base)
    pulled = merge_fields(base, base, state)
    agreed = merge_fields(base, state, state)

    assert {change.direction for change in pushed} <= {"push"}
    assert {change.direction for change in pulled} <= {"pull", "keep"}
    assert {change.direction for change in agreed} <= {"agree"}
    assert {c.path for c in pushed} == {c.path for c in pulled} == {c.path for c in agreed}


@given(base=STATES, desired=STATES, actual=STATES)
def test_conflicts_are_the_same_seen_from_either_side(
    base: dict[str, Any], desired: dict[str, Any], actual: dict[str, Any]
) -> None:
    def conflicts(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
        return {c.path for c in merge_fields(base, one, other) if c.direction == "conflict"}

    assert conflicts(desired, actual) == conflicts(actual, desired)


@given(base=STATES, desired=STATES, actual=STATES)
def test_the_base_never_moves_with_a_proposal(
    base: dict[str, Any], desired: dict[str, Any], actual: dict[str, Any]
) -> None:
    before = copy.deepcopy(base)
    after_base, _ = _settle(base, desired, actual)

    for change in merge_fields(before, desired, actual):
        if change.direction in ("pull", "keep", "conflict"):
            assert after_base[change.path] == before[change.path]


@pytest.mark.parametrize(
    ("base", "desired", "actual", "direction"),
    [
        (1, 1, 1, None),
        (1, 2, 1, "push"),
        (1, 1, 2, "pull"),
        (1, 2, 2, "agree"),
        (1, 2, 3, "conflict"),
    ],
)
def test_one_field_follows_the_table(
    base: int, desired: int, actual: int, direction: str | None
) -> None:
    assert merge_field(base, desired, actual, path="check", has_base=True) == direction


def test_without_a_base_equal_values_are_adopted_and_different_ones_conflict() -> None:
    assert merge_field(None, 1, 1, path="check", has_base=False) is None
    assert merge_field(None, 1, 2, path="check", has_base=False) == "conflict"


def test_a_field_of_the_cloud_stays_as_the_cloud_has_it() -> None:
    assert merge_field(True, True, False, path="enabled", has_base=True) == "keep"


def test_every_field_of_a_monitor_has_an_owner() -> None:
    assert set(OWNERS) == set(MonitorSpec.model_fields)
