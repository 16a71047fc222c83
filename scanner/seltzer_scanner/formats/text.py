"""A report for people: one line per check, then a summary."""

from collections import Counter
from collections.abc import Iterator, Mapping

from seltzer_scanner.evaluate.values import format_value
from seltzer_scanner.foreign_text import show
from seltzer_scanner.formats import Style
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck, ReportError, ScanReport

WORDS: Mapping[Outcome, str] = {
    "pass": "PASS",
    "warn": "WARN",
    "fail": "FAIL",
    "error": "ERROR",
    "skipped": "SKIP",
}
_WORD_WIDTH = 5
_INDENT = " " * (_WORD_WIDTH + 1)
_NO_DATASET = "-"


def render_text(report: ScanReport, style: Style) -> str:
    """Give the report as lines, with colours and a table on a terminal."""
    if not style.is_terminal:
        lines = [*_plain_checks(report, style), *_plain_summary(report)]
        return "\n".join(lines) + "\n"
    # Imported here: who reads plain lines or JSON does not wait for it.
    from seltzer_scanner.formats.terminal import render_terminal

    return render_terminal(report, style)


def shown_checks(report: ScanReport, style: Style) -> tuple[ReportCheck, ...]:
    """Give the checks that get lines."""
    return tuple(c for c in report.checks if not style.is_quiet or c.outcome != "pass")


def check_lines(check: ReportCheck) -> tuple[str, ...]:
    """Give a check's lines without its outcome: what it asks and, unless it passed, why not."""
    dataset = f"{show(check.dataset)}: " if check.dataset is not None else ""
    first = f"{dataset}{show(check.name)}"
    if check.outcome == "pass":
        return (first,)
    # Its reason compares the value with what is wanted; that of an anomaly which is not judged
    # cannot.
    is_told = check.value is None or check.kind != "anomaly" or check.outcome in ("warn", "fail")
    value = "" if is_told else f"{format_value(check.value or 0, 'number')}: "
    place = f"{show(check.location.file)}:{check.location.line}:{check.location.column}"
    return (first, f"{value}{show(check.reason or 'no reason given')}", place)


def error_lines(report: ScanReport) -> tuple[str, ...]:
    """Give the errors that belong to no check."""
    return tuple(_error(error) for error in report.errors if not _is_of_check(error, report))


def counts_by_dataset(report: ScanReport) -> dict[str, Counter[Outcome]]:
    """Count outcomes for each dataset, in the order of the checks."""
    counts: dict[str, Counter[Outcome]] = {}
    for check in report.checks:
        name = show(check.dataset) if check.dataset is not None else _NO_DATASET
        counts.setdefault(name, Counter())[check.outcome] += 1
    return counts


def summary_line(report: ScanReport) -> str:
    """Give the totals in one line."""
    counts = Counter(check.outcome for check in report.checks)
    parts = [f"{counts[outcome]} {word.lower()}" for outcome, word in WORDS.items()]
    seconds = (report.ended_at - report.started_at).total_seconds()
    checks, queries = len(report.checks), len(report.queries)
    return (
        f"{_count(checks, 'check')}: {', '.join(parts)}; "
        f"{_count(queries, 'query', 'queries')} in {seconds:.1f} s on {show(report.data_source)}"
    )


def _plain_checks(report: ScanReport, style: Style) -> Iterator[str]:
    checks = shown_checks(report, style)
    for check in checks:
        first, *details = check_lines(check)
        yield f"{WORDS[check.outcome]:<{_WORD_WIDTH}} {first}"
        for detail in details:
            yield f"{_INDENT}{detail}"
    errors = error_lines(report)
    yield from errors
    if checks or errors:
        yield ""


def _plain_summary(report: ScanReport) -> Iterator[str]:
    counts = counts_by_dataset(report)
    if len(counts) > 1:
        width = max(len("dataset"), *(len(name) for name in counts))
        yield f"{'dataset':<{width}}  " + "  ".join(f"{word:>5}" for word in WORDS.values())
        for name, found in counts.items():
            yield f"{name:<{width}}  " + "  ".join(f"{found[o]:>5}" for o in WORDS)
        yield ""
    yield summary_line(report)


def _is_of_check(error: ReportError, report: ScanReport) -> bool:
    """Tell whether a check shows the error already."""
    if error.check is not None:
        return True
    return any(error.query in check.queries and check.outcome == "error" for check in report.checks)


def _error(error: ReportError) -> str:
    place = f"{show(error.location.file)}:{error.location.line}: " if error.location else ""
    return f"{place}{show(error.message)}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"
