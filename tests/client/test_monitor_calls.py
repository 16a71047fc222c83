"""Monitors over the API: complete listings, conditional writes."""

import json
from typing import Any

import pytest
from tests.client.loopback import Answer, Loopback, problem

from seltzer_client.api import ServerClient
from seltzer_client.errors import ServerBusyError
from seltzer_specs.errors import ServerError
from seltzer_specs.wire.monitor import MonitorSpec, MonitorWrite

SPEC = MonitorSpec(name="Order volume", dataset="orders", check="row_count > 0")


def record(number: int) -> dict[str, Any]:
    return {
        "id": f"mon_{number:06d}",
        "etag": f"e{number}",
        "rev": 1,
        "spec": SPEC.model_dump(mode="json"),
        "origin": "cloud",
        "created_at": "2026-11-20T12:00:00Z",
        "updated_at": "2026-11-20T12:00:00Z",
        "updated_by": "ann",
    }


def test_a_listing_is_read_to_its_last_page(client: ServerClient, loopback: Loopback) -> None:
    loopback.pages[""] = {"items": [record(1), record(2)], "total": 3, "next": "c/2"}
    loopback.pages["c/2"] = {"items": [record(3)], "total": 3, "next": None}

    found = client.fetch_monitors()

    assert [monitor.id for monitor in found] == ["mon_000001", "mon_000002", "mon_000003"]


def test_a_listing_that_is_not_complete_is_an_error(
    client: ServerClient, loopback: Loopback
) -> None:
    loopback.pages[""] = {"items": [record(1)], "total": 2, "next": None}

    with pytest.raises(ServerError, match="not complete: 1 of 2"):
        client.fetch_monitors()


def test_a_cursor_that_leads_to_itself_does_not_loop(
    client: ServerClient, loopback: Loopback
) -> None:
    loopback.pages[""] = {"items": [record(1)], "total": 2, "next": "again"}
    loopback.pages["again"] = {"items": [record(1)], "total": 2, "next": "again"}

    with pytest.raises(ServerError, match="not complete"):
        client.fetch_monitors()


def test_a_wanted_id_must_be_free(client: ServerClient, loopback: Loopback) -> None:
    loopback.script.append(Answer(201, json.dumps(record(7)).encode()))

    created = client.create_monitor(MonitorWrite(id="mon_000007", spec=SPEC))

    assert created.id == "mon_000007"
    assert loopback.requests[0][2]["If-None-Match"] == "*"


def test_without_an_id_nothing_is_asked_of_the_name(
    client: ServerClient, loopback: Loopback
) -> None:
    loopback.script.append(Answer(201, json.dumps(record(7)).encode()))

    client.create_monitor(MonitorWrite(spec=SPEC))

    assert "If-None-Match" not in loopback.requests[0][2]


def test_an_update_names_the_etag_it_saw(client: ServerClient, loopback: Loopback) -> None:
    loopback.script.append(Answer(200, json.dumps(record(7)).encode()))

    client.update_monitor("mon_000007", MonitorWrite(spec=SPEC), etag="e7")

    method, path, headers = loopback.requests[0]
    assert (method, path) == ("PUT", "/api/v1/monitors/mon_000007")
    assert headers["If-Match"] == '"e7"'
    assert json.loads(loopback.bodies[0])["spec"]["name"] == "Order volume"


def test_a_write_is_not_tried_again(client: ServerClient, loopback: Loopback) -> None:
    loopback.script.append(problem(503, "busy"))

    with pytest.raises(ServerBusyError):
        client.create_monitor(MonitorWrite(spec=SPEC))

    assert len(loopback.requests) == 1


def test_an_id_cannot_leave_its_place_in_the_path(client: ServerClient, loopback: Loopback) -> None:
    client.delete_monitor("../keys?a=b", etag="e1")

    assert loopback.requests[0][1] == "/api/v1/monitors/..%2Fkeys%3Fa%3Db"
