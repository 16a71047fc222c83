"""Work beside the requests: done in rounds, and one failure stops nothing else."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from seltzer_server.background import Background, Backoff
from seltzer_server.store.tables import ApiKey, Scan


def test_a_failing_duty_is_logged_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []
    work = Background(
        {"broken": lambda: 1 / 0, "sound": lambda: done.append("sound")}, lambda _: None
    )
    with caplog.at_level(logging.ERROR, "seltzer.server"):
        work.run_once()

    assert done == ["sound"]
    assert "background duty broken failed" in caplog.text


def test_what_was_stored_before_the_stop_is_still_worked_on() -> None:
    done: list[str] = []
    work = Background({"count": lambda: done.append("round")}, lambda _: None)
    work.start()
    before = len(done)
    work.stop()

    assert len(done) > before
    assert not work.is_alive


def test_pauses_grow_and_end(now: Any) -> None:
    backoff = Backoff(first=timedelta(seconds=30), longest=timedelta(minutes=2))
    pauses = []
    for _ in range(5):
        backoff.note_failure("scan", now)
        pauses.append(
            next(
                s for s in range(0, 600, 10) if backoff.may_try("scan", now + timedelta(seconds=s))
            )
        )

    assert pauses == [30, 60, 120, 120, 120]
    assert backoff.may_try("other", now)
    backoff.note_success("scan")
    assert backoff.may_try("scan", now)


def test_a_pushed_scan_is_judged_without_being_asked_for(
    start_server: Callable[..., Any],
    settings: Any,
    make_batch: Callable[..., dict[str, Any]],
    eventually: Callable[..., None],
) -> None:
    server = start_server(settings.model_copy(update={"runs_background": True}))
    server.ingest(make_batch())
    eventually(lambda: server.get(f"/api/v1/scans/{1:032x}").json()["evaluated_at"] is not None)
    incidents = server.get("/api/v1/incidents").json()["items"]
    detail = server.get(f"/api/v1/incidents/{incidents[0]['id']}").json()

    assert [member["key"] for member in detail["members"]] == ["orders-email-known"]
    assert detail["events"][0]["kind"] == "opened"
    assert server.get("/api/v1/incidents", params={"state": "resolved"}).json()["items"] == []


def test_key_uses_reach_the_store(
    start_server: Callable[..., Any],
    settings: Any,
    make_batch: Callable[..., dict[str, Any]],
    eventually: Callable[..., None],
    now: Any,
) -> None:
    server = start_server(settings.model_copy(update={"runs_background": True}))
    server.get("/api/v1/checks", scope="read")
    server.ingest(make_batch())  # wakes the thread

    def uses() -> dict[str, Any]:
        with server.store.read() as session:
            return {key.name: key.last_used_at for key in session.scalars(select(ApiKey))}

    eventually(lambda: uses()["read key"] == now)
    assert uses()["author key"] is None


def test_a_scan_without_problems_opens_nothing(
    server: Any, make_batch: Callable[..., dict[str, Any]], now: Any
) -> None:
    batch = make_batch(outcome="pass")
    batch["scan"]["outcome"] = "pass"
    server.ingest(batch)
    verdicts = server.get(f"/api/v1/scans/{1:032x}/verdicts", scope="ingest")

    assert verdicts.json() == {"scan_id": f"{1:032x}", "verdicts": []}
    assert server.get("/api/v1/incidents").json()["items"] == []
    with server.store.read() as session:
        assert session.scalars(select(Scan.evaluated_at)).one() == now
