"""A row that an engine quotes is in no output, in no spool and in no store."""

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.cli.conftest import Seltzer

from seltzer_specs.data_sources import DataSourceSettings

TOKEN = "CANARY-7f3a9c51"
PASSWORD = "correct-horse-9"
ROWS = (
    "CREATE TABLE secrets (email VARCHAR(40), born VARCHAR(40), code INTEGER)",
    f"INSERT INTO secrets VALUES ('{TOKEN}@x.example', '{TOKEN}', 1)",
)
CHECKS = """\
checks for secrets:
  - row_count > 0
  - as_number = 1:
      as_number expression: SUM(CAST(email AS INTEGER))
  - as_date = 1:
      as_date query: SELECT COUNT(CAST(born AS DATE)) FROM secrets
  - failed rows:
      name: born today
      fail condition: CAST(born AS DATE) > CURRENT_DATE
  - group by:
      query: SELECT CAST(email AS INTEGER) AS n, COUNT(*) AS rows FROM secrets GROUP BY email
      fields: [n]
      checks:
        - rows > 0:
            name: some
"""
SERVER = "server: {url: 'http://127.0.0.1:9', api_key: '${env.SELTZER_API_KEY}'}\n"
FORMATS = ("text", "json", "junit", "sarif", "markdown")


@pytest.fixture(params=["duckdb", "mysql", "postgres"])
def secrets(
    request: pytest.FixtureRequest,
    new_source: Callable[[str, Sequence[str]], DataSourceSettings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A project on each engine whose checks fail on a row; one has a server that is away."""
    source = new_source(request.param, ROWS)
    options = "".join(
        f"    {name}: {value}\n" for name, value in source.options.items() if value is not None
    )
    (tmp_path / "seltzer.yml").write_text(
        f"name: shop\ndata_sources:\n  shop:\n    type: {source.type}\n{options}"
        "specs: [checks.yml]\n"
        f"{SERVER if source.type == 'postgres' else ''}"
    )
    (tmp_path / "checks.yml").write_text(CHECKS)
    monkeypatch.setenv("SELTZER_API_KEY", PASSWORD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_no_output_and_no_spool_holds_a_row(secrets: Path, seltzer: Seltzer) -> None:
    outputs = [f"{form}=report.{form}" for form in FORMATS]

    done = seltzer("scan", *(word for output in outputs for word in ("--output", output)))

    shown = done.out + done.err
    reports = [(secrets / f"report.{form}").read_text("utf-8") for form in FORMATS]
    kept = [path for path in (secrets / ".seltzer").rglob("*") if path.is_file()]
    sent = b"".join(decompressed(path) for path in kept)
    assert done.code == 12
    assert all("…" in text or r"\u2026" in text for text in (shown, *reports))
    assert b"as_number" in sent
    for secret in (TOKEN, TOKEN.lower(), "7f3a9c51", PASSWORD):
        assert secret not in "".join((shown, *reports))
        assert secret.encode() not in sent


def decompressed(path: Path) -> bytes:
    """Give what a spooled file holds."""
    content = path.read_bytes()
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
