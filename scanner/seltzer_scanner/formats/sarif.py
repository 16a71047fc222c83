"""A report as SARIF: each check is a rule, each that did not pass a finding at its line."""

import json
from collections.abc import Mapping
from itertools import chain
from typing import Any

from seltzer_scanner.foreign_text import escape_json, identifier, show
from seltzer_scanner.formats import Style
from seltzer_scanner.formats.sarif_log import (
    Level,
    SarifPlace,
    SarifResult,
    build_log,
)
from seltzer_scanner.formats.words import errors_without_check, left_out, title, why
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck, ReportError, ReportLocation, ScanReport

_LEVELS: Mapping[Outcome, Level] = {
    "fail": "error",
    "error": "error",
    "warn": "warning",
    "skipped": "none",
}
_LEADS: Mapping[Outcome, str] = {
    "fail": "",
    "warn": "",
    "error": "could not be computed: ",
    "skipped": "skipped: ",
}


def render_sarif(report: ScanReport, style: Style) -> str:
    """Give a SARIF log of one run, whose category is the data source.

    A check that could not be computed is a finding too, for a finding that is not there any more
    counts as mended. A skipped one is of the kind `notApplicable`. Errors without a place in a
    spec are notifications of the run.
    """
    errors = errors_without_check(report)
    mistakes = [(error, error.location) for error in errors if error.location is not None]
    lost = [error for error in errors if error.location is None]
    results = [
        *(_of_check(check, style) for check in report.checks if check.outcome != "pass"),
        *(_of_mistake(error, location, style) for error, location in mistakes),
    ]
    rules: dict[str, dict[str, Any]] = {}
    for rule, known in chain(map(_check_rule, report.checks), map(_error_rule, mistakes)):
        rules.setdefault(rule, known)
    log = build_log(results, rules, members=_members(report, lost))
    lines = json.dumps(log, indent=2, ensure_ascii=False).split("\n")
    return "\n".join(escape_json(line) for line in lines) + "\n"


def _check_rule(check: ReportCheck) -> tuple[str, dict[str, Any]]:
    known = {
        "shortDescription": {"text": title(check)},
        "fullDescription": {"text": show(check.definition)},
        "properties": {"tags": ["data quality", check.kind]},
    }
    return identifier(check.id), known


def _error_rule(mistake: tuple[ReportError, ReportLocation]) -> tuple[str, dict[str, Any]]:
    code = mistake[0].code
    return identifier(code), {"shortDescription": {"text": code.replace("-", " ")}}


def _of_check(check: ReportCheck, style: Style) -> SarifResult:
    return SarifResult(
        rule=identifier(check.id),
        level=_LEVELS[check.outcome],
        message=f"{title(check)}: {_LEADS[check.outcome]}{why(check)}",
        place=_place(check.location, style),
        words=check.group or "",
        kind="notApplicable" if check.outcome == "skipped" else None,
    )


def _of_mistake(error: ReportError, location: ReportLocation, style: Style) -> SarifResult:
    return SarifResult(
        rule=identifier(error.code),
        level="error",
        message=show(error.message),
        place=_place(location, style),
        words=show(error.message),
    )


def _members(report: ScanReport, lost: list[ReportError]) -> dict[str, Any]:
    invocation = {
        "executionSuccessful": not lost,
        "startTimeUtc": _time(report.started_at.isoformat()),
        "endTimeUtc": _time(report.ended_at.isoformat()),
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": show(error.message)}} for error in lost
        ],
    }
    return {
        # A later upload of the same category replaces this one, and one of another does not.
        "automationDetails": {"id": f"seltzer scan/{show(_category(report))}/"},
        "properties": {"selection": left_out(report)},
        "invocations": [invocation],
    }


def _category(report: ScanReport) -> str:
    """Name what was scanned: findings of checks that were left out are not mended."""
    chosen = report.selection
    parts = (*chosen.select, *(f"not {text}" for text in chosen.exclude)) if chosen else ()
    return " ".join((report.data_source, *parts))


def _place(location: ReportLocation, style: Style) -> SarifPlace:
    return SarifPlace(file=style.place(location.file), line=location.line, column=location.column)


def _time(text: str) -> str:
    return text.replace("+00:00", "Z")
