"""A report as Markdown, for a comment on a pull request or the summary of a workflow's step."""

from collections import Counter
from collections.abc import Mapping, Sequence

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
    why,
)
from seltzer_specs.markdown import code, escape
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck, ReportError, ScanReport

BUDGET = 60_000
"""Characters; GitHub refuses a comment above 65,536."""

_SIGNS: Mapping[Outcome, str] = {
    "pass": "✅",
    "warn": "⚠️",
    "fail": "❌",
    "error": "🚫",
    "skipped": "⏭️",
}
_VERBS: Mapping[Outcome, str] = {
    "fail": "failed",
    "error": "could not be computed",
    "warn": "warned",
    "skipped": "skipped",
    "pass": "passed",
}
"""In words, the worst first."""

_ROOM = 200
"""Characters kept free for what is said about rows that did not fit."""


def render_markdown(report: ScanReport, style: Style) -> str:  # noqa: ARG001  # every format takes it
    """Give the verdict, what did not pass with its reason, counts by dataset, and what passed.

    It fits into one comment; rows that do not fit are counted, those of passed checks first.
    """
    text = f"### {_SIGNS[_sign(report)]} Seltzer: {_verdict(report)}\n\n{_about(report)}\n"
    problems = sorted(
        (check for check in report.checks if check.outcome != "pass"),
        key=lambda check: list(_VERBS).index(check.outcome),
    )
    passed = [check for check in report.checks if check.outcome == "pass"]
    text += _table(("Where", "What"), [*map(_error, errors_without_check(report))], text)
    text += _table(("", "Dataset", "Check", "Why", "Where"), [*map(_problem, problems)], text)
    text += _counts(report, text)
    if passed:
        text += _folded(f"{len(passed)} passed", ("Dataset", "Check"), [*map(_pass, passed)], text)
    return text


def _sign(report: ScanReport) -> Outcome:
    is_worse = report.outcome != "fail" and errors_without_check(report)
    return "error" if is_worse else report.outcome


def _verdict(report: ScanReport) -> str:
    counts = Counter(check.outcome for check in report.checks)
    total = len(report.checks)
    words = [f"{counts[outcome]} {verb}" for outcome, verb in _VERBS.items() if counts[outcome]]
    told = ", ".join(words) + f" of {count(total, 'check')}" if total else "no checks"
    if total and counts["pass"] == total:
        told = "the check passed" if total == 1 else f"all {total} checks passed"
    beside = errors_outside(report)
    if beside:
        told += f", {beside}"
    return f"{told}, {report.selection.left_out} left out" if report.selection else told


def _about(report: ScanReport) -> str:
    seconds = (report.ended_at - report.started_at).total_seconds()
    queries = count(len(report.queries), "query", "queries")
    others = left_out(report)
    return (
        f"{_code(report.data_source)} · {queries} in {seconds:.1f} s · "
        f"data of {report.data_time:%Y-%m-%d %H:%M} UTC"
        f"{f' · {_code(others)}' if others else ''}"
    )


def _error(error: ReportError) -> Sequence[str]:
    place = _code(place_of(error.location)) if error.location is not None else ""
    return (place, escape(show(error.message)))


def _problem(check: ReportCheck) -> Sequence[str]:
    sign = f"{_SIGNS[check.outcome]} {WORDS[check.outcome].lower()}"
    return (sign, *_pass(check), escape(why(check)), _code(place_of(check.location)))


def _pass(check: ReportCheck) -> Sequence[str]:
    return (_code(check.dataset or ""), escape(show(check.name)))


def _counts(report: ScanReport, before: str) -> str:
    counts = counts_by_dataset(report)
    if len(counts) < 2:
        return ""
    rows = [
        (_code(name), *(str(found[outcome] or "") for outcome in WORDS))
        for name, found in counts.items()
    ]
    columns = ("Dataset", *(word.lower() for word in WORDS.values()))
    return _folded(f"{len(counts)} datasets", columns, rows, before)


def _folded(
    summary: str, columns: Sequence[str], rows: Sequence[Sequence[str]], before: str
) -> str:
    table = _table(columns, rows, before)
    return f"\n<details><summary>{summary}</summary>\n{table}\n</details>\n" if table else ""


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], before: str) -> str:
    """Give as many rows as fit after the text before them, and count the rest."""
    room = BUDGET - len(before) - _ROOM
    lines = ["", _row(columns), _row(["---"] * len(columns))] if rows else []
    for number, cells in enumerate(rows):
        line = _row(cells)
        room -= len(line) + 1
        if room < 0:
            lines += ["", f"{len(rows) - number} more did not fit here."]
            break
        lines.append(line)
    return "".join(f"{line}\n" for line in lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    return code(show(text))
