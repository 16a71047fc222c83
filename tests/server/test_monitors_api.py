"""Monitors over HTTP: read back as written, changed only by those who saw the newest version."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from seltzer_server.store.tables import AuditEntry

MONITORS = "/api/v1/monitors"
ID = "mon_01JD0Z7Q4T"


def spec(**changes: Any) -> dict[str, Any]:
    """Give the smallest monitor, with changes."""
    return {"name": "Order volume", "dataset": "orders", "check": "row_count > 0", **changes}


def whole(**changes: Any) -> dict[str, Any]:
    """Give a monitor with all fields, as the server echoes it."""
    return {
        "name": "Order volume",
        "data_source": None,
        "dataset": "orders",
        "check": "row_count > 0",
        "sensitivity": None,
        "schedule": None,
        "timezone": None,
        "notify": [],
        "owner": None,
        "severity": None,
        "tags": [],
        "attributes": {},
        "description": None,
        "enabled": True,
        **changes,
    }


@pytest.fixture
def create(server: Any) -> Callable[..., Any]:
    """Function that creates a monitor: `(id=None, **changes)`."""

    def post(id: str | None = ID, **changes: Any) -> Any:
        return server.send(
            "POST", MONITORS, scope="author", json={"id": id, "spec": spec(**changes)}
        )

    return post


def put(server: Any, etag: str | None, body: dict[str, Any], path: str = f"{MONITORS}/{ID}") -> Any:
    headers = {} if etag is None else {"If-Match": f'"{etag}"'}
    return server.send("PUT", path, scope="author", json=body, headers=headers)


def test_a_new_monitor_is_echoed_with_its_etag_and_place(
    server: Any, create: Callable[..., Any], now: Any
) -> None:
    response = create()
    record = response.json()

    assert response.status_code == 201
    assert response.headers["location"] == f"{MONITORS}/{ID}"
    assert response.headers["etag"] == f'"{record["etag"]}"'
    assert record == {
        "id": ID,
        "etag": record["etag"],
        "rev": 1,
        "spec": whole(),
        "base": None,
        "base_commit": None,
        "origin": "git",
        "created_at": "2026-11-20T06:00:00Z",
        "updated_at": "2026-11-20T06:00:00Z",
        "updated_by": "author key",
    }
    assert server.get(f"{MONITORS}/{ID}", scope="ingest").json() == record


def test_the_server_names_a_monitor_that_comes_without_id(create: Callable[..., Any]) -> None:
    first, second = create(id=None).json(), create(id=None).json()

    assert first["id"].startswith("mon_01")
    assert len(first["id"]) == 30
    assert first["id"] != second["id"]
    assert first["origin"] == "cloud"


@pytest.mark.parametrize(
    ("headers", "status", "code"), [({}, 409, "conflict"), ({"If-None-Match": "*"}, 412, "exists")]
)
def test_an_id_is_given_once(
    server: Any, create: Callable[..., Any], headers: dict[str, str], status: int, code: str
) -> None:
    create()
    response = server.send("POST", MONITORS, json={"id": ID, "spec": spec()}, headers=headers)

    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_write_wants_the_newest_etag(server: Any, create: Callable[..., Any]) -> None:
    etag = create().json()["etag"]
    changed = {"spec": spec(name="Volume")}
    missing, stale = put(server, None, changed), put(server, "0" * 32, changed)
    first, second = put(server, etag, changed), put(server, etag, changed)

    assert (missing.status_code, missing.json()["code"]) == (428, "no-etag")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert (first.status_code, first.json()["rev"]) == (200, 2)
    assert first.json()["spec"] == whole(name="Volume")
    assert first.json()["etag"] != etag
    assert (second.status_code, second.json()["code"]) == (412, "stale")


def test_of_twenty_writers_at_once_one_wins(server: Any, create: Callable[..., Any]) -> None:
    etag = create().json()["etag"]
    with ThreadPoolExecutor(20) as pool:
        codes = list(
            pool.map(
                lambda i: put(server, etag, {"spec": spec(name=f"name {i}")}).status_code,
                range(20),
            )
        )

    assert sorted(codes) == [200] + [412] * 19
    assert server.get(f"{MONITORS}/{ID}").json()["rev"] == 2


def test_the_base_moves_only_when_a_write_has_one(server: Any, create: Callable[..., Any]) -> None:
    etag = create().json()["etag"]
    agreed = {"spec": spec(), "base": spec(), "base_commit": "abc1234"}
    first = put(server, etag, agreed).json()
    second = put(server, first["etag"], {"spec": spec(name="Volume")}).json()
    third = put(
        server,
        second["etag"],
        {"spec": spec(), "base": spec(name="Volume")},
        path=f"{MONITORS}/{ID}/base",
    ).json()

    assert (first["base"], first["base_commit"]) == (whole(), "abc1234")
    assert (second["base"], second["spec"]["name"]) == (whole(), "Volume")
    assert (third["base"], third["spec"]["name"]) == (whole(name="Volume"), "Volume")
    assert (third["base_commit"], third["rev"]) == (None, 4)


def test_a_deleted_monitor_is_gone_and_its_id_can_be_used_again(
    server: Any, create: Callable[..., Any]
) -> None:
    etag = create().json()["etag"]
    missing = server.send("DELETE", f"{MONITORS}/{ID}", scope="author")
    gone = server.send(
        "DELETE", f"{MONITORS}/{ID}", scope="author", headers={"If-Match": f'"{etag}"'}
    )
    again = server.send("DELETE", f"{MONITORS}/{ID}", headers={"If-Match": "*"})

    assert (missing.status_code, gone.status_code, again.status_code) == (428, 204, 404)
    assert server.get(f"{MONITORS}/{ID}").status_code == 404
    assert server.get(MONITORS).json() == {"items": [], "total": 0, "next": None}
    revived = create()
    assert (revived.status_code, revived.json()["rev"]) == (201, 3)


def test_every_write_is_audited(server: Any, create: Callable[..., Any]) -> None:
    etag = create().json()["etag"]
    etag = put(server, etag, {"spec": spec(name="Volume")}).json()["etag"]
    server.send("DELETE", f"{MONITORS}/{ID}", headers={"If-Match": f'"{etag}"'})

    with server.store.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.actor, entry.object) for entry in entries] == [
        ("monitor.create", "author key", ID),
        ("monitor.update", "author key", ID),
        ("monitor.delete", "admin key", ID),
    ]
    assert entries[1].before is not None
    assert entries[1].after is not None
    assert (entries[1].before["spec"]["name"], entries[1].after["spec"]["name"]) == (
        "Order volume",
        "Volume",
    )


def test_a_listing_tells_how_many_there_are(server: Any, create: Callable[..., Any]) -> None:
    for i in range(5):
        create(id=f"mon_00000{i}", name=f"Monitor {i}")
    first = server.get(MONITORS, params={"limit": 3}).json()
    second = server.get(MONITORS, params={"limit": 3, "cursor": first["next"]}).json()

    assert (len(first["items"]), first["total"]) == (3, 5)
    assert (len(second["items"]), second["total"], second["next"]) == (2, 5, None)
    assert server.get(MONITORS, params={"q": "monitor 3"}).json()["total"] == 1
    assert server.get(MONITORS, params={"dataset": "other"}).json()["total"] == 0


@pytest.mark.parametrize(
    ("changes", "pointer", "detail"),
    [
        ({"check": "row_cont > 0"}, "/spec/check", "row_count"),
        ({"check": "row_count > ten"}, "/spec/check", "ten"),
        ({"schedule": "every day"}, "/spec/schedule", "every day"),
        ({"sensitivity": "high"}, "/spec/sensitivity", "anomaly"),
        ({"check": {"row_count > 0": {"nonsense": 1}}}, "/spec/check", "nonsense"),
    ],
)
def test_a_monitor_that_does_not_compile_is_refused_with_line_and_column(
    server: Any, create: Callable[..., Any], changes: dict[str, Any], pointer: str, detail: str
) -> None:
    problem = create(**changes).json()

    assert (problem["status"], problem["code"]) == (422, "invalid-monitor")
    assert problem["pointer"] == pointer
    assert detail in problem["detail"]
    assert problem["detail"].startswith(f"monitors/{ID}.yml:")
    assert server.get(MONITORS).json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"spec": {"name": "x", "dataset": "y"}}, "/spec/check"),
        ({"spec": spec(color="red")}, "/spec/color"),
        ({"spec": spec(severity="bad")}, "/spec/severity"),
        ({"id": "nonsense", "spec": spec()}, "/id"),
        ([], ""),
    ],
)
def test_a_wrong_body_names_the_wrong_part(server: Any, body: object, pointer: str) -> None:
    response = server.send("POST", MONITORS, json=body)

    assert (response.status_code, response.json()["code"]) == (422, "invalid-body")
    assert response.json()["pointer"] == pointer


def test_a_body_for_another_monitor_is_refused(server: Any, create: Callable[..., Any]) -> None:
    etag = create().json()["etag"]
    response = put(server, etag, {"id": "mon_777777", "spec": spec()})

    assert (response.status_code, response.json()["pointer"]) == (422, "/id")


def test_deep_nesting_in_a_check_is_refused(server: Any) -> None:
    deep: Any = 1
    for _ in range(100):
        deep = {"a": deep}
    response = server.send("POST", MONITORS, json={"spec": spec(check={"row_count > 0": deep})})

    assert (response.status_code, response.json()["code"]) == (422, "invalid-json")


NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\x7f"),
    min_size=1,
    max_size=30,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=NAMES,
    owner=st.none() | NAMES,
    notify=st.lists(st.sampled_from(["slack:#a", "slack:#shop-data"]), max_size=3),
    tags=st.lists(NAMES, max_size=3),
    severity=st.sampled_from([None, "minor", "major", "critical"]),
    enabled=st.booleans(),
)
def test_what_is_written_reads_back_equal(server: Any, **changes: Any) -> None:
    written = server.send("POST", MONITORS, json={"spec": spec(**changes)})

    assert written.status_code == 201, written.text
    record = written.json()
    assert record["spec"] == whole(**changes)
    assert server.get(f"{MONITORS}/{record['id']}").json() == record
