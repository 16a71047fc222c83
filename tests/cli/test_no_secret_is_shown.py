"""No command shows what a connection read from the environment, wherever it stood."""

from pathlib import Path
from typing import Any

import pytest

SECRET = "s3same-Open.x"
OPTIONS = {
    "sslmode": "type: postgres, host: 127.0.0.1, port: 1, sslmode: '${V}'",
    "host": "type: postgres, host: '/${V}', port: 1",
    "path": "type: duckdb, path: '${V}.duckdb'",
    "sqlite": "type: sqlite, path: 'x/${V}.db'",
    "mysql": "type: mysql, host: '${V}', port: 1",
    "clickhouse": "type: clickhouse, host: '${V}', port: 1",
    "type": "type: '${V}'",
}


@pytest.fixture(params=OPTIONS)
def options(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HIDDEN_VALUE", SECRET)
    return OPTIONS[request.param]


@pytest.mark.parametrize("command", [["test-connection"], ["scan"], ["schema", "pull"]])
def test_with_a_project_file(options: str, command: list[str], project: Path, seltzer: Any) -> None:
    text = options.replace("${V}", "${env.HIDDEN_VALUE}")
    project_file = f"name: shop\ndata_sources: {{w: {{{text}}}}}\nspecs: [checks/]\n"
    (project / "seltzer.yml").write_text(project_file, encoding="utf-8")
    words = ("--no-push", "--format", "json") if command == ["scan"] else ()

    done = seltzer(*command, *words)

    assert done.code != 0
    assert SECRET not in done.out + done.err
    assert "***" in done.out + done.err


def test_with_a_soda_configuration(options: str, project: Path, seltzer: Any) -> None:
    text = options.replace("${V}", "${env_var('HIDDEN_VALUE')}").replace("'", '"')
    text = text.replace('("HIDDEN_VALUE")', "('HIDDEN_VALUE')")
    (project / "c.yml").write_text(f"data_source w: {{{text}}}\n", encoding="utf-8")
    words = ("-d", "w", "-c", "c.yml", "checks/orders.yml", "--no-push", "--format", "json")

    done = seltzer("scan", *words)

    assert done.code != 0
    assert SECRET not in done.out + done.err
    assert "***" in done.out + done.err
