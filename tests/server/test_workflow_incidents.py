"""Incidents: open, group, remind, resolve, whatever order scans arrive in."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.server.workflow_scans import DAY, START, Asked, Shop

from seltzer_server.store.engine import Store
from seltzer_server.store.tables import Incident, IncidentMember
from seltzer_server.workflows.check_state import find_state
from seltzer_server.workflows.incident_log import (
    StaleIncidentError,
    append_event,
    read_state,
)
from seltzer_server.workflows.incident_state import (
    Event,
    IncidentStateError,
    Member,
    advance,
    fold,
)


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def only(shop: Shop) -> Mapping[str, Any]:
    (incident,) = shop.incidents()
    return incident


def assert_rows_are_folds(shop: Shop) -> None:
    with shop.store.read() as session:
        for row in session.scalars(select(Incident)):
            state = read_state(session, row.id)
            members = session.scalars(
                select(IncidentMember).where(IncidentMember.incident_id == row.id)
            )
            stored = {m.check_id: Member(m.is_active, m.since) for m in members}
            assert state.members == stored
            for name in ("title", "severity", "state", "version", "opened_at", "updated_at"):
                assert getattr(state, name) == getattr(row, name), name
            assert state.resolved_at == row.resolved_at


def test_a_failure_opens_an_incident_and_recovery_resolves_it(shop: Shop) -> None:
    shop.scan(0, [Asked("email-known", "fail", value=12)])
    opened = only(shop)
    shop.scan(1, [Asked("email-known", "pass")])

    assert opened["state"] == "open"
    assert opened["title"] == "orders: email-known"
    assert opened["severity"] == "major"
    assert opened["active"] == ["email-known"]
    assert only(shop)["state"] == "resolved"
    assert only(shop)["events"] == ["opened", "resolved"]
    assert [(m.kind, m.receiver) for m in shop.outbox()] == [
        ("opened", "slack:#shop-data"),
        ("resolved", "slack:#shop-data"),
    ]
    assert_rows_are_folds(shop)


def test_failures_of_one_dataset_and_owner_are_one_incident(shop: Shop) -> None:
    shop.scan(
        0,
        [
            Asked("a", "fail"),
            Asked("b", "fail"),
            Asked("c", "fail", owner="team-money"),
            Asked("d", "fail", dataset="customers"),
            Asked("e", "pass"),
        ],
    )

    assert [incident["active"] for incident in shop.incidents()] == [["a", "b"], ["c"], ["d"]]
    assert shop.incidents()[0]["title"] == "orders: 2 checks fail"


def test_repeats_are_events_and_people_are_reminded_once_a_day(shop: Shop) -> None:
    for hour in range(26):
        shop.scan(hour / 24, [Asked("a", "fail")])

    assert only(shop)["events"] == ["opened", *["repeated"] * 23, "reminded", "repeated"]
    assert [message.kind for message in shop.outbox()] == ["opened", "reminded"]
    assert_rows_are_folds(shop)


def test_a_new_failure_joins_and_raises_the_severity(shop: Shop) -> None:
    shop.scan(0, [Asked("a", "fail", severity="minor"), Asked("b", "pass")])
    shop.scan(1, [Asked("a", "fail"), Asked("b", "fail", severity="critical")])
    shop.scan(1.5, [Asked("a", "pass"), Asked("b", "fail", severity="critical")])

    assert only(shop)["events"] == ["opened", "joined", "recovered"]
    assert only(shop)["severity"] == "critical"
    assert (only(shop)["active"], only(shop)["good"]) == (["b"], ["a"])
    assert [message.kind for message in shop.outbox()] == ["opened", "joined"]
    assert_rows_are_folds(shop)


@pytest.mark.parametrize("outcome", ["skipped", "error", "warn"])
def test_what_is_no_pass_does_not_resolve(shop: Shop, outcome: str) -> None:
    shop.scan(0, [Asked("a", "fail")])
    shop.scan(1, [Asked("a", outcome)])

    assert only(shop)["state"] == "open"


def test_one_error_is_a_hiccup_and_two_are_a_minor_incident(shop: Shop) -> None:
    shop.scan(0, [Asked("a", "pass")])
    shop.scan(1, [Asked("a", "error", more={"error_code": "timeout", "sqlstate": "57014"})])
    after_one = shop.incidents()
    shop.scan(2, [Asked("a", "error", more={"error_code": "timeout", "sqlstate": "57014"})])

    assert after_one == []
    assert only(shop)["severity"] == "minor"
    (message,) = shop.outbox()
    assert message.payload["checks"][0]["reason"] == "could not be computed (timeout, 57014)"


def test_a_warning_opens_nothing(shop: Shop) -> None:
    shop.scan(0, [Asked("a", "warn")])

    assert shop.incidents() == []


def test_a_failure_after_the_end_is_a_new_incident(shop: Shop) -> None:
    for day, outcome in enumerate(["fail", "pass", "fail"]):
        shop.scan(day, [Asked("a", outcome)])

    assert [incident["state"] for incident in shop.incidents()] == ["resolved", "open"]


def test_a_late_failure_does_not_reopen_and_a_late_pass_does_not_resolve(shop: Shop) -> None:
    shop.scan(5, [Asked("a", "pass"), Asked("b", "fail")])
    shop.scan(3, [Asked("a", "fail"), Asked("b", "pass")], now=START + 5.1 * DAY)

    assert only(shop)["active"] == ["b"]
    assert only(shop)["events"] == ["opened"]


@pytest.mark.parametrize(("first", "then"), [("pass", "fail"), ("fail", "pass")])
def test_a_scan_from_the_future_counts_once_and_holds_up_no_later_one(
    shop: Shop, first: str, then: str
) -> None:
    now = START + timedelta(minutes=1)
    shop.scan(2, [Asked("a", first)], now=now)
    shop.scan(0, [Asked("a", then)], now=now)

    assert only(shop)["state"] == {"fail": "open", "pass": "resolved"}[then]


def test_of_two_scans_for_one_time_the_last_received_counts(shop: Shop) -> None:
    shop.scan(0, [Asked("a", "fail")])
    shop.scan(0, [Asked("a", "pass")], run=1)

    assert only(shop)["state"] == "resolved"


def test_many_failing_datasets_are_one_incident_of_the_data_source(shop: Shop) -> None:
    checks = [Asked(f"check-{n}", "fail", dataset=f"table_{n}") for n in range(50)]
    shop.scan(0, checks)

    assert only(shop)["title"] == "shop: 50 checks fail in 50 datasets"
    assert len(only(shop)["active"]) == 50
    assert len(shop.outbox()) == 1

    shop.scan(1, [Asked(check.id, "pass", dataset=check.dataset) for check in checks])

    assert only(shop)["state"] == "resolved"
    assert len(shop.outbox()) == 2


def test_checks_without_receivers_use_the_default_and_the_event_says_who_was_told(
    shop: Shop,
) -> None:
    shop.scan(0, [Asked("a", "fail", notify=())], default_notify=["slack:#data"])
    shop.scan(0, [Asked("b", "fail", notify=(), dataset="customers")], run=1)

    assert [message.receiver for message in shop.outbox()] == ["slack:#data"]
    assert len(shop.incidents()) == 2


OUTCOMES = st.sampled_from(["pass", "warn", "fail", "error", "skipped"])
HISTORIES = st.lists(st.tuples(OUTCOMES, OUTCOMES, OUTCOMES), min_size=1, max_size=5)


RUNS = count(1)


def final_groups(shop: Shop, history: list[tuple[str, str, str]], order: list[int]) -> Any:
    """Scan tables of their own, so that many histories fit into one store."""
    run = next(RUNS)
    for day in order:
        orders, stock, customers = history[day]
        checks = [
            Asked(f"orders-{run}", orders, dataset=f"orders_{run}"),
            Asked(f"stock-{run}", stock, dataset=f"orders_{run}"),
            Asked(f"customers-{run}", customers, dataset=f"customers_{run}"),
        ]
        shop.scan(day, checks, run=run, now=START + 30 * DAY)
    return sorted(
        [key.partition("-")[0] for key in incident["active"]]
        for incident in shop.incidents()
        if incident["state"] != "resolved" and incident["active"][0].endswith(f"-{run}")
    )


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=HISTORIES, data=st.data())
def test_the_open_groups_do_not_depend_on_the_order_of_arrival(
    shop: Shop, history: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    order = list(range(len(history)))
    arrival = data.draw(st.permutations(order))

    assert final_groups(shop, history, arrival) == final_groups(shop, history, order)
    assert_rows_are_folds(shop)


def test_every_order_of_three_scans_ends_the_same(shop: Shop) -> None:
    history = [("fail", "fail", "error"), ("pass", "warn", "skipped"), ("error", "error", "error")]
    ends = [final_groups(shop, history, list(order)) for order in permutations(range(3))]

    assert ends == [[["customers"], ["stock"]]] * 6


@given(outcomes=st.lists(OUTCOMES, max_size=8))
def test_the_state_of_a_check_follows_its_rules(outcomes: list[str]) -> None:
    state = "good"
    errors = 0
    for outcome in outcomes:
        if outcome == "skipped":
            continue
        errors = errors + 1 if outcome == "error" else 0
        if outcome == "fail":
            state = "fail"
        elif outcome == "pass" or (outcome == "warn" and state == "error"):
            state = "good"
        elif (errors >= 2 and state == "good") or (outcome == "error" and state == "error"):
            state = "error"

    assert find_state(outcomes) == state


def opened(at: datetime) -> Event:
    body = {"title": "t", "bad": [1], "since": at.isoformat(), "severity": "minor"}
    return Event(1, at, "seltzer", "opened", body)


def test_a_fold_refuses_what_is_no_history() -> None:
    first = opened(START)
    closed = advance(advance(None, first), Event(2, START, "a", "resolved", {}))

    with pytest.raises(IncidentStateError, match="without events"):
        fold([])
    with pytest.raises(IncidentStateError, match="starts with being opened"):
        fold([Event(1, START, "a", "joined", {})])
    with pytest.raises(IncidentStateError, match="cannot follow on version 1"):
        fold([first, Event(3, START, "a", "repeated", {})])
    with pytest.raises(IncidentStateError, match="resolved; repeated comes too late"):
        advance(closed, Event(3, START, "a", "repeated", {}))


def test_of_two_who_change_one_version_the_second_is_told(shop: Shop) -> None:
    shop.scan(0, [Asked("a", "fail")])
    with shop.store.read() as session:
        seen = session.scalars(select(Incident)).one()
        session.expunge(seen)
    shop.scan(1, [Asked("a", "fail")])

    with (
        pytest.raises(StaleIncidentError, match="changed since version 1"),
        shop.store.write() as session,
    ):
        append_event(session, seen, "acknowledged", {}, actor="ann", at=START)
    with shop.store.write() as session:
        current = session.scalars(select(Incident)).one()
        append_event(session, current, "acknowledged", {}, actor="ann", at=START + DAY)

    assert only(shop)["state"] == "acknowledged"
    assert_rows_are_folds(shop)
    shop.scan(2, [Asked("a", "pass")])
    assert only(shop)["state"] == "resolved"
