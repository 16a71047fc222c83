"""Delivering batches over HTTP: what is sent, what is tried again, what errors say."""

import gzip
import hashlib
from datetime import datetime, timezone
from typing import Any

import pytest
from tests.client.loopback import KEY, Answer, Loopback, make_batch, problem

from seltzer_client.api import ServerClient
from seltzer_client.errors import ServerBusyError, ServerUnreachable
from seltzer_client.problems import parse_retry_after
from seltzer_client.retry import NO_RETRY
from seltzer_client.transport import MAX_ANSWER_BYTES
from seltzer_specs.canonical import canonical_json
from seltzer_specs.errors import ConfigError, ServerError, StaleError

SECRET = KEY.partition(".")[2]


def test_a_batch_is_sent_as_canonical_json_under_its_digest(
    client: ServerClient, loopback: Loopback
) -> None:
    batch = make_batch()

    receipt = client.ingest(batch)

    text = canonical_json(batch.model_dump(mode="json"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert gzip.decompress(loopback.bodies[0]).decode() == text
    assert (receipt.batch, receipt.stored) == (digest, True)
    method, path, headers = loopback.requests[0]
    assert (method, path) == ("POST", "/api/v1/ingest/scans")
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["X-Batch-Sha256"] == digest
    assert headers["User-Agent"].startswith("seltzer/")


def test_equal_batches_are_equal_bytes(client: ServerClient, loopback: Loopback) -> None:
    client.ingest(make_batch())
    receipt = client.ingest(make_batch())

    assert loopback.bodies[0] == loopback.bodies[1]
    assert not receipt.stored
    assert len(loopback.stored) == 1


def test_a_server_error_is_tried_again(client: ServerClient, loopback: Loopback, time: Any) -> None:
    loopback.script.extend([problem(500, "oops"), problem(503, "busy")])

    receipt = client.ingest(make_batch())

    assert receipt.stored
    assert time.slept == [0.25, 0.5]


def test_retry_after_is_waited_for(client: ServerClient, loopback: Loopback, time: Any) -> None:
    loopback.script.extend(
        [problem(429, "full", ("Retry-After", "0")), problem(429, "full", ("Retry-After", "2"))]
    )

    receipt = client.ingest(make_batch())

    assert receipt.stored
    assert time.slept[0] == 0
    assert 2 <= time.slept[1] <= 4


def test_a_longer_retry_after_than_there_is_time_gives_up_at_once(
    client: ServerClient, loopback: Loopback, time: Any
) -> None:
    loopback.script.append(problem(503, "busy", ("Retry-After", "3600")))

    with pytest.raises(ServerBusyError, match="503: busy") as raised:
        client.ingest(make_batch())

    assert raised.value.retry_after_s == 3600
    assert time.slept == []


def test_trying_ends_after_a_bounded_time(
    client: ServerClient, loopback: Loopback, time: Any
) -> None:
    loopback.script.extend([problem(502, "down")] * 100)

    with pytest.raises(ServerBusyError):
        client.ingest(make_batch())

    assert time.now <= 5
    assert len(loopback.requests) == len(time.slept) + 1


def test_a_lost_answer_is_made_good_by_the_next_attempt(
    client: ServerClient, loopback: Loopback
) -> None:
    loopback.script.append("lose the answer")

    receipt = client.ingest(make_batch())

    assert not receipt.stored
    assert len(loopback.stored) == 1


def test_a_reset_connection_is_unreachable(loopback: Loopback) -> None:
    loopback.script.append("reset")

    with (
        ServerClient(loopback.url, key=KEY, retry=NO_RETRY) as client,
        pytest.raises(ServerUnreachable, match="no connection, or it broke"),
    ):
        client.ingest(make_batch())


def test_a_server_that_hangs_is_unreachable(loopback: Loopback) -> None:
    loopback.script.append("hang")

    with (
        ServerClient(loopback.url, key=KEY, timeout_s=0.2, retry=NO_RETRY) as client,
        pytest.raises(ServerUnreachable, match="no answer in time"),
    ):
        client.ingest(make_batch())


def test_nobody_listening_is_unreachable() -> None:
    with (
        ServerClient("http://127.0.0.1:1", key=KEY, retry=NO_RETRY) as client,
        pytest.raises(ServerUnreachable, match="no answer from the server at"),
    ):
        client.fetch_verdicts("0" * 32)


def test_a_refusal_says_what_the_server_says_and_is_not_tried_again(
    client: ServerClient, loopback: Loopback, time: Any
) -> None:
    loopback.script.append(problem(422, "/checks/0/value: not a number"))

    with pytest.raises(ServerError, match="answered 422: /checks/0/value: not a number") as raised:
        client.ingest(make_batch())

    assert (raised.value.status, raised.value.code) == (422, "test")
    assert time.slept == []


def test_no_error_shows_the_key(client: ServerClient, loopback: Loopback) -> None:
    loopback.script.append(problem(401, f"unknown key {KEY} or {SECRET}"))

    with pytest.raises(ServerError) as raised:
        client.ingest(make_batch())

    assert SECRET not in str(raised.value)
    assert "***" in str(raised.value)


def test_a_key_of_common_words_does_not_garble_messages(loopback: Loopback) -> None:
    loopback.script.append(problem(401, "the key bad.key is no key"))

    with (
        ServerClient(loopback.url, key="bad.key", retry=NO_RETRY) as client,
        pytest.raises(ServerError, match=r"the key \*\*\* is no key"),
    ):
        client.ingest(make_batch())
    assert SECRET not in repr(client)


def test_foreign_text_in_an_answer_is_one_line_without_control_characters(
    client: ServerClient, loopback: Loopback
) -> None:
    loopback.script.append(problem(422, "a\n\x1b[31mb\u202ec" + "d" * 5_000))

    with pytest.raises(ServerError) as raised:
        client.ingest(make_batch())

    assert "a [31mbcd" in str(raised.value)
    assert len(str(raised.value)) < 500


def test_a_page_that_is_no_problem_document_is_not_quoted(
    client: ServerClient, loopback: Loopback
) -> None:
    loopback.script.append(Answer(404, b"<html>some proxy</html>"))

    with pytest.raises(ServerError, match=r"^the server answered 404: not found$"):
        client.ingest(make_batch())


def test_a_redirect_is_not_followed(client: ServerClient, loopback: Loopback) -> None:
    location = ("Location", "http://elsewhere.example/?token=abc")
    loopback.script.append(Answer(307, b"", (location,)))

    with pytest.raises(ServerError, match=r'redirects \(307\) to "elsewhere\.example"') as raised:
        client.ingest(make_batch())

    assert "abc" not in str(raised.value)
    assert len(loopback.requests) == 1


def test_an_endless_answer_is_cut(client: ServerClient, loopback: Loopback) -> None:
    loopback.script.append(Answer(201, b" " * (MAX_ANSWER_BYTES + 1)))

    with pytest.raises(ServerError, match="more than"):
        client.ingest(make_batch())


def test_an_acknowledgement_of_another_batch_is_none(
    client: ServerClient, loopback: Loopback
) -> None:
    receipt = b'{"batch": "00", "scan_id": "x", "stored": true, "accepted": 0}'
    loopback.script.append(Answer(201, receipt))

    with pytest.raises(ServerError, match="acknowledged another batch"):
        client.ingest(make_batch())


def test_fields_that_a_newer_server_adds_are_ignored(
    client: ServerClient, loopback: Loopback
) -> None:
    body = b'{"scan_id": "x", "verdicts": [], "added_later": 1}'
    loopback.script.append(Answer(200, body))

    assert client.fetch_verdicts("x").verdicts == ()


def test_an_answer_of_another_shape_is_an_error(client: ServerClient, loopback: Loopback) -> None:
    loopback.script.append(Answer(200, b'{"scan_id": "x", "verdicts": 3}'))

    with pytest.raises(ServerError, match=r'is no ScanVerdicts \(at "verdicts"\)'):
        client.fetch_verdicts("x")


def test_a_failed_precondition_is_stale(client: ServerClient, loopback: Loopback) -> None:
    loopback.script.append(problem(412, "changed"))

    with pytest.raises(StaleError):
        client.delete_monitor("mon_abcdef", etag="e1")

    assert loopback.requests[0][2]["If-Match"] == '"e1"'


@pytest.mark.parametrize(
    "url",
    ["ftp://host", "host:80", "", "http://", "http://u:p@host", "http://host/?a=1", "http://["],
)
def test_an_unusable_url_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(ConfigError) as raised:
        ServerClient(url, key=KEY)

    assert "u:p" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)

    assert parse_retry_after(value, now=now) == seconds
