"""A report as a notebook shows it: a verdict, what did not pass, and the rest folded."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from seltzer_scanner.foreign_text import show
from seltzer_scanner.formats.text import summary_line
from seltzer_scanner.formats.words import WORDS, errors_without_check, place_of, why
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck

if TYPE_CHECKING:
    from seltzer.report import Report

_COLOURS: Mapping[Outcome, str] = {
    "pass": "#1a7f37",
    "warn": "#9a6700",
    "fail": "#cf222e",
    "error": "#8250df",
    "skipped": "#6e7781",
}
_WORST_FIRST: tuple[Outcome, ...] = ("fail", "error", "warn", "skipped")


def render_html(report: "Report") -> str:
    """Give a part of a page, without scripts; all text from elsewhere is escaped."""
    problems = [check for outcome in _WORST_FIRST for check in report.of(outcome)]
    mistakes = [show(error.message) for error in errors_without_check(report.scan)]
    parts = [
        f"<p>{_word(report.outcome)} {escape(summary_line(report.scan))}</p>",
        *(f"<p>{_word('error')} {escape(mistake)}</p>" for mistake in mistakes),
    ]
    if problems:
        parts.append(_table(("", "dataset", "check", "why", "where"), map(_problem, problems)))
    if report.passed:
        table = _table(("dataset", "check"), map(_passed, report.passed))
        parts.append(f"<details><summary>{len(report.passed)} passed</summary>{table}</details>")
    return f"<div>{''.join(parts)}</div>"


def _problem(check: ReportCheck) -> Sequence[str]:
    texts = (why(check), place_of(check.location))
    return (_word(check.outcome), *_passed(check), *map(escape, texts))


def _passed(check: ReportCheck) -> Sequence[str]:
    return (escape(show(check.dataset or "")), escape(show(check.name)))


def _table(columns: Sequence[str], rows: "map[Sequence[str]]") -> str:
    head = "".join(f"<th>{column}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(content: str) -> str:
    return f'<td style="text-align:left">{content}</td>'


def _word(outcome: Outcome) -> str:
    return f'<b style="color:{_COLOURS[outcome]}">{WORDS[outcome].lower()}</b>'
