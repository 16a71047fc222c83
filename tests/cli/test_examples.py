"""The examples do what their page says."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    """Copy of the examples, with the shop of the quickstart in its file."""
    copy = shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shop = copy / "quickstart"
    with duckdb.connect(str(shop / "shop.duckdb")) as connection:
        connection.execute((shop / "shop.sql").read_text(encoding="utf-8"))
    return copy


def outcomes(report: Any) -> dict[str, str]:
    """Give the outcome of each check by dataset and name."""
    return {f"{check['dataset']}: {check['name']}": check["outcome"] for check in report["checks"]}


def test_the_quickstart_finds_the_two_defects(
    examples: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.chdir(examples / "quickstart")

    assert seltzer("validate").code == 0
    assert seltzer("compile").code == 0
    done = seltzer("scan", "--format", "json", "--no-push")
    found = outcomes(done.json)
    assert done.code == 10
    assert len(found) == 12
    assert {name for name, outcome in found.items() if outcome != "pass"} == {
        "orders: every order has a customer",
        "orders: no order was loaded twice",
    }


def test_the_files_of_soda_run_as_they_are(
    examples: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.chdir(examples / "soda")
    words = ("-d", "shop", "-c", "configuration.yml", "checks", "--format", "json", "--no-push")
    done = seltzer("scan", *words)
    found = outcomes(done.json)

    assert done.code == 0
    assert found.pop("orders: orders without a customer") == "warn"
    assert set(found.values()) == {"pass"}


def test_the_project_of_a_team_is_right_without_its_secrets(
    examples: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.delenv("SELTZER_API_KEY", raising=False)
    monkeypatch.delenv("SHOP_PASSWORD", raising=False)
    monkeypatch.chdir(examples / "team")
    compiled = seltzer("compile")

    assert seltzer("validate").code == 0
    assert compiled.code == 0
    assert "FROM orders" in compiled.out


def test_the_workflow_gives_the_action_inputs_that_it_has() -> None:
    path = ROOT / "examples" / "team" / ".github" / "workflows" / "data-quality.yml"
    steps = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]["checks"]["steps"]
    known = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    (step,) = [step for step in steps if "seltzer@" in step["uses"]]

    assert set(step["with"]) <= set(known)
