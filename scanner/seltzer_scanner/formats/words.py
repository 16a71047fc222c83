"""What every format says about a check, in the same words."""

from collections import Counter
from collections.abc import Mapping

from seltzer_scanner.evaluate.values import format_value
from seltzer_scanner.foreign_text import show
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck, ReportError, ReportLocation, ScanReport

WORDS: Mapping[Outcome, str] = {
    "pass": "PASS",
    "warn": "WARN",
    "fail": "FAIL",
    "error": "ERROR",
    "skipped": "SKIP",
}

NO_DATASET = "-"


def title(check: ReportCheck) -> str:
    """Give the dataset and the name of a check, in one line."""
    dataset = f"{show(check.dataset)}: " if check.dataset is not None else ""
    return f"{dataset}{show(check.name)}"


def why(check: ReportCheck) -> str:
    """Give the reason of an outcome that is not `pass`, in one line."""
    # Its reason compares the value with what is wanted; that of an anomaly which is not judged
    # cannot.
    is_told = check.value is None or check.kind != "anomaly" or check.outcome in ("warn", "fail")
    value = "" if is_told else f"{format_value(check.value or 0, 'number')}: "
    return f"{value}{show(check.reason or 'no reason given')}"


def place_of(location: ReportLocation) -> str:
    """Give `file:line:column`."""
    return f"{show(location.file)}:{location.line}:{location.column}"


def errors_without_check(report: ScanReport) -> tuple[ReportError, ...]:
    """Give the errors that no check shows already."""
    shown = {q for check in report.checks if check.outcome == "error" for q in check.queries}
    return tuple(
        error for error in report.errors if error.check is None and error.query not in shown
    )


def errors_outside(report: ScanReport) -> str | None:
    """Count in words the errors that no check shows already; None where there is none."""
    number = len(errors_without_check(report))
    return f"{count(number, 'error')} outside of checks" if number else None


def counts_by_dataset(report: ScanReport) -> dict[str, Counter[Outcome]]:
    """Count outcomes for each dataset, in the order of the checks."""
    counts: dict[str, Counter[Outcome]] = {}
    for check in report.checks:
        name = show(check.dataset) if check.dataset is not None else NO_DATASET
        counts.setdefault(name, Counter())[check.outcome] += 1
    return counts


def left_out(report: ScanReport) -> str | None:
    """Give how many checks a selection left out, and which; None where all were asked for."""
    if report.selection is None:
        return None
    options = [f"--select {show(selector)}" for selector in report.selection.select]
    options += [f"--exclude {show(selector)}" for selector in report.selection.exclude]
    return f"{report.selection.left_out} left out by {' '.join(options)}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Give a number with its noun."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
