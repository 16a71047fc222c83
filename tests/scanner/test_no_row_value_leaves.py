"""No value of a row can enter a batch, whatever the checks are and however they fail."""

import base64
import hashlib
import urllib.parse
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.scanner.scans import scan

from seltzer_client.encoding import encode_batch
from seltzer_scanner.formats import render_report
from seltzer_scanner.push import build_batches
from seltzer_scanner.report import build_report
from seltzer_scanner.result import ScanResult
from seltzer_specs.canonical import canonical_json
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.wire.ingest import IngestBatch

TOKEN = "CANARY-7f3a9c51"

# Every kind of check, most of them failing, some with errors of the driver that quote the row.
SUITE = f"""
    checks for secrets:
      - row_count > 99
      - missing_count(word) > 5
      - missing_count(word) = 0:
          name: missing by value
          missing values: ['{TOKEN}']
      - invalid_count(word) = 0:
          valid values: [x, '{TOKEN}2']
      - invalid_percent(word) < 1:
          valid regex: '{TOKEN}x'
      - duplicate_count(word) = 0
      - min(word) > 1
      - max(word) = 3
      - max(moment) > 3
      - avg_length(word) < 2
      - avg(word) > 3
      - as_number = 1:
          as_number expression: SUM(CAST(word AS INTEGER))
      - one_word = 1:
          one_word query: SELECT word FROM secrets
      - broken = 1:
          broken query: SELECT error(word) FROM secrets
      - failed rows:
          fail condition: word = '{TOKEN}'
      - failed rows:
          fail condition: CAST(word AS DATE) > CURRENT_DATE
      - failed rows:
          fail query: SELECT * FROM secrets WHERE word LIKE '{TOKEN}%'
      - freshness(word) < 1d
      - freshness(moment) < 1d
      - anomaly detection for missing_count(word):
          missing values: ['{TOKEN}']
      - anomaly detection for max(word)
      - schema:
          fail:
            when required column missing: ['{TOKEN}']
            when forbidden column present: ['{TOKEN}%']
            when wrong column type: {{word: '{TOKEN}'}}
            when schema changes: any
      - group by:
          query: SELECT word, MIN(moment) AS moment, COUNT(*) AS n FROM secrets GROUP BY word
          fields: [word, moment]
          checks:
            - n > 5:
                name: rows of a word
            - moment > 5:
                name: a time is no number
            - word > 5:
                name: a text is no number
      - group by:
          name: refused
          query: SELECT word FROM secrets
          fields: ['{TOKEN}']
          checks:
            - n > 5:
                name: never judged
      - group evolution:
          query: SELECT word FROM secrets
          warn:
            when groups change: any
          fail:
            when required group missing: ['{TOKEN}9']
            when forbidden group present: ['{TOKEN}%']
    checks for secrets [some]:
      - row_count > 99
    filter secrets [some]:
      where: word = '{TOKEN}'
    checks:
      - failed rows:
          fail query: SELECT word FROM secrets WHERE word = '{TOKEN}'
"""


def forms_of(token: str) -> Iterator[bytes]:
    """Give what a token may look like on its way out."""
    raw = token.encode()
    for plain in (raw, raw.lower(), raw[::-1]):
        yield plain
        yield plain.hex().encode()
        # The middle of the base64 forms, whatever stands before the token.
        for shift in range(3):
            yield base64.b64encode(b"\0" * shift + plain)[4:-4]
    yield urllib.parse.quote(token, safe="").encode()
    yield "".join(f"\\u{ord(char):04x}" for char in token).encode()
    for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        yield digest(raw).hexdigest().encode()


def is_in(token: str, content: bytes) -> bool:
    folded = content.lower()
    return any(form in content or form.lower() in folded for form in forms_of(token))


def bytes_of(batches: tuple[IngestBatch, ...]) -> bytes:
    return b"".join(canonical_json(batch.model_dump(mode="json")).encode() for batch in batches)


def push(result: ScanResult) -> tuple[IngestBatch, ...]:
    return build_batches(
        result, scan_id="0" * 32, definition="nightly", git_sha=None, client="seltzer/test"
    )


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> DataSourceSettings:
    """A table whose every text is a token, in a type that lists tokens, too."""
    path = tmp_path_factory.mktemp("canary") / "data.db"
    with duckdb.connect(path) as session:
        session.execute(f"CREATE TYPE mood AS ENUM ('{TOKEN}', 'b')")
        session.execute("CREATE TABLE secrets (word TEXT, feeling mood, moment TIMESTAMP)")
        session.execute(
            f"INSERT INTO secrets VALUES ('{TOKEN}', '{TOKEN}', '2020-01-01'), "
            f"('{TOKEN}', NULL, NULL), ('{TOKEN}3', 'b', '2020-01-02')"
        )
    return DataSourceSettings("duckdb", "duckdb", {"path": str(path)})


def test_no_token_is_in_a_batch(secrets: DataSourceSettings) -> None:
    result = scan(SUITE, secrets)

    sent = bytes_of(push(result))

    assert not is_in(TOKEN, sent)
    found = {(check.plan.check.kind, check.judgement.outcome) for check in result.checks}
    assert {("metric", "fail"), ("metric", "error"), ("failed_rows", "error")} <= found
    assert {("freshness", "error"), ("freshness", "fail"), ("anomaly", "skipped")} <= found
    assert {
        ("schema", "fail"),
        ("group_by", "fail"),
        ("group_by", "error"),
        ("group_evolution", "fail"),
    } <= found


def test_an_exposed_group_is_found(secrets: DataSourceSettings) -> None:
    text = SUITE.replace("fields: [word, moment]", "fields: [word, moment]\n          expose: true")

    assert is_in(TOKEN, bytes_of(push(scan(text, secrets))))


def test_the_detector_is_not_blind(secrets: DataSourceSettings) -> None:
    result = scan(SUITE, secrets)

    at_home = render_report(build_report(result), "json").encode()
    (batch,) = push(result)
    check = batch.checks[0].model_copy(update={"name": f"x {TOKEN.lower()}"})
    leaking = batch.model_copy(update={"checks": (check,)})

    reasons = [check.judgement.reason or "" for check in result.checks]
    assert any(TOKEN in reason for reason in reasons)
    assert is_in(TOKEN, at_home)
    assert is_in(TOKEN, bytes_of((leaking,)))
    assert not is_in(TOKEN, encode_batch(batch).sha256.encode())


TEXT = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\0"), min_size=6, max_size=40
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=TEXT.map(lambda text: f"{TOKEN}{text}"))
def test_a_batch_does_not_depend_on_the_text_of_rows(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    path = tmp_path_factory.mktemp("canary") / "data.db"
    with duckdb.connect(path) as session:
        session.execute("CREATE TABLE secrets (word TEXT, moment TIMESTAMP)")
        session.execute("INSERT INTO secrets VALUES (?, NULL), (?, NULL)", [value, value])

    sent = bytes_of(push(scan(SUITE, DataSourceSettings("d", "duckdb", {"path": str(path)}))))

    assert not is_in(TOKEN, sent)
    assert not is_in(value, sent)
