"""A report as JUnit XML, which CI systems show as tests.

It keeps to what both common schemas allow, those of Apache Ant and of Jenkins' xUnit plugin: no
attributes of `testsuites`, no place of a test but in its text, and a test without children passed.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from xml.etree import ElementTree as ET

from seltzer_scanner.foreign_text import show
from seltzer_scanner.formats import Style
from seltzer_scanner.formats.words import (
    NO_DATASET,
    count,
    errors_without_check,
    left_out,
    place_of,
    why,
)
from seltzer_specs.wire.scan_report import ReportCheck, ReportError, ScanReport

MISTAKES = "errors outside of checks"
"""Name of the suite of what could not be done besides checks, such as a mistake in a spec."""

# XML 1.0 has no way to write these, not even escaped.
_NO_XML = re.compile("[\ufffe\uffff]")

Element: TypeAlias = Literal["failure", "error", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A test: `element` is None where it passed, `note` a line about one that passed with it."""

    name: str
    duration_s: float = 0.0
    element: Element | None = None
    type: str = ""
    message: str = ""
    detail: str = ""
    note: str | None = None


def render_junit(report: ScanReport, style: Style) -> str:
    """Give one suite per dataset and one test per check.

    `fail` is a failure, `error` an error, `skipped` skipped. `warn` is a test that passed, with a
    line in the suite's output, unless warnings are failures to the reader. A query's time is
    shared out among the checks that it served, so that the times add up.
    """
    root = ET.Element("testsuites")
    shares = _shares(report)
    suites: dict[str, list[_Case]] = {}
    for check, name in zip(report.checks, _names(report.checks), strict=True):
        dataset = show(check.dataset) if check.dataset is not None else NO_DATASET
        duration_s = sum(shares.get(query, 0.0) for query in check.queries)
        suites.setdefault(dataset, []).append(_case(check, name, duration_s, style))
    mistakes = [_mistake(error) for error in errors_without_check(report)]
    if mistakes:
        suites[MISTAKES] = mistakes
    for number, (name, cases) in enumerate(suites.items()):
        _add_suite(root, name, cases, number=number, report=report)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _shares(report: ScanReport) -> dict[str, float]:
    """Give each query's seconds for one of the checks that it served."""
    served = Counter(query for check in report.checks for query in set(check.queries))
    return {
        query.id: (query.duration_s or 0.0) / served[query.id]
        for query in report.queries
        if served[query.id]
    }


def _names(checks: Sequence[ReportCheck]) -> list[str]:
    """Name the tests; CI systems drop or mix those of one suite that have one name."""
    shown = [_clean(check.name) for check in checks]
    times = Counter(zip((check.dataset for check in checks), shown, strict=True))
    seen = Counter[tuple[str | None, str]]()
    names: list[str] = []
    for check, name in zip(checks, shown, strict=True):
        if times[check.dataset, name] > 1:
            name = f"{name} ({_clean(check.id)})"  # noqa: PLW2901  # the name by which it is known
        seen[check.dataset, name] += 1
        again = seen[check.dataset, name]
        names.append(name if again == 1 else f"{name} #{again}")
    return names


def _case(check: ReportCheck, name: str, duration_s: float, style: Style) -> _Case:
    if check.outcome == "pass":
        return _Case(name=name, duration_s=duration_s)
    reason = _clean(why(check))
    place = _clean(place_of(check.location))
    if check.outcome == "warn" and "warn" not in style.fail_on:
        return _Case(name=name, duration_s=duration_s, note=f"WARN {name}: {reason} ({place})")
    return _Case(
        name=name,
        duration_s=duration_s,
        element=_element(check, style),
        type=check.outcome,
        message=reason,
        detail=f"{_clean(check.definition)}\n{reason}\n{place}",
    )


def _element(check: ReportCheck, style: Style) -> Element:
    if check.outcome == "skipped":
        return "error" if "skipped" in style.fail_on else "skipped"
    return "error" if check.outcome == "error" else "failure"


def _mistake(error: ReportError) -> _Case:
    message = _clean(error.message)
    place = f"{_clean(place_of(error.location))}: " if error.location is not None else ""
    return _Case(
        name=f"{place}{message}",
        element="error",
        type=_clean(error.code),
        message=message,
        detail=f"{place}{message}",
    )


def _add_suite(
    root: ET.Element, name: str, cases: Sequence[_Case], *, number: int, report: ScanReport
) -> None:
    elements = Counter(case.element for case in cases)
    package = _clean(report.data_source)
    suite = ET.SubElement(
        root,
        "testsuite",
        name=_clean(name),
        package=package,
        id=str(number),
        timestamp=report.started_at.strftime("%Y-%m-%dT%H:%M:%S"),
        hostname="localhost",
        tests=str(len(cases)),
        failures=str(elements["failure"]),
        errors=str(elements["error"]),
        skipped=str(elements["skipped"]),
        time=_seconds(sum(case.duration_s for case in cases)),
    )
    properties = ET.SubElement(suite, "properties")
    ET.SubElement(properties, "property", name="data_time", value=report.data_time.isoformat())
    others = left_out(report)
    if others is not None:
        ET.SubElement(properties, "property", name="selection", value=_clean(others))
    for case in cases:
        _add_case(suite, case, classname=f"{package}.{_clean(name)}")
    ET.SubElement(suite, "system-out").text = _output(cases)
    ET.SubElement(suite, "system-err")


def _add_case(suite: ET.Element, case: _Case, *, classname: str) -> None:
    test = ET.SubElement(
        suite, "testcase", name=case.name, classname=classname, time=_seconds(case.duration_s)
    )
    if case.element is not None:
        found = ET.SubElement(test, case.element, type=case.type, message=case.message)
        found.text = case.detail


def _output(cases: Sequence[_Case]) -> str | None:
    notes = [case.note for case in cases if case.note is not None]
    if not notes:
        return None
    return "\n".join([count(len(notes), "warning"), *notes])


def _seconds(duration_s: float) -> str:
    return f"{duration_s:.3f}"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", show(text)) or "-"
