"""Every spec of the documentation runs on a real engine, and no check of it is an error."""

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^ *```ya?ml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
IS_PROJECT = re.compile(r"^data_sources:", re.MULTILINE)
EXEMPT = "# not a spec"
SHOP = Path(__file__).with_name("docs_shop.sql")
PROJECT = """\
name: shop
data_sources:
  warehouse: {type: duckdb, path: warehouse.duckdb}
specs: [checks.yml]
"""
REFERENCE = """\
dataset: orders
column: total
distribution_type: continuous
distribution_reference: {bins: [0, 50, 100], weights: [0, 0.5, 0.5]}
"""
DATA_TIME = "2026-01-31T00:00:00Z"


def specs() -> list[Any]:
    """Give each spec of the documentation once, with the first place where it stands."""
    found: dict[str, str] = {}
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            if not match[1].startswith(EXEMPT) and not IS_PROJECT.search(match[1]):
                line = text.count("\n", 0, match.start()) + 1
                found.setdefault(match[1], f"{file.relative_to(ROOT)}:{line}")
    return [pytest.param(text, id=place) for text, place in found.items()]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's database."""
    path = tmp_path_factory.mktemp("docs") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(SHOP.read_text(encoding="utf-8"))
    return path


@pytest.mark.parametrize("text", specs())
def test_a_spec_of_the_documentation_runs(
    text: str, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "warehouse.duckdb").hardlink_to(warehouse)
    (tmp_path / "seltzer.yml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "checks.yml").write_text(text, encoding="utf-8")
    (tmp_path / "references").mkdir()
    (tmp_path / "references/total.yml").write_text(REFERENCE, encoding="utf-8")

    done = seltzer("scan", "--no-push", "--data-time", DATA_TIME, "--format", "json")
    errors = [
        f"{check['definition']}: {check['reason']}"
        for check in done.json["checks"]
        if check["outcome"] == "error"
    ]

    assert errors == []
    assert done.code in (0, 10), done.err
