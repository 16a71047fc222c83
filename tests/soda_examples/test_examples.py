"""What Soda documents, kind by kind, as files with outcomes: they run as they are."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.soda_examples.bakery import ARCHIVE, CONFIGURATION, NOW, SHOP
from tests.soda_examples.expectations import EXAMPLES, FOLDER, Expected, expectations

from seltzer_cli.edge import run
from seltzer_cli.main import cli


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The report of one scan of all examples, in a folder with a Soda configuration."""
    root = tmp_path_factory.mktemp("bakery")
    shutil.copytree(FOLDER, root / "files")
    (root / "configuration.yml").write_text(CONFIGURATION, "utf-8")
    with duckdb.connect(root / "shop.duckdb") as session:
        for statement in SHOP:
            session.execute(statement)
    with duckdb.connect(root / "archive.duckdb") as session:
        session.execute(f"ATTACH '{root / 'shop.duckdb'}' AS shop (READ_ONLY)")
        for statement in ARCHIVE:
            session.execute(statement)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        run(
            cli,
            ("scan", "-d", "shop", "-c", "configuration.yml", "files", "-v", f"END={NOW}",
             "-t", NOW, "--no-push", "--format", "json", "--output", "report.json", "-q"),
        )  # fmt: skip
        yield json.loads((root / "report.json").read_text("utf-8"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_has_its_outcomes(file: Path, report: Any) -> None:
    expected = expectations(file)
    found = [
        Expected(check["location"]["line"], check["outcome"], check["value"])
        for check in report["checks"]
        if Path(check["location"]["file"]).name == file.name
    ]

    assert [shown(one) for one in sorted_by_line(found)] == [
        shown(one) for one in sorted_by_line(expected)
    ]


def test_no_example_has_a_mistake(report: Any) -> None:
    assert report["errors"] == []


def sorted_by_line(results: list[Expected]) -> list[Expected]:
    return sorted(results, key=lambda one: (one.line, one.outcome, one.value or 0))


def shown(result: Expected) -> tuple[int, str, str]:
    return result.line, result.outcome, "" if result.value is None else f"{result.value:.9g}"
