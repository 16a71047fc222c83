"""What we write ourselves has the form that `seltzer fmt` gives: docs, examples, demo, commands."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from seltzer_specs.fmt.format import format_text

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCKS = [
    pytest.param(
        match[1], id=f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
    )
    for file in FILES
    for text in [file.read_text(encoding="utf-8")]
    for match in BLOCK.finditer(text)
]


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_of_the_documentation_has_the_form(block: str) -> None:
    assert format_text(block, "block.yml") == block


@pytest.mark.parametrize(
    "folder", ["examples/quickstart", "examples/team", "cli/seltzer_cli/demo/project"]
)
def test_a_project_of_ours_has_the_form(
    folder: str, tmp_path: Path, seltzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / folder, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("SELTZER_API_KEY", "a.b")
    done = seltzer("fmt", "--check")

    assert (done.code, done.out) == (0, "")


def test_all_of_our_examples_have_the_form(seltzer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = seltzer("fmt", "--check", "examples")

    assert (done.code, done.out) == (0, "")


def test_what_init_writes_has_the_form(
    tmp_path: Path, seltzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert seltzer("init").code == 0
    done = seltzer("fmt", "--check")

    assert (done.code, done.out) == (0, "")


def test_what_discover_writes_has_the_form(project: Path, seltzer: Any) -> None:
    assert seltzer("discover", "--out", "checks/found").code == 0
    done = seltzer("fmt", "--check", "checks/found")

    assert list((project / "checks/found").glob("*.yml"))
    assert (done.code, done.out) == (0, "")
