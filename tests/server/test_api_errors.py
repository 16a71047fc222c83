"""Every error is a problem document, whatever went wrong, and says who may ask."""

from collections.abc import Callable
from typing import Any

import pytest

from seltzer_server.keys import revoke_key

PROBLEM = "application/problem+json"
READ_PATHS = ["datasets", "checks", "scans", "series", "incidents", "monitors"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/api/v1/datasets/987654321", 404, "not-found"),
        ("GET", "/api/v1/scans/987654321", 404, "not-found"),
        ("GET", "/api/v1/scans/987654321/verdicts", 404, "not-found"),
        ("GET", "/api/v1/series/987654321/points", 404, "not-found"),
        ("GET", "/api/v1/checks/987654321/results", 404, "not-found"),
        ("GET", "/api/v1/datasets/987654321/schema/changes", 404, "not-found"),
        ("GET", "/api/v1/incidents/987654321", 404, "not-found"),
        ("GET", "/api/v1/monitors/mon_777777", 404, "not-found"),
        ("PATCH", "/api/v1/scans", 405, "method-not-allowed"),
        ("GET", "/api/v1/datasets/99999999999999999999", 422, "invalid-parameter"),
        ("GET", "/api/v1/datasets/x", 422, "invalid-parameter"),
        ("GET", "/api/v1/datasets?limit=0", 422, "invalid-parameter"),
        ("GET", "/api/v1/datasets?q=%00", 422, "invalid-parameter"),
        ("GET", "/api/v1/datasets?cursor=nonsense", 422, "invalid-parameter"),
        ("GET", "/api/v1/datasets?cursor=WzEsMl0", 422, "invalid-parameter"),
        ("GET", "/api/v1/scans?from=yesterday", 422, "invalid-parameter"),
        ("GET", "/api/v1/scans?from=0001-01-01T00:00:00%2B14:00", 422, "invalid-parameter"),
        ("GET", "/api/v1/scans/%00", 422, "invalid-parameter"),
        ("GET", "/api/v1/checks?outcome=bad", 422, "invalid-parameter"),
    ],
)
def test_a_wrong_request_is_answered_by_a_problem(
    server: Any, method: str, path: str, status: int, code: str
) -> None:
    response = server.send(method, path)
    problem = response.json()

    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("path", READ_PATHS)
def test_nothing_is_read_without_a_key(server: Any, path: str) -> None:
    response = server.get(f"/api/v1/{path}", scope=None)

    assert (response.status_code, response.json()["code"]) == (401, "no-key")
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: key.partition(".")[0],
        lambda key: key.partition(".")[0] + ".",
        lambda key: "slz0000000000000000." + key.partition(".")[2],
        lambda key: "a\x00b." + key,
        lambda key: "." + key,
        lambda key: "ä.ö",
    ],
)
def test_a_wrong_key_is_refused(server: Any, spoil: Callable[[str], str]) -> None:
    key = spoil(server.keys["read"]).encode("utf-8").decode("latin-1").replace("\x00", "%00")
    response = server.get("/api/v1/checks", headers={"Authorization": f"Bearer {key}"})

    assert (response.status_code, response.json()["code"]) == (401, "wrong-key")


def test_a_revoked_key_is_refused(server: Any, now: Any) -> None:
    revoke_key(server.store, server.keys["read"].partition(".")[0], now)

    assert server.get("/api/v1/checks", scope="read").status_code == 401
    assert server.get("/api/v1/checks", scope="author").status_code == 200


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("read", "POST", "/api/v1/ingest/scans"),
        ("author", "POST", "/api/v1/ingest/scans"),
        ("ingest", "GET", "/api/v1/datasets"),
        ("read", "POST", "/api/v1/monitors"),
        ("ingest", "DELETE", "/api/v1/monitors/mon_777777"),
    ],
)
def test_a_key_without_the_scope_is_refused(
    server: Any, scope: str, method: str, path: str
) -> None:
    response = server.send(method, path, scope=scope)

    assert (response.status_code, response.json()["code"]) == (403, "missing-scope")


@pytest.mark.breaks_store
def test_a_failure_of_ours_is_a_problem_without_its_text(server: Any) -> None:
    with server.store.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE check_def RENAME TO elsewhere")
    response = server.get("/api/v1/checks")

    assert (response.status_code, response.headers["content-type"]) == (500, PROBLEM)
    assert response.json()["code"] == "internal-error"
    assert "check_def" not in response.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8484", "127.0.0.1.evil.example"])
def test_a_request_for_another_host_is_refused(server: Any, host: str) -> None:
    response = server.get("/healthz", headers={"Host": host})

    assert (response.status_code, response.json()["code"]) == (421, "unknown-host")


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
)
def test_a_page_of_another_site_cannot_write(server: Any, headers: dict[str, str]) -> None:
    response = server.send("POST", "/api/v1/monitors", headers=headers)

    assert (response.status_code, response.json()["code"]) == (403, "cross-site")


def test_all_answers_carry_the_security_headers(server: Any) -> None:
    for path in ("/healthz", "/api/v1/nothing", "/"):
        headers = server.get(path, scope=None).headers

        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers["x-request-id"]) >= 8


def test_a_given_request_id_comes_back(server: Any) -> None:
    good = server.get("/healthz", headers={"X-Request-Id": "scan-2026.11.20"})
    bad = server.get("/healthz", headers={"X-Request-Id": "<script>"})

    assert good.headers["x-request-id"] == "scan-2026.11.20"
    assert bad.headers["x-request-id"] != "<script>"


@pytest.mark.breaks_store
def test_health_and_readiness(server: Any) -> None:
    ready = server.get("/readyz", scope=None)

    assert server.get("/healthz", scope=None).json() == {"status": "ok"}
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["checks"]["store"] == "ok"
    with server.store.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert server.get("/readyz", scope=None).status_code == 503


def test_openapi_describes_bodies_answers_and_problems(server: Any) -> None:
    document = server.get("/openapi.json", scope=None).json()
    schemas = document["components"]["schemas"]
    post = document["paths"]["/api/v1/ingest/scans"]["post"]
    text = server.get("/openapi.json", scope=None).text
    named = {part.split('"')[0] for part in text.split('"#/components/schemas/')[1:]}

    assert post["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/IngestBatch-Input"
    }
    assert {"200", "201", "default"} <= set(post["responses"])
    assert named <= set(schemas)
    assert post["security"] == [{"key": []}]


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({}, {"X-Forwarded-For": "203.0.113.7"}),
        ({}, {"Forwarded": "for=203.0.113.7"}),
        ({"public_url": "https://quality.example.org"}, {}),
        ({"host": "0.0.0.0"}, {}),
    ],
    ids=["proxy", "standard proxy", "public url", "all addresses"],
)
def test_pages_are_closed_where_others_could_ask(
    start_server: Any, settings: Any, changes: dict[str, str], headers: dict[str, str]
) -> None:
    server = start_server(settings.model_copy(update=changes))
    response = server.get("/", scope=None, headers={"Accept": "application/json", **headers})

    assert (response.status_code, response.json()["code"]) == (401, "login-needed")
    assert server.get("/api/v1/checks", scope="read", headers=headers).status_code == 200


def test_pages_are_open_on_loopback(server: Any) -> None:
    assert server.get("/", scope=None).status_code == 200
