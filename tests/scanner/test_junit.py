"""Reports as JUnit XML: valid, each outcome in its place, times that add up."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from tests.scanner.reports import EVERY, NASTY, check, query, report

from seltzer_scanner.formats import Style, render_report
from seltzer_scanner.outcome import FailOn
from seltzer_specs.wire.scan_report import ScanReport

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[1] / "schemas" / "junit.xsd")


def junit(of: ScanReport, *fail_on: FailOn) -> ET.Element:
    """Give the valid tree of a report."""
    text = render_report(of, "junit", Style(fail_on=frozenset(fail_on)))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    root = ET.fromstring(text)
    SCHEMA.validate(text)
    return root


def element(root: ET.Element, outcome: str) -> str | None:
    """Give the name of what a test found; None where it passed."""
    (case,) = root.findall(f".//testcase[@name='a check to {outcome}'][@classname='shop.orders']")
    return next((child.tag for child in case), None)


def test_each_outcome_is_what_ci_systems_understand_by_it() -> None:
    root = junit(EVERY)

    assert {o: element(root, o) for o in ("pass", "warn", "fail", "error", "skipped")} == {
        "pass": None,
        "warn": None,
        "fail": "failure",
        "error": "error",
        "skipped": "skipped",
    }


def test_a_suite_counts_what_it_holds() -> None:
    suites = junit(EVERY).findall("testsuite")

    counted = ("name", "id", "tests", "failures", "errors", "skipped")
    assert [tuple(suite.get(name) for name in counted) for suite in suites] == [
        ("orders", "0", "5", "1", "1", "1"),
        ("customers", "1", "1", "0", "0", "0"),
        ("errors outside of checks", "2", "1", "0", "1", "0"),
    ]


def test_a_failure_says_why_and_where() -> None:
    (failure,) = junit(EVERY).iter("failure")

    assert failure.attrib == {"type": "fail", "message": "1 is not = 0"}
    assert failure.text == "row_count > 0\n1 is not = 0\nchecks/orders.yml:7:5"


def test_a_warning_stands_in_the_output_of_its_suite() -> None:
    output = junit(EVERY).findtext("testsuite/system-out")

    assert output == "1 warning\nWARN a check to warn: 3 is < 5 (checks/orders.yml:7:5)"


@pytest.mark.parametrize(
    ("fail_on", "outcome", "found"), [("warn", "warn", "failure"), ("skipped", "skipped", "error")]
)
def test_what_fails_the_command_fails_the_test(fail_on: FailOn, outcome: str, found: str) -> None:
    assert element(junit(EVERY, fail_on), outcome) == found


def test_times_of_queries_are_shared_out_and_add_up() -> None:
    checks = [check("pass", name=str(n), queries=("q_1",)) for n in range(3)]
    both = check("pass", name="both", queries=("q_1", "q_2"))
    root = junit(report(*checks, both, queries=(query("q_1", 2.0), query("q_2", 0.25))))

    times = [float(case.get("time", "")) for case in root.iter("testcase")]
    assert times == [0.5, 0.5, 0.5, 0.75]
    (suite,) = root.findall("testsuite")
    assert suite.get("time") == "2.250"


def test_tests_of_one_suite_have_different_names() -> None:
    same = [check("pass", id=name, name="row_count > 0") for name in ("a", "b", "b")]
    names = [case.get("name") for case in junit(report(*same)).iter("testcase")]

    assert names == ["row_count > 0 (a)", "row_count > 0 (b)", "row_count > 0 (b) #2"]


def test_a_scan_without_checks_has_no_suite() -> None:
    assert list(junit(report())) == []


def test_hostile_names_are_text() -> None:
    (failure,) = junit(NASTY).iter("failure")

    assert "<b>&amp; | `x` @kim -->" in failure.attrib["message"]
    assert "\\x00\\x1b[2J" in failure.attrib["message"]


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_name_makes_valid_xml(name: str) -> None:
    junit(report(check("fail", id=name, name=name, dataset=name, reason=name), data_source=name))
