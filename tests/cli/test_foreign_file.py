"""A SodaCL file of 200 lines that another tool was fed with, and its three mistakes."""

from pathlib import Path

import duckdb
import pytest
from tests.cli.conftest import Seltzer

FILE = Path(__file__).parent / "foreign" / "library.yml"
PROJECT = """\
name: library
data_sources:
  library: {type: duckdb, path: library.duckdb}
specs: [library.yml]
"""
MISTAKES = """\
library.yml:107:5: unknown metric "missing_cuont"; did you mean "missing_count"?
library.yml:126:21: unknown format "credit card" of "valid format"; did you mean \
"credit card number"?
library.yml:187:7: unknown key "treshold" of the check "row_count"; remove it
"""
MENDED = (
    ("missing_cuont", "missing_count"),
    ("format: credit card", "format: credit card number"),
    ("      treshold: 3\n", ""),
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the file, as the current folder."""
    (tmp_path / "seltzer.yml").write_text(PROJECT, "utf-8")
    (tmp_path / "library.yml").write_text(FILE.read_text("utf-8"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_three_mistakes_are_three_lines(library: Path, seltzer: Seltzer) -> None:
    done = seltzer("validate")

    assert len(FILE.read_text("utf-8").splitlines()) == 200
    assert done.code == 1
    assert done.out + done.err == MISTAKES + "3 mistakes in the specs\n"


def test_without_them_every_check_is_read(library: Path, seltzer: Seltzer) -> None:
    text = FILE.read_text("utf-8")
    for wrong, right in MENDED:
        text = text.replace(wrong, right)
    (library / "library.yml").write_text(text, "utf-8")

    done = seltzer("validate")

    assert (done.code, done.err) == (0, "")


def test_a_scan_runs_the_other_checks_and_tells_the_same_three(
    library: Path, seltzer: Seltzer
) -> None:
    with duckdb.connect(library / "library.duckdb") as session:
        session.execute("CREATE TABLE publishers (name VARCHAR, country VARCHAR)")
        session.execute("INSERT INTO publishers VALUES ('Lys', 'be'), ('Ooft', NULL)")

    done = seltzer("scan", "--no-push", "--format", "json")

    outcomes = {
        check["definition"]: check["outcome"]
        for check in done.json["checks"]
        if check["dataset"] == "publishers"
    }
    assert outcomes == {
        "row_count > 0": "pass",
        "missing_count(name) = 0": "pass",
        "duplicate_count(name) = 0": "pass",
        "invalid_count(country) = 0": "pass",
    }
    assert [error for error in MISTAKES.splitlines() if error not in done.out + done.err] == []
