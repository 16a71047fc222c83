"""`--estimate` and budgets: what queries will read, before they run."""

from pathlib import Path
from typing import Any

import pytest

DATA_IS_BAD = 10
"""A check of the project fails, as it does without any budget."""


def _limit(project: Path, amount: str) -> None:
    path = project / "seltzer.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("type: duckdb", f"type: duckdb\n    max_bytes: {amount}"), "utf-8")


def _add(project: Path, line: str) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text(path.read_text("utf-8") + f"  - {line}\n", "utf-8")


def test_explain_tells_what_each_query_and_all_of_them_read(project: Path, seltzer: Any) -> None:
    done = seltzer("explain", "--estimate")

    assert done.code == 0
    assert "; reads about " in done.out.splitlines()[0]
    assert "    reads about " in done.out


def test_compile_asks_only_when_told(project: Path, seltzer: Any) -> None:
    plain = seltzer("compile", "--format", "json").json
    asked = seltzer("compile", "--format", "json", "--estimate").json

    assert all("estimate" not in query for query in plain["queries"])
    assert all(query["estimate"]["bytes"] is not None for query in asked["queries"])
    for query in asked["queries"]:
        del query["estimate"]
    assert asked == plain


def test_a_query_that_cannot_run_says_why_and_the_others_have_their_estimate(
    project: Path, seltzer: Any
) -> None:
    _add(project, "values in (customer) must exist in nowhere (id)")

    done = seltzer("explain", "--estimate")

    assert "reads unknown: " in done.out
    assert "nowhere" in done.out
    assert "; reads about " in done.out.splitlines()[0]


@pytest.mark.parametrize("words", [["compile", "--out", "sql"], ["compile"], ["explain"], ["diff"]])
def test_an_estimate_is_of_the_data_source_itself(
    project: Path, seltzer: Any, words: list[str]
) -> None:
    more = [] if "--out" in words else ["--dialect", "postgres"]

    done = seltzer(*words, *more, "--estimate")

    assert done.code == 1
    assert "--estimate asks the data source" in done.err


def test_a_scan_above_its_budget_runs_nothing(project: Path, seltzer: Any) -> None:
    _limit(project, "10 B")

    done = seltzer("scan", "--no-push")

    assert done.code == 5
    assert done.out == ""
    assert 'data source "shop": this scan would read about ' in done.err
    assert "more than max_bytes 10 B; nothing was run" in done.err


def test_a_scan_within_its_budget_runs(project: Path, seltzer: Any) -> None:
    _limit(project, "1 GB")

    assert seltzer("scan", "--no-push").code == DATA_IS_BAD


def test_the_option_overrules_the_project(project: Path, seltzer: Any) -> None:
    _limit(project, "10 B")

    assert seltzer("scan", "--no-push", "--max-bytes", "1GB").code == DATA_IS_BAD
    assert seltzer("scan", "--no-push", "--max-bytes", "1B").code == 5


def test_a_budget_that_cannot_be_kept_refuses(project: Path, seltzer: Any) -> None:
    (project / "rows.csv").write_text("a\n1\n", "utf-8")
    _add(
        project, f"failed rows: {{fail query: \"SELECT * FROM '{project}/rows.csv' WHERE a > 1\"}}"
    )

    done = seltzer("scan", "--no-push", "--max-bytes", "1GB")

    assert done.code == 5
    assert "the engine does not tell how many bytes a query reads" in done.err
    assert seltzer("scan", "--no-push").code == DATA_IS_BAD


def test_a_query_that_will_fail_is_no_reason_to_refuse(project: Path, seltzer: Any) -> None:
    _add(project, "values in (customer) must exist in nowhere (id)")

    done = seltzer("scan", "--no-push", "--max-bytes", "1GB")

    assert done.code == DATA_IS_BAD
    assert "PASS  orders: row_count > 0" in done.out
    assert "ERROR orders: values in (customer) must exist in nowhere (id)" in done.out


def test_an_amount_that_is_none_is_a_usage_error(project: Path, seltzer: Any) -> None:
    done = seltzer("scan", "--max-bytes", "many")

    assert done.code == 1
    assert 'wants an amount such as 50GB or "2 TiB", got "many"' in done.err


def test_a_report_tells_what_a_scan_reads_before_and_after(project: Path, seltzer: Any) -> None:
    _add(project, "duplicate_count(customer) = 0")

    shown = seltzer("diff", "--estimate").out
    report = seltzer("diff", "--estimate", "--format", "json").json

    assert " · a scan reads about " in shown
    assert "\nReads about " in shown
    assert report["reads_before"]["bytes"] < report["reads_after"]["bytes"]
    assert report["queries"][0]["reads"]["bytes"] > 0
    assert seltzer("diff", "--format", "json").json["reads_after"] is None


def test_a_report_of_a_project_that_reads_as_before_says_so(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text(path.read_text("utf-8").replace("row_count > 0", "row_count > 1"), "utf-8")

    assert ", as before" in seltzer("diff", "--estimate").out
