"""The text report with colours and tables, by rich.

All text from elsewhere goes in as `Text`, never as markup, so that `[red]` in a name stays a name.
"""

from collections import Counter
from collections.abc import Mapping
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from seltzer_scanner.formats import Style
from seltzer_scanner.formats.text import check_lines, error_lines, shown_checks, summary_line
from seltzer_scanner.formats.words import WORDS, count, counts_by_dataset, title, why
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck, ScanReport

COLOURS: Mapping[Outcome, str] = {
    "pass": "green",
    "warn": "yellow",
    "fail": "bold red",
    "error": "bold magenta",
    "skipped": "dim",
}
_MAX_DATASETS = 15
"""With more, those whose checks all passed are counted."""

_MAX_AGAIN = 10
"""Problems that are told once more below a list that has scrolled away."""


def render_terminal(report: ScanReport, style: Style) -> str:
    """Give the report for a terminal, with the worst where the eye is: at its end."""
    console = Console(
        file=StringIO(),
        force_terminal=True,
        color_system="auto" if style.has_colour else None,
        width=style.width,
        highlight=False,
        markup=False,
    )
    with console.capture() as capture:
        checks = shown_checks(report, style)
        for check in checks:
            console.print(_check(check), soft_wrap=True)
        for line in error_lines(report):
            console.print(Text(line, style="magenta"), soft_wrap=True)
        console.print()
        if len(counts_by_dataset(report)) > 1:
            _print_counts(report, console)
        if sum(len(check_lines(check)) for check in checks) > style.height:
            _print_again(report, console, is_quiet=style.is_quiet)
        console.print(Text(summary_line(report), style="bold"), soft_wrap=True)
    return capture.get()


def _check(check: ReportCheck) -> Text:
    first, *details = check_lines(check)
    line = _word(check)
    line.append(first)
    for detail in details:
        line.append(f"\n      {detail}", style="dim")
    return line


def _word(check: ReportCheck) -> Text:
    return Text().append(f"{WORDS[check.outcome]:<5} ", style=COLOURS[check.outcome])


def _print_counts(report: ScanReport, console: Console) -> None:
    counts = counts_by_dataset(report)
    shown = counts
    if len(counts) > _MAX_DATASETS:
        shown = {name: found for name, found in counts.items() if set(found) != {"pass"}}
    if shown:
        console.print(_table(shown))
    passed = len(counts) - len(shown)
    if passed:
        others = "other " if shown else ""
        console.print(Text(f"all checks of {count(passed, f'{others}dataset')} passed"))
    console.print()


def _table(counts: Mapping[str, Counter[Outcome]]) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("dataset", overflow="ellipsis", no_wrap=True)
    for outcome, word in WORDS.items():
        table.add_column(word, justify="right", style=COLOURS[outcome])
    for name, found in counts.items():
        table.add_row(Text(name), *(str(found[outcome] or "") for outcome in WORDS))
    return table


def _print_again(report: ScanReport, console: Console, *, is_quiet: bool) -> None:
    """Tell the first problems in one line each, where the list of checks has scrolled away."""
    problems = [
        check
        for outcome in ("fail", "error", "warn")
        for check in report.checks
        if check.outcome == outcome
    ]
    for check in problems[:_MAX_AGAIN]:
        line = _word(check).append(f"{title(check)}: {why(check)}")
        console.print(line, no_wrap=True, overflow="ellipsis")
    more = len(problems) - _MAX_AGAIN
    if more > 0:
        hint = "" if is_quiet else "; -q shows these alone"
        console.print(Text(f"      and {more} more above{hint}"))
    if problems:
        console.print()
