"""The report of a scan: the contract, the formats, hostile text, exit codes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scanner.scans import scan

from seltzer_scanner.foreign_text import MAX_IDENTIFIER, escape_json, identifier, show
from seltzer_scanner.formats import FORMATS, Style, render_report
from seltzer_scanner.outcome import FailOn, exit_code, worst_outcome
from seltzer_scanner.report import build_report
from seltzer_scanner.result import CheckResult
from seltzer_specs.data_sources import DataSourceSettings
from seltzer_specs.errors import ConfigError
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportError, ReportLocation, ScanReport

DOCS = Path(__file__).parents[2] / "docs"
HOSTILE = "\x1b[2J\x1b[32mPASS\x9b31m \u202etxt.\u2028 [bold red]x[/] \r\n PASS  fake\x07"

SUITE = """
    checks for people:
      - row_count = 4
      - missing_count(name) = 0
      - avg(nope) > 1
    checks for nobody:
      - row_count:
          warn: when < 1
"""


@pytest.fixture(scope="module")
def report(duckdb_people: DataSourceSettings) -> ScanReport:
    """A report with each of pass, fail, error and warn."""
    return build_report(scan(SUITE, duckdb_people))


def test_the_json_has_exactly_the_members_of_the_contract(report: ScanReport) -> None:
    document = json.loads(render_report(report, "json"))

    assert list(document) == [
        "schema",
        "data_source",
        "started_at",
        "ended_at",
        "data_time",
        "outcome",
        "checks",
        "queries",
        "errors",
        "notes",
        "profiles",
        "measurements",
        "selection",
    ]
    assert document["schema"] == "seltzer.scan/1"
    failed = document["checks"][1]
    (query,) = failed.pop("queries")[:1]
    assert failed.pop("id")
    assert failed == {
        "name": "missing_count(name) = 0",
        "definition": "missing_count(name) = 0",
        "kind": "metric",
        "dataset": "people",
        "column": "name",
        "metric": "missing_count(name)",
        "group": None,
        "outcome": "fail",
        "value": 1,
        "threshold": "= 0",
        "reason": "1 is not = 0",
        "location": {"file": "checks/people.yml", "line": 4, "column": 5},
        "owner": None,
        "severity": None,
        "tags": [],
        "attributes": {},
        "notify": [],
        "schedule": None,
        "timezone": None,
        "monitor": None,
    }
    assert document["queries"][0]["id"] == query
    assert set(document["queries"][0]) == {
        "id",
        "dialect",
        "data_source",
        "dataset",
        "sql",
        "duration_s",
        "scans",
        "rules",
    }


def test_the_page_of_the_contract_names_every_member(report: ScanReport) -> None:
    page = (DOCS / "scan-report.md").read_text("utf-8")
    document = json.loads(render_report(report, "json"))

    for part in (document, document["checks"][0], document["queries"][0], document["errors"][0]):
        assert [member for member in part if f"`{member}`" not in page] == []


def test_checks_are_in_file_order_and_name_queries_that_are_listed(report: ScanReport) -> None:
    lines = [check.location.line for check in report.checks]
    listed = {query.id for query in report.queries}

    assert lines == sorted(lines)
    assert all(listed.issuperset(check.queries) for check in report.checks)


def test_only_the_guilty_statement_is_among_the_errors(report: ScanReport) -> None:
    (error,) = report.errors

    assert error.code == "missing_object"
    assert error.query in report.checks[2].queries


def test_plain_text_says_value_threshold_reason_and_place(report: ScanReport) -> None:
    lines = render_report(report, "text").splitlines()

    assert lines[:4] == [
        "PASS  people: row_count = 4",
        "FAIL  people: missing_count(name) = 0",
        "      1 is not = 0",
        "      checks/people.yml:4:5",
    ]
    assert "WARN  nobody: row_count" in lines
    assert lines[-1].startswith("4 checks: 1 pass, 1 warn, 1 fail, 1 error, 0 skip; ")
    assert "people       1      0      1      1      0" in lines


def test_plain_text_counts_mistakes_and_says_where_they_are(report: ScanReport) -> None:
    place = ReportLocation(file="checks.yml", line=3, column=5)
    mistake = ReportError(code="unknown-key", message="unknown key", location=place)

    text = render_report(report.model_copy(update={"errors": (mistake,)}), "text")

    assert "\nchecks.yml:3:5: unknown key\n" in text
    assert "; 1 error outside of checks; " in text.splitlines()[-1]
    assert "outside" not in render_report(report, "text")


def test_quiet_text_leaves_out_what_passed(report: ScanReport) -> None:
    text = render_report(report, "text", Style(is_quiet=True))

    assert "PASS  people" not in text
    assert "FAIL  people" in text


def test_a_terminal_gets_colours_and_the_same_words(report: ScanReport) -> None:
    text = render_report(report, "text", Style(is_terminal=True, width=60))

    assert "\x1b[" in text
    for word in ("PASS", "WARN", "FAIL", "ERROR", "missing_count(name) = 0", "1 is not = 0"):
        assert word in text


def test_an_unknown_format_names_the_known_ones(report: ScanReport) -> None:
    with pytest.raises(ConfigError, match='no format "xml"; use one of text, json'):
        render_report(report, "xml")


def _hostile(report: ScanReport) -> ScanReport:
    check = report.checks[1].model_copy(
        update={"name": HOSTILE, "dataset": HOSTILE, "reason": HOSTILE}
    )
    error = ReportError(code="x", message=HOSTILE)
    return report.model_copy(update={"checks": (check, report.checks[0]), "errors": (error,)})


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_cannot_act_on_a_terminal(report: ScanReport, name: str) -> None:
    text = render_report(_hostile(report), name)

    assert not set(text) & set("\x1b\x9b\x07\r\u202e\u2028")
    assert "\n PASS" not in text


def test_hostile_text_is_no_markup(report: ScanReport) -> None:
    text = render_report(_hostile(report), "text", Style(is_terminal=True, width=400))

    assert "[bold red]x[/]" in text
    assert "\x1b[2J" not in text
    assert "\x9b" not in text


def test_hostile_json_is_still_the_same_text(report: ScanReport) -> None:
    document = json.loads(render_report(_hostile(report), "json"))

    assert document["checks"][0]["name"] == HOSTILE


def test_a_name_with_a_lone_surrogate_can_be_written(duckdb_people: DataSourceSettings) -> None:
    result = scan("checks for people:\n  - row_count > 0", duckdb_people)
    check = replace(result.checks[0].plan.check, name="a\ud800b")
    plan = replace(result.checks[0].plan, check=check)
    odd = replace(result, checks=(replace(result.checks[0], plan=plan),))

    assert "a\ufffdb" in render_report(build_report(odd), "json")


@given(st.text())
def test_shown_text_is_one_printable_line(text: str) -> None:
    shown = show(text)

    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown


@given(st.text())
def test_escaped_json_means_the_same(text: str) -> None:
    assert json.loads(escape_json(json.dumps(text, ensure_ascii=False))) == text


@given(st.text(max_size=600))
def test_identifiers_are_what_the_wire_takes(text: str) -> None:
    name = identifier(text)

    assert 1 <= len(name) <= MAX_IDENTIFIER
    assert name.encode("utf-8")
    assert identifier(name) == name


def test_long_names_that_differ_at_their_end_stay_two() -> None:
    assert identifier("a" * 300 + "1") != identifier("a" * 300 + "2")


@pytest.mark.parametrize(
    ("outcomes", "worst"),
    [
        (["pass", "error", "fail"], "fail"),
        (["pass", "fail", "warn"], "fail"),
        (["pass", "error", "warn"], "error"),
        (["warn", "pass"], "warn"),
        (["pass", "skipped"], "pass"),
        (["skipped"], "skipped"),
        ([], "skipped"),
    ],
)
def test_a_scan_is_as_bad_as_its_worst_check(outcomes: list[Outcome], worst: str) -> None:
    assert worst_outcome(outcomes) == worst


@pytest.mark.parametrize(
    ("outcomes", "fail_on", "is_delivered", "code"),
    [
        (["pass", "skipped", "warn"], [], True, 0),
        ([], [], True, 0),
        (["warn"], ["warn"], True, 11),
        (["skipped"], ["skipped"], True, 12),
        (["skipped"], ["warn"], True, 0),
        (["pass"], [], False, 7),
        (["warn"], ["warn"], False, 7),
        (["error"], [], True, 12),
        (["error"], [], False, 12),
        (["fail", "error"], ["warn"], False, 10),
    ],
)
def test_exit_codes(
    report: ScanReport,
    outcomes: Sequence[str],
    fail_on: Sequence[FailOn],
    is_delivered: bool,
    code: int,
) -> None:
    checks = tuple(report.checks[0].model_copy(update={"outcome": o}) for o in outcomes)
    of_these = report.model_copy(update={"checks": checks, "errors": ()})

    assert exit_code(of_these, fail_on=fail_on, is_delivered=is_delivered) == code


def test_a_check_that_does_not_compile_points_at_its_line(
    sqlite_people: DataSourceSettings,
) -> None:
    result = scan("checks for people:\n  - stddev(score) < 9", sqlite_people)
    assert isinstance(result.checks[0], CheckResult)

    (error,) = build_report(result).errors

    assert (error.code, error.check) == ("unsupported-metric", result.checks[0].plan.check.id)
    assert error.location is not None
    assert error.location.line == 2


def test_errors_from_before_the_scan_come_first(duckdb_people: DataSourceSettings) -> None:
    result = scan("checks for people:\n  - avg(nope) > 1", duckdb_people)
    early = ReportError(code="unknown-key", message="unknown key")

    report = build_report(result, errors=[early])

    assert report.errors[0] == early
    assert len(report.errors) == 2
    assert "unknown key" in render_report(report, "text")
