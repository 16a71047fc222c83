"""`seltzer server`: what its commands print is what a project needs."""

from pathlib import Path
from typing import Any

from seltzer_client.api import ServerClient
from seltzer_server.embedded import serve_embedded


def test_the_key_is_printed_as_a_project_reads_it(tmp_path: Path, seltzer: Any) -> None:
    done = seltzer("server", "create-key", "--data", str(tmp_path), "--scope", "ingest,read")

    word, key, rest = done.out.split(maxsplit=2)
    assert (done.code, word) == (0, "key")
    assert rest == "(shown this once; scopes ingest, read)\n"
    with serve_embedded(tmp_path) as server, ServerClient(server.url, key=key) as client:
        assert client.fetch_monitors() == ()


def test_an_unknown_scope_is_named_with_the_known_ones(tmp_path: Path, seltzer: Any) -> None:
    done = seltzer("server", "create-key", "--data", str(tmp_path), "--scope", "write")

    assert done.code == 1
    assert "wants some of ingest, read, author, admin, got 'write'" in done.err
