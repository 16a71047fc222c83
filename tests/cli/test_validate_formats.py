"""`seltzer validate --format`: the same findings for people, programs, code scanning and GitHub."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

WRONG = "checks for orders:\n  - row_cuont > 0\n  - freshness using d < 1d\n  - max(a) < x\n"
HOSTILE = 'checks for orders:\n  - row_count > 0: {"%0A::error::owned\\n::warning::x": 1}\n'

SCHEMA = Path(__file__).parents[1] / "schemas" / "sarif-2.1.0.json"
"""The schema of the standard, as schemastore.org publishes it."""


def write(project: Path, text: str, name: str = "orders.yml") -> None:
    """Put a spec into the project."""
    (project / "checks" / name).write_text(text, "utf-8")


def sarif_of(seltzer: Any) -> list[dict[str, Any]]:
    """Give the results of a run in SARIF, which is checked."""
    log = json.loads(seltzer("validate", "--format", "sarif").out)
    Draft4Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    return list(run["results"])


def test_json_has_mistakes_and_notes_with_their_rules(project: Path, seltzer: Any) -> None:
    write(project, WRONG)
    done = seltzer("validate", "--format", "json")
    found = json.loads(done.out)

    assert done.code == 1
    assert found["schema"] == "seltzer.validation/1"
    assert [(f["level"], f["rule"], f["location"]["line"]) for f in found["findings"]] == [
        ("error", "unknown-metric", 2), ("error", "threshold", 4), ("note", "note", 3)
    ]  # fmt: skip
    assert found["findings"][0]["location"] == {
        "file": "checks/orders.yml", "line": 2, "column": 5
    }  # fmt: skip


@pytest.mark.parametrize("form", ["json", "sarif", "github", "text"])
def test_notes_alone_leave_the_exit_code_at_zero(project: Path, seltzer: Any, form: str) -> None:
    write(project, "checks for orders:\n  - freshness using d < 1d\n")

    assert seltzer("validate", "--format", form).code == 0


def test_sarif_names_rule_place_and_level(project: Path, seltzer: Any) -> None:
    write(project, WRONG)
    first, _, note = sarif_of(seltzer)

    assert (first["ruleId"], first["level"], note["level"]) == ("unknown-metric", "error", "note")
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "checks/orders.yml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 5},
    }


def test_a_fingerprint_survives_lines_above_and_tells_repetitions_apart(
    project: Path, seltzer: Any
) -> None:
    write(project, "checks for orders:\n  - row_cuont > 0\n  - row_cuont > 0\n")
    before = [result["partialFingerprints"] for result in sarif_of(seltzer)]
    write(project, "# more\n\nchecks for orders:\n  - row_cuont > 0\n  - row_cuont > 0\n")

    assert [result["partialFingerprints"] for result in sarif_of(seltzer)] == before
    assert before[0] != before[1]


def test_paths_in_sarif_are_those_of_the_repository_and_escaped(
    project: Path, seltzer: Any
) -> None:
    shutil.rmtree(project / ".git", ignore_errors=True)
    (project.parent / ".git").mkdir()
    (project / "checks" / "orders.yml").unlink()
    write(project, WRONG, "100% new.yml")
    place = sarif_of(seltzer)[0]["locations"][0]["physicalLocation"]["artifactLocation"]

    assert place["uri"] == f"{project.name}/checks/100%25%20new.yml"


def test_a_mistake_in_the_project_file_is_a_finding_as_well(project: Path, seltzer: Any) -> None:
    (project / "seltzer.yml").write_text("nmae: shop\n", "utf-8")

    assert {result["ruleId"] for result in sarif_of(seltzer)} == {"missing-key", "unknown-key"}


def test_github_gets_one_command_per_finding(project: Path, seltzer: Any) -> None:
    write(project, WRONG)
    done = seltzer("validate", "--format", "github")

    assert done.code == 1
    assert [line.partition("::")[2].partition("::")[0] for line in done.out.splitlines()] == [
        "error file=checks/orders.yml,line=2,col=5",
        "error file=checks/orders.yml,line=4,col=5",
        "notice file=checks/orders.yml,line=3,col=5",
    ]


def test_hostile_text_stays_inside_its_command(project: Path, seltzer: Any) -> None:
    (project / "checks" / "orders.yml").unlink()
    write(project, HOSTILE, "a,b:c.yml")
    (line,) = seltzer("validate", "--format", "github").out.splitlines()

    assert line.startswith("::error file=checks/a%2Cb%3Ac.yml,line=2,col=21::")
    assert "%250A::error" in line


def test_ten_annotations_are_shown_and_each_rule_has_its_turn(project: Path, seltzer: Any) -> None:
    many = "".join(f"  - nothing{n} > 0\n" for n in range(20))
    write(project, f"checks for orders:\n{many}  - max(a) < x\n")
    lines = seltzer("validate", "--format", "github").out.splitlines()

    assert len(lines) == 10
    assert "line=22" in lines[1]
    assert lines[-1] == "::error::and 12 more"
