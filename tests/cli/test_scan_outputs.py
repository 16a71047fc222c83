"""`seltzer scan --output`: several reports of one run, and files that cannot be written."""

import json
import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

DEAD_END = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")


def test_each_output_has_its_format_and_the_screen_that_of_format(
    project: Path, seltzer: Any
) -> None:
    done = seltzer(
        "scan", "--no-push", "--output", "out/report.xml", "--format", "junit",
        "--output", "sarif=out/report.sarif", "--output", "markdown=out/report.md",
        "--output", "json=out/report.json",
    )  # fmt: skip

    assert (done.code, done.out) == (10, "")
    assert ET.parse("out/report.xml").getroot().tag == "testsuites"
    assert json.loads(Path("out/report.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert Path("out/report.md").read_text("utf-8").startswith("### ❌ Seltzer: 1 failed")
    assert json.loads(Path("out/report.json").read_text("utf-8"))["schema"] == "seltzer.scan/1"


def test_a_named_format_leaves_the_screen_as_it_is(project: Path, seltzer: Any) -> None:
    done = seltzer("scan", "--no-push", "--output", "junit=report.xml")

    assert done.out.startswith("PASS  orders: row_count > 0\n")
    assert Path("report.xml").is_file()


def test_sarif_names_files_from_the_root_of_the_repository(project: Path, seltzer: Any) -> None:
    (project / ".git").rename(project.parent / ".git")
    seltzer("scan", "--no-push", "--output", "sarif=report.sarif")
    (run,) = json.loads(Path("report.sarif").read_text("utf-8"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]

    assert place["artifactLocation"]["uri"] == f"{project.name}/checks/orders.yml"
    assert place["region"] == {"startLine": 7, "startColumn": 5}


def test_what_fails_the_command_fails_the_test(project: Path, seltzer: Any) -> None:
    (project / "checks" / "orders.yml").write_text(
        "checks for orders:\n  - row_count:\n      warn: when < 99\n", "utf-8"
    )

    done = seltzer("scan", "--no-push", "--format", "junit", "--fail-on", "warn")

    assert done.code == 11
    assert '<failure type="warn" message="3 is &lt; 99">' in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["juint=x"], 'no format "juint" in "juint=x"; did you mean "junit"? (a file of that'),
        (["csv=x"], 'no format "csv" in "csv=x"; use one of text, json, junit, sarif, markdown'),
        (["checks"], '"checks" is a folder; --output wants a file'),
        (["seltzer.yml/x"], 'cannot make the folder "seltzer.yml": File exists'),
        (["markdown="], 'wants a file, got "markdown="'),
        (["-"], 'wants a file, got "-"; the screen gets that of --format'),
        (["a", "b"], "one file gets the report of --format; name the format of each other one"),
        (["json=a", "./a"], '"a" is named twice; each report wants its own file'),
    ],
)
def test_a_wrong_output_is_one_clear_line_before_the_scan(
    project: Path, seltzer: Any, words: list[str], message: str
) -> None:
    done = seltzer("scan", *(part for word in words for part in ("--output", word)))

    assert (done.code, done.out) == (1, "")
    assert message in done.err
    assert not (project / ".seltzer").exists()


def test_a_file_that_looks_like_a_format_can_be_named(project: Path, seltzer: Any) -> None:
    seltzer("scan", "--no-push", "--output", "./csv=x")

    assert (project / "csv=x").is_file()


@DEAD_END
def test_a_report_that_cannot_be_written_is_not_lost_and_never_success(
    project: Path, seltzer: Any
) -> None:
    (project / "checks" / "orders.yml").write_text("checks for orders: [row_count > 0]\n", "utf-8")

    done = seltzer(
        "scan", "--no-push", "--output", "/dev/full", "--output", "json=report.json"
    )  # fmt: skip

    assert done.code == 7
    assert 'the report was not written to "/dev/full": No space left on device' in done.err
    assert "PASS  orders: row_count > 0" in done.err
    assert json.loads(Path("report.json").read_text("utf-8"))["outcome"] == "pass"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told_before_the_scan(
    project: Path, seltzer: Any
) -> None:
    (project / "closed").mkdir(mode=0o500)

    done = seltzer("scan", "--output", "closed/report.xml")

    assert done.code == 1
    assert '"closed/report.xml" may not be written' in done.err
