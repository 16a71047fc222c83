"""What we write ourselves has the form that `seltzer fmt` gives: examples, demo, commands."""

import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


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
