"""Reports as SARIF: valid, at the line of the check, the same finding over commits."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from tests.scanner.reports import EVERY, NASTY, check, report

from seltzer_scanner.formats import Style, render_report
from seltzer_specs.wire.scan_report import ReportError, ReportLocation, ScanReport

SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
"""The schema of the standard, as schemastore.org publishes it."""

VALIDATOR = Draft4Validator(SCHEMA)


def run_of(of: ScanReport, style: Style | None = None) -> dict[str, Any]:
    """Give the run of a valid log whose results name their rules."""
    log = json.loads(render_report(of, "sarif", style))
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    return dict(run)


def test_what_did_not_pass_is_a_finding_of_its_level() -> None:
    found = [(r["ruleId"], r["level"], r.get("kind")) for r in run_of(EVERY)["results"]]

    assert found == [
        ("orders.fail", "error", None),
        ("orders.warn", "warning", None),
        ("orders.error", "error", None),
        ("orders.skipped", "none", "notApplicable"),
        ("unknown-key", "error", None),
    ]


def test_every_check_is_a_rule_so_that_it_is_known_to_have_run() -> None:
    rules = run_of(EVERY)["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == [
        *(check.id for check in EVERY.checks),
        "unknown-key",
    ]
    assert rules[0]["shortDescription"] == {"text": "orders: a check to fail"}


def test_a_finding_is_at_the_line_and_column_of_its_check() -> None:
    style = Style(place=lambda file: f"shop/100% {file}")
    place = run_of(EVERY, style)["results"][0]["locations"][0]["physicalLocation"]

    assert place == {
        "artifactLocation": {
            "uri": "shop/100%25%20checks/orders.yml",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 7, "startColumn": 5},
    }


def test_messages_say_what_and_why() -> None:
    texts = [result["message"]["text"] for result in run_of(EVERY)["results"]]

    assert texts == [
        "orders: a check to fail: 1 is not = 0",
        "orders: a check to warn: 3 is < 5",
        'orders: a check to error: could not be computed: no column "nope"',
        "orders: a check to skipped: skipped: nothing to evaluate: no values",
        'unknown key "x"',
    ]


def test_a_finding_stays_the_same_when_lines_are_put_above_it_or_it_gets_worse() -> None:
    moved = ReportLocation(file="checks/orders.yml", line=70, column=5)
    before, after = (
        run_of(report(one))["results"][0]["partialFingerprints"]
        for one in (check("fail"), check("error", id="orders.fail", location=moved))
    )

    assert before == after


def test_the_groups_of_one_check_are_findings_of_one_rule() -> None:
    groups = [check("fail", id="g", group=name, name=f"n [{name}]") for name in ("BE", "NL")]
    run = run_of(report(*groups))
    fingerprints = {str(result["partialFingerprints"]) for result in run["results"]}

    assert len(run["tool"]["driver"]["rules"]) == 1
    assert len(fingerprints) == 2


def test_a_statement_that_failed_without_a_check_makes_the_run_unsuccessful() -> None:
    lost = report(check("pass"), errors=(ReportError(code="timeout", message="too slow"),))
    (invocation,) = run_of(lost)["invocations"]

    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"] == {"text": "too slow"}
    assert invocation["startTimeUtc"] == "2026-11-20T12:00:00Z"


def test_each_data_source_has_its_own_category() -> None:
    assert run_of(EVERY)["automationDetails"] == {"id": "seltzer scan/shop/"}


def test_hostile_text_cannot_act_on_a_terminal() -> None:
    run_of(NASTY)
    text = render_report(NASTY, "sarif")

    assert not set(text) & set("\x00\x1b\x9b\u202e\ud800")


@given(st.text(max_size=30))
def test_any_name_makes_a_valid_log(name: str) -> None:
    run_of(report(check("fail", id=name, name=name, dataset=name, reason=name), data_source=name))
