"""A pull-request report as Markdown for GitHub, within the size of one comment."""

import re
from collections.abc import Callable, Sequence

from seltzer_dialects.estimate import Estimate, describe
from seltzer_reconciler.report import (
    PullRequestReport,
    ReportedCheck,
    ReportedQuery,
    ReportedReads,
    ReportMistake,
)
from seltzer_reconciler.text import render_plan
from seltzer_reconciler.waiting import ReportedSection
from seltzer_specs.markdown import code, escape

BUDGET = 60_000
"""Characters; GitHub refuses a comment above 65,536."""

MAX_NAMES = 8
SIGN = {"added": "🟢 new", "removed": "⚪ removed", "changed": "🟠 changed"}
FOR = "for the catalogue"
WAITING = (
    "#### Not shown here\n\nThese sections become checks when they are scanned, with the catalogue "
    "of that day: **what they add, change or remove is not in this report.** Commit a snapshot "
    "made by `seltzer schema pull` to see it."
)


def render_markdown(report: PullRequestReport, *, budget: int = BUDGET) -> str:
    """Give a report as Markdown.

    Args:
        report: What to tell.
        budget: Most characters; what does not fit is counted, least important parts last.
    """
    parts = [f"### Seltzer: {_verdict(report)}", _commits(report)]
    if report.mistakes:
        parts.append(_mistakes(report.mistakes))
    if report.checks:
        parts.append(_checks(report.checks))
    if report.waiting:
        parts.append(_waiting(report.waiting))
    if report.plan is not None:
        parts.append(_fold("Monitors: plan against the cloud", _fence("diff", _plan_text(report))))
    text = "\n\n".join(part for part in parts if part)
    return _append(text, "Compiled SQL", report.queries, _query, budget=budget) + "\n"


def _verdict(report: PullRequestReport) -> str:
    if report.mistakes:
        return _count(len(report.mistakes), "mistake")
    waiting = [section for section in report.waiting if section.change != "settled"]
    if not report.is_changed:
        seen = f" seen, {_waits(waiting)} and cannot be compared" if waiting else ""
        return f"no check, query or monitor changes{seen}"
    words: list[str] = []
    for change in ("added", "changed", "removed"):
        number = sum(check.change == change for check in report.checks)
        if number:
            words.append(f"{_count(number, 'check')} {change}")
    if report.queries:
        one = len(report.queries) == 1
        words.append("1 query differs" if one else f"{len(report.queries)} queries differ")
    if report.plan is not None and report.plan.summary["conflict"]:
        words.append(_count(report.plan.summary["conflict"], "monitor conflict"))
    if waiting:
        words.append(_waits(waiting))
    return ", ".join(words) or "monitors differ from the cloud"


def _waits(sections: Sequence[ReportedSection]) -> str:
    """Count sections, and those that the pull request touches."""
    number = len(sections)
    touched = [
        f"{count} {change}"
        for change in ("added", "changed")
        if (count := sum(section.change == change for section in sections))
    ]
    of_them = f" ({', '.join(touched)})" if touched else ""
    return f"{_count(number, 'section')} {'waits' if number == 1 else 'wait'} {FOR}{of_them}"


def _count(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _commits(report: PullRequestReport) -> str:
    base, head = (c[:12] if c else "the work tree" for c in (report.base, report.head))
    scans = ""
    if report.scans_before != report.scans_after:
        scans = f" · table scans {report.scans_before} → {report.scans_after}"
    return f"`{base}` → `{head}`{scans}{_reads(report)}"


def _reads(report: PullRequestReport) -> str:
    """Say what a scan reads before and after, where the engines were asked."""
    before, after = report.reads_before, report.reads_after
    if before is None or after is None:
        return ""
    if before == after:
        return f" · a scan reads {_amount(after)}, as before"
    return f" · a scan reads {_amount(before)} → {_amount(after)}"


def _amount(reads: ReportedReads) -> str:
    return describe(Estimate(rows=reads.rows, bytes=reads.bytes))


def _mistakes(mistakes: Sequence[ReportMistake]) -> str:
    lines = ["| Where | What |", "|---|---|"]
    for mistake in mistakes:
        place = f"{mistake.location.file}:{mistake.location.line}:{mistake.location.column}"
        lines.append(f"| {code(place)} | {escape(mistake.message)} |")
    return "\n".join(lines)


def _checks(checks: Sequence[ReportedCheck]) -> str:
    lines = ["| | Dataset | Check | Where |", "|---|---|---|---|"]
    for check in checks:
        place = f"{check.location.file}:{check.location.line}" if check.location else ""
        cells = (SIGN[check.change], code(check.dataset or ""), _definition(check), code(place))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _waiting(sections: Sequence[ReportedSection]) -> str:
    """Say which checks this report cannot know, those that the pull request touches first."""
    touched = [section for section in sections if section.change in ("added", "changed")]
    quiet = [section for section in sections if section.change == "unchanged"]
    settled = [section for section in sections if section.change == "settled"]
    parts: list[str] = []
    if touched or quiet:
        rows = [_row(section) for section in (*touched, *quiet[:MAX_NAMES])]
        parts += [WAITING, "\n".join(["| | Section | Where |", "|---|---|---|", *rows])]
    if len(quiet) > MAX_NAMES:
        parts.append(f"… and {len(quiet) - MAX_NAMES} more sections that are unchanged.")
    if settled:
        names = ", ".join(f"{code(section.header)} ({_place(section)})" for section in settled)
        parts.append(f"No longer waiting, removed or compared with a snapshot now: {names}.")
    return "\n\n".join(parts)


def _row(section: ReportedSection) -> str:
    sign = SIGN.get(section.change, section.change)
    return f"| {sign} | {code(section.header)} | {_place(section)} |"


def _place(section: ReportedSection) -> str:
    return code(f"{section.location.file}:{section.location.line}")


def _definition(check: ReportedCheck) -> str:
    text = code(check.after or check.before or "")
    if check.change == "changed" and check.before != check.after:
        text = f"{code(check.before or '')} → {code(check.after or '')}"
    if check.name in (check.after, check.before):
        return text
    return f"{escape(check.name)}: {text}"


def _plan_text(report: PullRequestReport) -> str:
    return render_plan(report.plan) if report.plan is not None else ""


def _query(query: ReportedQuery) -> str:
    title = f"{query.dataset or 'query'} · {query.data_source} ({query.dialect}) · {query.change}"
    names = ", ".join(code(name) for name in query.serves[:MAX_NAMES])
    more = len(query.serves) - MAX_NAMES
    serves = f"Serves {names}{f' and {more} more' if more > 0 else ''}." if names else ""
    reads = f"Reads {_amount(query.reads)}." if query.reads is not None else ""
    body = "\n\n".join(
        part for part in (serves, reads, _fence("diff", "\n".join(query.diff))) if part
    )
    return _fold(escape(title), body)


def _append(
    text: str,
    title: str,
    items: Sequence[ReportedQuery],
    render: Callable[[ReportedQuery], str],
    *,
    budget: int,
) -> str:
    """Add blocks while they fit, and count the rest."""
    if not items:
        return text[:budget]
    text = f"{text}\n\n#### {title}"
    note_room = 200
    for number, item in enumerate(items):
        block = f"\n\n{render(item)}"
        if len(text) + len(block) > budget - note_room:
            hidden = len(items) - number
            return f"{text}\n\n{hidden} more did not fit here; `seltzer diff` shows all."
        text += block
    return text


def _fold(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _fence(language: str, body: str) -> str:
    """Put text into a fence that is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{body}\n{fence}"
