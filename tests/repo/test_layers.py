"""Every layer is in every list, and the wheel installs no name that is not ours."""

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
    "pyright include": (set(TOOLS["pyright"]["include"]), FOLDERS),
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


def test_the_required_places_are_at_the_top() -> None:
    required = [
        "compiler", "reconciler", "dialects", "specs", "server", "tests",
        "action.yml", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
        "Makefile", ".ci/run", "requirements.lock", "requirements-dev.lock",
    ]  # fmt: skip

    assert [name for name in required if not (ROOT / name).exists()] == []
