"""`seltzer diff` and `seltzer ci` on a real repository."""

import json
from pathlib import Path
from typing import Any

import git
import pytest


def _add(project: Path, line: str) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text(path.read_text("utf-8") + f"  - {line}\n", "utf-8")


def test_an_untouched_work_tree_has_no_diff(project: Path, seltzer: Any) -> None:
    done = seltzer("diff", "--detailed-exitcode")

    assert done.code == 0
    assert "no check, query or monitor changes" in done.out


def test_a_new_check_shows_in_checks_and_sql(project: Path, seltzer: Any) -> None:
    _add(project, "max(total) < 100")

    done = seltzer("diff", "--detailed-exitcode")

    assert done.code == 2
    assert "`max(total) < 100`" in done.out
    assert "+  MAX(total) AS max_total," in done.out


def test_ci_writes_the_report_and_the_step_summary(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    _add(project, "max(total) < 100")
    summary, output = tmp_path / "summary.md", tmp_path / "output"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))

    done = seltzer("ci", "--base", "main", "--out", "report")

    markdown = (project / "report" / "report.md").read_text("utf-8")
    report = json.loads((project / "report" / "report.json").read_text("utf-8"))
    assert done.code == 0
    assert summary.read_text("utf-8") == markdown
    assert output.read_text("utf-8") == "changed=true\n"
    assert report["schema"] == "seltzer.report/1"
    assert [check["change"] for check in report["checks"]] == ["added"]


def test_mistakes_become_annotations_that_cannot_issue_commands(
    project: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for number in range(12):
        _add(project, f"row_count > ten{number}%0A")

    done = seltzer("ci", "--base", "main")

    lines = [line for line in done.out.splitlines() if line.startswith("::error")]
    assert done.code == 1
    assert len(lines) == 10
    assert lines[0].startswith("::error file=checks/orders.yml,line=10,col=5::")
    assert "%250A" in lines[0]
    assert lines[-1] == "::error::and 3 more"


def test_annotations_name_files_from_the_root_of_the_repository(
    project: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (project / "data" / "checks").mkdir(parents=True)
    (project / "data" / "seltzer.yml").write_text((project / "seltzer.yml").read_text("utf-8"))
    (project / "data" / "checks" / "a.yml").write_text("checks for orders:\n  - row_cont > 0\n")

    done = seltzer("ci", "--base", "main", "--project", "data/seltzer.yml")

    assert done.out.startswith("::error file=data/checks/a.yml,line=2,col=5::unknown metric")


def test_ci_without_a_base_says_what_to_give(
    project: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.delenv("GITHUB_EVENT_PATH", raising=False)

    done = seltzer("ci")

    assert done.code == 1
    assert "give --base" in done.err


def test_an_unknown_commit_is_one_line(project: Path, seltzer: Any) -> None:
    done = seltzer("diff", "--base", "nope")

    assert done.code == 1
    assert done.err.startswith('no commit "nope"')


def test_a_repository_without_commits_is_told_so(
    tmp_path: Path, seltzer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "seltzer.yml").write_text("name: shop\nspecs: []\n", encoding="utf-8")
    git.Repo.init(tmp_path).close()
    monkeypatch.chdir(tmp_path)

    done = seltzer("diff")

    assert (done.code, done.err) == (1, f"{tmp_path.name} has no commit yet; make one first\n")


def test_a_test_of_a_connection_takes_no_specs(project: Path, seltzer: Any) -> None:
    assert seltzer("test-connection", "checks/").code == 1
    assert seltzer("test-connection").out == "shop (duckdb): connected\n"


EACH = """\
for each dataset D:
  datasets: [ord%]
  checks:
    - row_count > 0
"""


@pytest.fixture
def waiting(project: Path) -> Path:
    """The project with a committed section that waits for a catalogue."""
    (project / "checks" / "each.yml").write_text(EACH, "utf-8")
    with git.Repo(project) as repo:
        repo.git.add("-A")
        repo.git.commit("-qm", "each")
    return project


def test_a_report_without_changes_says_what_it_could_not_compare(
    waiting: Path, seltzer: Any
) -> None:
    assert waiting.is_dir()
    done = seltzer("diff", "--detailed-exitcode")

    assert done.code == 0
    assert done.out.startswith(
        "### Seltzer: no check, query or monitor changes seen, 1 section waits for the catalogue "
        "and cannot be compared\n"
    )
    assert "| unchanged | `for each dataset D` | `checks/each.yml:1` |" in done.out


def test_a_changed_section_that_waits_is_a_change(waiting: Path, seltzer: Any) -> None:
    (waiting / "checks" / "each.yml").write_text(EACH + "    - min(total) > 0\n", "utf-8")

    done = seltzer("diff", "--detailed-exitcode")

    assert done.code == 2
    assert done.out.startswith("### Seltzer: 1 section waits for the catalogue (1 changed)\n")
    assert "what they add, change or remove is not in this report" in done.out
    assert "| 🟠 changed | `for each dataset D` | `checks/each.yml:1` |" in done.out


def test_a_section_that_only_moves_is_no_change(waiting: Path, seltzer: Any) -> None:
    (waiting / "checks" / "each.yml").write_text("# why\n\n" + EACH.replace("[ord%]", "['ord%']"))

    assert seltzer("diff", "--detailed-exitcode").code == 0


def test_ci_counts_a_new_section_that_waits(project: Path, seltzer: Any) -> None:
    (project / "checks" / "each.yml").write_text(EACH, "utf-8")

    done = seltzer("ci", "--base", "main", "--out", "report")

    report = json.loads((project / "report" / "report.json").read_text("utf-8"))
    assert done.code == 0
    assert done.out == "Seltzer: 1 section waits for the catalogue (1 added)\n"
    assert [(s["change"], s["header"]) for s in report["waiting"]] == [
        ("added", "for each dataset D")
    ]


def test_a_section_waits_no_more_once_its_snapshot_is_there(waiting: Path, seltzer: Any) -> None:
    assert seltzer("schema", "pull").code == 0
    assert (waiting / "schemas").is_dir()

    done = seltzer("diff")

    assert "1 check added" in done.out.partition("\n")[0]
    assert "Not shown here" not in done.out
    assert "No longer waiting, removed or compared with a snapshot now: " in done.out


DISTRIBUTION = """\
checks for orders:
  - distribution_difference(total) > 0.05:
      distribution reference file: references/total.yml
  - big = 0:
      identity: big
      big sql_file: references/big.sql
"""
TOTALS = """\
dataset: orders
column: total
distribution_type: continuous
distribution_reference: {bins: [0, 50, 100], weights: [0, 0.5, 0.5]}
"""


@pytest.fixture
def naming(project: Path) -> Path:
    """The project with a committed spec that names two files."""
    folder = project / "checks" / "references"
    folder.mkdir()
    (folder / "total.yml").write_text(TOTALS, "utf-8")
    (folder / "big.sql").write_text("SELECT COUNT(*) FROM orders WHERE total > 9", "utf-8")
    (project / "checks" / "named.yml").write_text(DISTRIBUTION, "utf-8")
    with git.Repo(project) as repo:
        repo.git.add("-A")
        repo.git.commit("-qm", "named")
    return project


def test_named_files_are_read_from_the_commit_that_is_compared(naming: Path, seltzer: Any) -> None:
    folder = naming / "checks" / "references"
    (folder / "total.yml").write_text(TOTALS.replace("0.5, 0.5", "0.25, 0.75"), "utf-8")
    (folder / "big.sql").write_text("SELECT COUNT(*) FROM orders WHERE total > 8", "utf-8")

    report = seltzer("diff", "--format", "json").json

    assert [(c["change"], c["after"]) for c in report["checks"]] == [
        ("changed", "distribution_difference(total) > 0.05"),
        ("changed", "big = 0"),
    ]
    assert [query["change"] for query in report["queries"]] == ["changed"]


def test_two_commits_are_compared_without_the_files_of_the_work_tree(
    naming: Path, seltzer: Any
) -> None:
    for name in ("total.yml", "big.sql"):
        (naming / "checks" / "references" / name).unlink()

    done = seltzer("diff", "--base", "HEAD~1", "--head", "HEAD")

    assert (done.code, done.err) == (0, "")
    assert "2 checks added, 2 queries differ" in done.out
    assert "there is no file" in seltzer("diff").out
