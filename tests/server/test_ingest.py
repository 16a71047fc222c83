"""Pushing scans: stored once and whole, refused with a reason, whatever is sent."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from seltzer_server.store.tables import (
    Base,
    CheckDef,
    CheckResult,
    IngestedBatch,
    Point,
    Scan,
    SchemaVersion,
)

MakeBatch = Callable[..., dict[str, Any]]
LIMIT = 16 * 1024 * 1024


def count(server: Any, table: type[Base]) -> int:
    with server.store.read() as session:
        found: int = session.scalars(select(func.count()).select_from(table)).one()
    return found


def test_a_new_batch_is_stored_and_acknowledged_with_its_digest(
    server: Any, make_batch: MakeBatch
) -> None:
    batch = make_batch()
    body = json.dumps(batch, sort_keys=True, separators=(",", ":")).encode()
    response = server.ingest(batch)

    assert response.status_code == 201
    assert response.json() == {
        "batch": hashlib.sha256(body).hexdigest(),
        "scan_id": batch["scan"]["id"],
        "stored": True,
        "accepted": 1,
    }
    with server.store.read() as session:
        scan = session.scalars(select(Scan)).one()
        result = session.scalars(select(CheckResult)).one()
        point = session.scalars(select(Point)).one()
        assert (scan.failed, scan.passed, scan.parts_received) == (1, 0, 1)
        assert (result.outcome, result.value) == ("fail", 12.0)
        assert (point.value, point.rev) == (12.0, 1)


def test_a_repeated_batch_is_acknowledged_without_effect(
    server: Any, make_batch: MakeBatch
) -> None:
    first = server.ingest(make_batch())
    second = server.ingest(make_batch())

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == {**first.json(), "stored": False}
    assert count(server, Point) == 1
    assert server.get(f"/api/v1/ingest/batches/{first.json()['batch']}").json()["stored"]


def test_the_same_content_in_another_spelling_is_the_same_batch(
    server: Any, make_batch: MakeBatch
) -> None:
    first = server.ingest(make_batch())
    body = json.dumps(make_batch(), indent=2).encode()
    second = server.send("POST", "/api/v1/ingest/scans", scope="ingest", data=body)

    assert second.status_code == 200
    assert second.json()["batch"] == first.json()["batch"]


def test_fifty_deliveries_at_once_store_one_batch(server: Any, make_batch: MakeBatch) -> None:
    with ThreadPoolExecutor(25) as pool:
        codes = [
            answer.status_code
            for answer in pool.map(lambda _: server.ingest(make_batch()), range(50))
        ]

    assert sorted(codes) == [200] * 49 + [201]
    assert count(server, IngestedBatch) == count(server, CheckResult) == 1


def test_many_scans_at_once_are_all_stored(server: Any, make_batch: MakeBatch) -> None:
    def push(number: int) -> int:
        batch = make_batch(number)
        code: int = server.ingest(batch).status_code
        return code

    with ThreadPoolExecutor(16) as pool:
        codes = set(pool.map(push, range(1, 65)))

    assert codes == {201}
    assert (count(server, Scan), count(server, CheckDef)) == (64, 1)


def test_a_scan_in_parts_is_complete_when_all_are_stored(
    server: Any, make_batch: MakeBatch
) -> None:
    server.ingest(make_batch(part=2, parts=2))
    before = server.get(f"/api/v1/scans/{1:032x}/verdicts")
    server.ingest(make_batch(part=1, parts=2, outcome="pass"))
    scan = server.get(f"/api/v1/scans/{1:032x}").json()

    assert (before.status_code, before.json()["code"]) == (409, "scan-incomplete")
    assert scan["parts_received"] == 2
    assert scan["counts"] == {"pass": 1, "warn": 0, "fail": 1, "error": 0, "skipped": 0}
    assert server.get(f"/api/v1/scans/{1:032x}/verdicts").status_code == 200


@pytest.mark.parametrize(
    "change", [{"value": 13}, {"parts": 2}], ids=["other content", "other number of parts"]
)
def test_a_part_that_contradicts_the_stored_scan_is_refused(
    server: Any, make_batch: MakeBatch, change: dict[str, Any]
) -> None:
    server.ingest(make_batch())
    response = server.ingest(make_batch(**change))

    assert (response.status_code, response.json()["code"]) == (409, "batch-conflict")
    assert count(server, IngestedBatch) == 1


def test_a_late_scan_fills_the_past_and_leaves_the_present(
    server: Any, make_batch: MakeBatch, now: Any
) -> None:
    server.ingest(make_batch(1, outcome="pass", value=0))
    server.ingest(make_batch(2, data_time=now - timedelta(days=1), outcome="fail", value=9))
    check = server.get("/api/v1/checks").json()["items"][0]
    results = server.get(f"/api/v1/checks/{check['id']}/results").json()["items"]

    assert check["last_outcome"] == "pass"
    assert [result["outcome"] for result in results] == ["pass", "fail"]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["in order", "reordered"])
def test_of_two_scans_for_one_time_the_later_one_counts(
    server: Any, make_batch: MakeBatch, order: tuple[int, int]
) -> None:
    for number in order:
        server.ingest(make_batch(number, value=number))

    with server.store.read() as session:
        point = session.scalars(select(Point)).one()
    assert point.value == 2
    assert point.rev == (2 if order == (1, 2) else 1)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_later_scan_for_one_time_counts_among_many_points(
    server: Any, make_batch: MakeBatch, now: Any, order: tuple[int, int]
) -> None:
    for day in (-2, -1, 1, 2):
        server.ingest(make_batch(90 + day, value=9, data_time=now + timedelta(days=day)))
    answers = [server.ingest(make_batch(number, value=number)) for number in order]

    assert [answer.status_code for answer in answers] == [201, 201]
    with server.store.read() as session:
        point = session.scalars(select(Point).where(Point.data_time == now)).one()
    assert point.value == 2


def test_a_schema_is_stored_as_versions(server: Any, make_batch: MakeBatch, now: Any) -> None:
    def push(number: int, names: list[str]) -> None:
        batch = make_batch(number, data_time=now + timedelta(days=number))
        batch["datasets"][0]["columns"] = [
            {"name": name, "type": "varchar", "position": i} for i, name in enumerate(names)
        ]
        assert server.ingest(batch).status_code == 201

    push(1, ["id", "email"])
    push(2, ["id", "email"])
    push(3, ["id"])
    dataset = server.get("/api/v1/datasets").json()["items"][0]
    schema = server.get(f"/api/v1/datasets/{dataset['id']}/schema").json()
    changes = server.get(f"/api/v1/datasets/{dataset['id']}/schema/changes").json()["items"]

    assert count(server, SchemaVersion) == 2
    assert [column["name"] for column in schema["columns"]] == ["id"]
    assert [(change["kind"], change["column"]) for change in changes] == [
        ("column delete", "email")
    ]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (
            {"metrics": [{"key": "a" * 16, "dataset": 7, "label": "x", "value": 1}]},
            "/metrics/0/dataset",
        ),
        ({"datasets": [{"name": "a"}, {"name": "a"}]}, "/datasets/1/name"),
        ({"v": 2}, "/v"),
        ({"queries": ["SELECT 1"]}, "/queries"),
        (
            {"metrics": [{"key": "a" * 16, "dataset": 0, "label": "x", "value": "5"}]},
            "/metrics/0/value/int",
        ),
        ({"datasets": [{"name": "a\u0000b"}]}, "/datasets/0/name"),
    ],
    ids=["index", "repeat", "version", "unknown field", "text as number", "nul"],
)
def test_a_batch_that_is_not_exactly_right_names_the_wrong_part(
    server: Any, make_batch: MakeBatch, change: dict[str, Any], pointer: str
) -> None:
    response = server.ingest({**make_batch(), **change})

    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["pointer"] == pointer
    assert count(server, Scan) == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"v": 1, "v": 1}', "invalid-json"),
        (b'{"v": NaN}', "invalid-json"),
        (b'{"v": -Infinity}', "invalid-json"),
        (b'{"v": 1e400}', "invalid-json"),
        (b'{"v": ' + b"9" * 5_000 + b"}", "invalid-json"),
        (b"[" * 100_000, "invalid-json"),
        (b'{"a":' * 100_000, "invalid-json"),
        (b'{"v": "\xff\xfe"}', "invalid-json"),
        (b'{"v": "\\ud800"}', "invalid-body"),
        (b"", "invalid-json"),
        (b"[]", "invalid-body"),
        ("{}".encode("utf-16"), "invalid-json"),
    ],
)
def test_what_is_not_strict_json_is_refused(server: Any, body: bytes, code: str) -> None:
    response = server.send("POST", "/api/v1/ingest/scans", scope="ingest", data=body)

    assert (response.status_code, response.json()["code"]) == (422, code)


def test_a_gzip_bomb_is_stopped_at_the_limit(server: Any) -> None:
    bomb = gzip.compress(b"[" + b" " * (64 * 1024 * 1024))
    response = server.send(
        "POST",
        "/api/v1/ingest/scans",
        scope="ingest",
        data=bomb,
        headers={"Content-Encoding": "gzip"},
    )

    assert len(bomb) < 100_000
    assert (response.status_code, response.json()["code"]) == (413, "body-too-large")


def test_a_body_without_declared_length_is_stopped_at_the_limit(server: Any) -> None:
    chunks = (b" " * 65_536 for _ in range(LIMIT // 65_536 + 2))
    response = server.send("POST", "/api/v1/ingest/scans", scope="ingest", data=chunks)

    assert (response.status_code, response.json()["code"]) == (413, "body-too-large")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content-Encoding": "br"}, 415, "unknown-encoding"),
        ({"Content-Encoding": ""}, 422, "invalid-json"),
        ({"Content-Digest": "sha-256=:" + "A" * 43 + "=:"}, 422, "digest-mismatch"),
        ({"Content-Digest": "md5=:AAAA:"}, 422, "bad-digest"),
        ({"X-Batch-Sha256": "0" * 64}, 422, "batch-digest-mismatch"),
        ({"X-Batch-Sha256": "nonsense"}, 422, "invalid-parameter"),
    ],
)
def test_a_body_that_is_not_what_its_headers_say_is_refused(
    server: Any, make_batch: MakeBatch, headers: dict[str, str], status: int, code: str
) -> None:
    response = server.ingest(make_batch(), **headers)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert count(server, Scan) == 0


def test_gzip_that_is_cut_short_or_goes_on_is_refused(server: Any, make_batch: MakeBatch) -> None:
    packed = gzip.compress(json.dumps(make_batch()).encode())
    for body in (packed[:-4], packed + b"more", zlib.compress(b"{}")):
        response = server.send(
            "POST",
            "/api/v1/ingest/scans",
            scope="ingest",
            data=body,
            headers={"Content-Encoding": "gzip"},
        )

        assert (response.status_code, response.json()["code"]) == (422, "bad-gzip")


def test_the_policy_tells_what_may_be_sent(server: Any) -> None:
    assert server.get("/api/v1/ingest/policy", scope="ingest").json() == {
        "schema_versions": [1],
        "max_results": 5_000,
        "max_bytes": LIMIT,
        "samples": {"enabled": False},
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PLACES = st.sampled_from(["scan", "datasets", "metrics", "checks"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=PLACES, name=st.text(max_size=20), value=JSON)
def test_no_field_beyond_the_schema_gets_in(
    server: Any, make_batch: MakeBatch, place: str, name: str, value: object
) -> None:
    batch = make_batch()
    part = batch[place] if place == "scan" else batch[place][0]
    known = {**part}
    part[name] = value
    response = server.send(
        "POST", "/api/v1/ingest/scans", scope="ingest", data=json.dumps(batch).encode()
    )

    assert response.status_code in ((200, 201, 409, 422) if name in known else (422,))
