"""A report for people: one line per check, then a summary."""

from collections import Counter
from collections.abc import Iterator

from seltzer_scanner.foreign_text import show
from seltzer_scanner.formats import Style
from seltzer_scanner.formats.words import (
    WORDS,
    count,
    counts_by_dataset,
    errors_outside,
    errors_without_check,
    left_out,
    place_of,
    title,
    why,
)
from seltzer_specs.wire.scan_report import ReportCheck, ReportError, ScanReport

_WORD_WIDTH = 5
_INDENT = " " * (_WORD_WIDTH + 1)


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
    if check.outcome == "pass":
        return (title(check),)
    return (title(check), why(check), place_of(check.location))


def error_lines(report: ScanReport) -> tuple[str, ...]:
    """Give the errors that belong to no check."""
    return tuple(_error(error) for error in errors_without_check(report))


def summary_line(report: ScanReport) -> str:
    """Give the totals in one line."""
    counts = Counter(check.outcome for check in report.checks)
    parts = [f"{counts[outcome]} {word.lower()}" for outcome, word in WORDS.items()]
    beside = errors_outside(report)
    seconds = (report.ended_at - report.started_at).total_seconds()
    others = left_out(report)
    return (
        f"{count(len(report.checks), 'check')}: {', '.join(parts)}; "
        f"{f'{beside}; ' if beside else ''}"
        f"{count(len(report.queries), 'query', 'queries')} in {seconds:.1f} s "
        f"on {show(report.data_source)}{f'; {others}' if others else ''}"
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


def _error(error: ReportError) -> str:
    place = f"{place_of(error.location)}: " if error.location else ""
    return f"{place}{show(error.message)}"
