"""`seltzer scan`, from specs to a pushed and judged report."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from seltzer_specs.wire.scan_report import ScanReport

SODACL = """\
checks for orders:
  - row_count = 3
  - missing_count(customer) = 0
  - avg(total) between 10 and 30
  - avg(nothing) > 0
"""


def _report(project: Path, seltzer: Any, *words: str) -> tuple[int, ScanReport]:
    done = seltzer("scan", "--format", "json", "--output", "report.json", *words)
    text = (project / "report.json").read_text("utf-8")
    return done.code, ScanReport.model_validate_json(text)


def _outcomes(report: ScanReport) -> dict[str, str]:
    return {check.definition: check.outcome for check in report.checks}


def test_a_scan_without_a_server_keeps_its_history_in_the_project(
    project: Path, seltzer: Any
) -> None:
    code, report = _report(project, seltzer)

    assert code == 10
    assert _outcomes(report) == {
        "row_count > 0": "pass",
        "missing_count(customer) = 0": "fail",
        "min(total) >= 0": "pass",
        "anomaly detection for row_count": "skipped",
    }
    assert (project / ".seltzer" / "seltzer.db").is_file()
    assert (project / ".seltzer" / ".gitignore").read_text("utf-8") == "*\n"


def test_the_report_links_checks_to_files_and_queries(project: Path, seltzer: Any) -> None:
    _, report = _report(project, seltzer, "--no-push")

    check = report.checks[1]
    assert (check.location.file, check.location.line, check.location.column) == (
        "checks/orders.yml",
        7,
        5,
    )
    assert check.value == 1
    assert check.queries == (report.queries[0].id,)
    assert "FROM orders" in report.queries[0].sql


def test_without_push_no_server_is_started_and_history_is_not_judged(
    project: Path, seltzer: Any
) -> None:
    code, report = _report(project, seltzer, "--no-push", "--fail-on", "skipped")

    assert code == 10
    assert _outcomes(report)["anomaly detection for row_count"] == "skipped"
    assert not (project / ".seltzer").exists()


def test_an_anomaly_is_found_in_the_history_of_earlier_scans(project: Path, seltzer: Any) -> None:
    (project / "checks" / "orders.yml").unlink()
    for day in range(1, 15):
        assert seltzer("scan", "--data-time", f"2026-01-{day:02}").code == 0
    with duckdb.connect(str(project / "shop.duckdb")) as session:
        session.execute("INSERT INTO orders SELECT range, 1, 1 FROM range(500)")

    code, report = _report(project, seltzer, "--data-time", "2026-01-15")

    assert code == 10
    assert _outcomes(report) == {"anomaly detection for row_count": "fail"}
    assert "503" in (report.checks[0].reason or "")


def test_soda_files_run_as_they_are(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    folder = tmp_path / "soda"
    folder.mkdir()
    (folder / "checks.yml").write_text(SODACL, "utf-8")
    (folder / "configuration.yml").write_text(
        "data_source warehouse:\n  type: duckdb\n  path: ${WAREHOUSE}\n", "utf-8"
    )
    monkeypatch.setenv("WAREHOUSE", str(project / "shop.duckdb"))
    monkeypatch.chdir(folder)

    done = seltzer(
        "scan", "-d", "warehouse", "-c", "configuration.yml", "checks.yml",
        "--no-push", "--format", "json",
    )  # fmt: skip

    assert done.code == 10
    assert [check["outcome"] for check in done.json["checks"]] == ["pass", "fail", "pass", "error"]
    assert "nothing" in done.json["checks"][3]["reason"]


def test_a_mistake_in_one_check_does_not_stop_the_others(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text("checks for orders:\n  - row_cont > 0\n  - row_count > 0\n", "utf-8")

    code, report = _report(project, seltzer, "--no-push")

    assert code == 1
    assert _outcomes(report)["row_count > 0"] == "pass"
    assert [error.code for error in report.errors] == ["unknown-metric"]


def test_a_server_that_is_away_leaves_results_in_the_spool_and_is_never_success(
    project: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    (project / "checks" / "orders.yml").write_text("checks for orders:\n- row_count > 0\n", "utf-8")
    config = project / "seltzer.yml"
    config.write_text(
        config.read_text("utf-8")
        + "server: {url: 'http://127.0.0.1:9', api_key: '${env.SELTZER_API_KEY}'}\n",
        "utf-8",
    )
    monkeypatch.setenv("SELTZER_API_KEY", "id.very-secret")

    done = seltzer("scan")
    listed = seltzer("spool", "list")

    assert done.code == 7
    assert "very-secret" not in done.out + done.err
    assert "1 in the spool" in listed.out
    config.write_text(config.read_text("utf-8").partition("server:")[0], "utf-8")
    assert seltzer("spool", "replay").code == 0
    assert "nothing waits" in seltzer("spool", "list").out


def test_a_warehouse_that_is_away_makes_errors_and_never_passes(
    project: Path, seltzer: Any
) -> None:
    (project / "shop.duckdb").unlink()

    done = seltzer("scan", "--no-push")

    assert done.code == 12
    assert "PASS" not in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-d", "nope"], 'unknown data source "nope"; known: shop'),
        (["nope.yml"], 'there is no file or folder "nope.yml"'),
        (["-v", "x"], 'wants NAME=VALUE, got "x"'),
        (["--data-time", "soon"], 'wants a time such as 2026-01-31T06:00:00Z, got "soon"'),
    ],
)
def test_a_wrong_word_on_the_command_line_is_one_clear_line(
    project: Path, seltzer: Any, words: list[str], message: str
) -> None:
    done = seltzer("scan", *words)

    assert done.code == 1
    assert message in done.err


def test_variables_reach_the_sql(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text(
        "checks for orders:\n  - row_count = 1:\n      filter: total > ${floor}\n", "utf-8"
    )

    _, report = _report(project, seltzer, "--no-push", "-v", "floor=25", "checks/")

    assert _outcomes(report) == {"row_count = 1": "pass"}


def test_a_filter_on_a_variable_keeps_one_history(project: Path, seltzer: Any) -> None:
    path = project / "checks" / "orders.yml"
    path.write_text(
        "checks for orders:\n  - row_count < 5:\n      filter: total > ${floor}\n", "utf-8"
    )
    for floor in (5, 15):
        seltzer("scan", "-v", f"floor={floor}", "checks/", "--data-time", f"2026-01-{floor:02}")

    from seltzer_cli.server_access import connect_server
    from seltzer_cli.workspace import open_workspace

    with connect_server(open_workspace((), variables={"floor": "1"})) as client:
        (series,) = client.fetch_json("/api/v1/series")["items"]
        points = client.fetch_json(f"/api/v1/series/{series['id']}/points")

    assert len(points["points"]) == 2


def test_a_configuration_among_the_specs_is_told_to_go_behind_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seltzer: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "warehouse.yml").write_text("name: shop\nconnection: {type: duckdb}\n", "utf-8")
    (tmp_path / "checks.yml").write_text("checks for orders:\n  - row_count > 0\n", "utf-8")

    done = seltzer("scan", "warehouse.yml", "checks.yml")

    assert done.code == 1
    assert "warehouse.yml:2:1: " in done.err
    assert "this is a Soda SQL warehouse file; give it with -c" in done.err
