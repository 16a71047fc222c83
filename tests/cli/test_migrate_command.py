"""`seltzer migrate` rewrites SodaCL files; checks, ids and SQL stay the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from seltzer_dialects.registry import BUILT_IN

NASTY = Path(__file__).parent / "nasty_sodacl.yml"


@pytest.fixture
def nasty(project: Path) -> Path:
    """Put the nasty file into the project."""
    path = project / "checks" / "nasty.yml"
    path.write_text(NASTY.read_text("utf-8"), "utf-8")
    return path


@pytest.mark.parametrize("dialect", sorted(BUILT_IN))
def test_ids_and_sql_stay_the_same_in_every_dialect(
    nasty: Path, seltzer: Any, dialect: str
) -> None:
    def compiled() -> Any:
        found = seltzer("compile", "--dialect", dialect, "--format", "json").json
        for check in found["checks"]:  # what an engine cannot do is told with its line, which moves
            check["error"] = check["error"] and check["error"].partition(": ")[2]
        checks = sorted(json.dumps(check, sort_keys=True) for check in found["checks"])
        return checks, sorted((query["id"], query["sql"]) for query in found["queries"])

    before = compiled()
    assert seltzer("migrate", "--in-place").code == 0

    assert compiled() == before
    assert "kind: Checks" in nasty.read_text("utf-8")


def test_every_comment_is_kept(nasty: Path, seltzer: Any) -> None:
    done = seltzer("migrate", "--in-place")

    both = nasty.read_text("utf-8")
    comments = [line[line.index("#") :] for line in NASTY.read_text("utf-8").splitlines()
                if "# " in line]  # fmt: skip
    assert [comment for comment in comments if comment not in both] == []
    assert "checks/nasty.yml: 6 documents" in done.err
    assert seltzer("migrate", "--check").code == 0


def test_without_a_place_nothing_is_written(nasty: Path, seltzer: Any) -> None:
    before = nasty.read_text("utf-8")

    assert "kind: Checks" in seltzer("migrate").out
    checked = seltzer("migrate", "--check")
    assert (checked.code, checked.out) == (2, "would migrate checks/nasty.yml\n")
    assert nasty.read_text("utf-8") == before


def test_another_folder_gets_every_file(nasty: Path, project: Path, seltzer: Any) -> None:
    assert seltzer("migrate", "--out", "new").code == 0

    assert (project / "new" / "checks" / "orders.yml").is_file()
    assert (project / "new" / "checks" / "nasty.yml").is_file()
    assert "exists already" in seltzer("migrate", "--out", "new").err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "checks for a:\n  - row_cnt > 0\n",
            "checks/bad.yml:2:5: unknown metric",
        ),
        (
            (
                "checks for a:\n  - row_count > 0: &x\n      name: n\nchecks for b:\n"
                "  - min(c) > 0: *x\n"
            ),
            'the anchor of "*x" stands in another section',
        ),
    ],
)
def test_a_file_that_cannot_be_proven_stays(
    project: Path, seltzer: Any, text: str, reason: str
) -> None:
    path = project / "checks" / "bad.yml"
    path.write_text(text, "utf-8")

    done = seltzer("migrate", "--in-place")

    assert done.code == 1
    assert reason in done.err
    assert path.read_text("utf-8") == text


def test_a_file_beside_is_never_overwritten(nasty: Path, seltzer: Any) -> None:
    text = nasty.read_text("utf-8")
    nasty.write_text(f"{text}templates: [{{name: a, query: SELECT 1}}]\n", "utf-8")
    beside = nasty.with_name("nasty_sodacl.yml")
    beside.write_text("checks for x:\n  - row_count > 0\n", "utf-8")

    done = seltzer("migrate", "checks/nasty.yml", "--in-place")

    assert done.code == 1
    assert "checks/nasty_sodacl.yml exists already" in done.err
