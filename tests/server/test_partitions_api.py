"""States of partitioned datasets over HTTP: as they were saved, numbers and dates only."""

from typing import Any

import pytest

KEY = "0123456789abcdef" * 2
PATH = f"/api/v1/partitions/{KEY}"


def state(**changes: Any) -> dict[str, Any]:
    """Give a state of two partitions, with changes."""
    return {
        "schema": "seltzer.partitions/1",
        "definition": "shop",
        "data_source": "warehouse",
        "dataset": "orders",
        "partitions": [part(), part(key="null", values=["i7", None])],
        "duplicates": {"a" * 32: 3},
        "unkept": ["b" * 32],
        **changes,
    }


def part(**changes: Any) -> dict[str, Any]:
    """Give a partition, with changes."""
    return {"key": "2026-11-20", "fingerprint": "c" * 32, "values": ["i5", "d1.50"], **changes}


def test_a_state_is_read_as_it_was_saved(server: Any) -> None:
    saved = server.send("PUT", PATH, scope="ingest", json=state())

    assert saved.status_code == 204
    assert server.send("GET", PATH, scope="ingest").json() == state()
    assert server.send("GET", PATH, scope="read").json() == state()


def test_a_later_state_takes_the_place_of_the_first(server: Any) -> None:
    server.send("PUT", PATH, scope="ingest", json=state())
    server.send("PUT", PATH, scope="ingest", json=state(partitions=[]))

    assert server.send("GET", PATH, scope="read").json()["partitions"] == []


def test_what_was_never_saved_is_not_found(server: Any) -> None:
    assert server.send("GET", PATH, scope="read").status_code == 404


def test_the_oldest_states_of_a_dataset_go(server: Any) -> None:
    keys = [f"{number:032x}" for number in range(10)]
    for key in keys:
        server.send("PUT", f"/api/v1/partitions/{key}", scope="ingest", json=state())
    server.send("PUT", PATH, scope="ingest", json=state(dataset="customers"))

    found = [
        server.send("GET", f"/api/v1/partitions/{key}", scope="read").status_code for key in keys
    ]

    assert found == [404] * 2 + [200] * 8
    assert server.send("GET", PATH, scope="read").status_code == 200


@pytest.mark.parametrize(
    "value",
    ["ann", "i", "i1.5", "d1,5", "f1.5", "D2026", "i5\n", "T2026-01-01T00:00:00 ann", "x5", ""],
)
def test_no_text_fits_into_a_value(server: Any, value: str) -> None:
    body = state(partitions=[part(values=[value])])

    answer = server.send("PUT", PATH, scope="ingest", json=body)

    assert answer.status_code == 422
    assert "ann" not in answer.text


@pytest.mark.parametrize(
    "value",
    [
        "i-5", "d-0.5", "d1E+20", "dNaN", "f0x1.8000000000000p+0", "f-0x0.0p+0", "fnan", "f-inf",
        "D2026-01-31", "T2026-01-31T06:00:00", "T2026-01-31T06:00:00.000001+02:00",
    ],
)  # fmt: skip
def test_numbers_and_times_fit(server: Any, value: str) -> None:
    body = state(partitions=[part(values=[value])])

    assert server.send("PUT", PATH, scope="ingest", json=body).status_code == 204


@pytest.mark.parametrize(
    "change",
    [
        {"partitions": [part(), part()]},
        {"partitions": [part(), part(key="5", values=["i5"])]},
        {"partitions": [part(key="berlin")]},
        {"partitions": [part(fingerprint="ann")]},
        {"duplicates": {"ann": 1}},
        {"duplicates": {"a" * 32: -1}},
        {"unkept": ["ann"]},
        {"rows": []},
    ],
)
def test_a_wrong_state_is_refused(server: Any, change: dict[str, Any]) -> None:
    assert server.send("PUT", PATH, scope="ingest", json=state(**change)).status_code == 422


@pytest.mark.parametrize("scope", ["read", "author"])
def test_only_a_scanner_saves(server: Any, scope: str) -> None:
    assert server.send("PUT", PATH, scope=scope, json=state()).status_code == 403


def test_a_key_is_a_digest(server: Any) -> None:
    answer = server.send("GET", "/api/v1/partitions/orders", scope="read")

    assert answer.status_code == 422
