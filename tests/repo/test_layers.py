"""Every layer is in every list, and the wheel installs no name that is not ours."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOOLS: dict[str, Any] = PROJECT["tool"]


def _packages() -> set[str]:
    """Give `folder/package` of every importable package below a top folder."""
    return {
        path.parent.relative_to(ROOT).as_posix()
        for path in ROOT.glob("*/*/__init__.py")
        if path.parent.name.startswith("seltzer")
    }


PACKAGES = _packages()
NAMES = {path.rpartition("/")[2] for path in PACKAGES}
FOLDERS = {path.partition("/")[0] for path in PACKAGES}
UP_TO_COMPILER = {"seltzer_specs", "seltzer_dialects", "seltzer_compiler"}
# The import table of the design; a layer that is missing here fails the test below.
MAY_IMPORT: dict[str, set[str]] = {
    "seltzer_specs": set(),
    "seltzer_dialects": {"seltzer_specs"},
    "seltzer_compiler": {"seltzer_specs", "seltzer_dialects"},
    "seltzer_client": {"seltzer_specs"},
    "seltzer_scanner": UP_TO_COMPILER | {"seltzer_client"},
    "seltzer_reconciler": UP_TO_COMPILER | {"seltzer_client"},
    "seltzer_server": UP_TO_COMPILER,
    "seltzer": NAMES - {"seltzer"},
    "seltzer_cli": NAMES - {"seltzer", "seltzer_cli"},
}


def _layers() -> set[str]:
    contract = next(c for c in TOOLS["importlinter"]["contracts"] if c["type"] == "layers")
    return {name.strip() for layer in contract["layers"] for name in layer.split("|")}


LISTS: dict[str, tuple[set[str], set[str]]] = {
    "hatch packages": (set(TOOLS["hatch"]["build"]["targets"]["wheel"]["packages"]), PACKAGES),
    "hatch dev-mode-dirs": (set(TOOLS["hatch"]["build"]["dev-mode-dirs"]), FOLDERS),
    "ruff src": (set(TOOLS["ruff"]["src"]), FOLDERS),
    "ruff first party": (set(TOOLS["ruff"]["lint"]["isort"]["known-first-party"]), NAMES),
    "mypy packages": (set(TOOLS["mypy"]["packages"]), NAMES),
    "mypy path": (set(TOOLS["mypy"]["mypy_path"].split(":")), FOLDERS),
    "pyright include": (set(TOOLS["pyright"]["include"]), FOLDERS | {"tests", "benchmarks"}),
    "pyright paths": (set(TOOLS["pyright"]["extraPaths"]), FOLDERS),
    "import-linter roots": (set(TOOLS["importlinter"]["root_packages"]), NAMES),
    "import-linter layers": (_layers(), NAMES),
}


def test_the_folders_are_the_layers_of_the_design() -> None:
    expected = {"specs", "dialects", "compiler", "client", "scanner", "reconciler", "server", "cli"}

    assert expected == FOLDERS
    assert {f"{folder}/seltzer_{folder}" for folder in expected} | {"cli/seltzer"} == PACKAGES


@pytest.mark.parametrize("name", sorted(LISTS))
def test_no_layer_is_forgotten_in_a_list(name: str) -> None:
    listed, wanted = LISTS[name]

    assert listed == wanted


def test_a_forgotten_layer_would_be_noticed() -> None:
    for listed, wanted in LISTS.values():
        assert listed - {min(listed)} != wanted


@pytest.mark.parametrize("importer", sorted(NAMES))
def test_a_layer_imports_only_what_the_design_allows(importer: str, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    every = "".join(f"import {name}\n" for name in sorted(NAMES - {importer}))
    (tmp_path / importer / "__init__.py").write_text(every, encoding="utf-8")

    report = _lint_imports(tmp_path)

    refused = {n for n in NAMES if f"{importer} is not allowed to import {n}:" in report}
    assert refused == NAMES - {importer} - MAY_IMPORT[importer]


def _lint_imports(folder: Path) -> str:
    """Check the packages in a folder by the contracts of the project."""
    config = str(ROOT / "pyproject.toml")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", config, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Names of all files in the wheel that the project builds."""
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as wheel:
        return wheel.namelist()


def test_the_wheel_installs_prefixed_names_only(wheel_names: list[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel_names}
    ours = {top for top in tops if not top.endswith(".dist-info")}

    assert ours == NAMES
    assert all(top == "seltzer" or top.startswith("seltzer_") for top in ours)


@pytest.mark.parametrize(
    "part",
    [
        "seltzer_server/migrations/env.py",
        "seltzer_server/web/templates/",
        "seltzer_server/web/static/vendor/",
        "seltzer_cli/demo/project/checks/orders.yml",
        "seltzer_specs/py.typed",
    ],
)
def test_the_wheel_holds_what_is_not_python_too(wheel_names: list[str], part: str) -> None:
    assert any(name.startswith(part) for name in wheel_names)


def test_the_wheel_holds_every_tracked_file_of_the_packages(wheel_names: list[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--", *sorted(PACKAGES)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = [path for path in tracked.split("\0") if path and (ROOT / path).exists()]

    assert {path.partition("/")[2] for path in paths} - set(wheel_names) == set()


def test_the_required_places_are_at_the_top() -> None:
    required = [
        "compiler", "reconciler", "dialects", "specs", "server", "tests",
        "action.yml", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
        "Makefile", ".ci/run", "requirements.lock", "requirements-dev.lock",
    ]  # fmt: skip

    assert [name for name in required if not (ROOT / name).exists()] == []
