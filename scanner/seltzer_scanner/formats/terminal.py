"""The text report with colours and a table, by rich.

All text from elsewhere goes in as `Text`, never as markup, so that `[red]` in a name stays a name.
"""

from collections.abc import Mapping
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from seltzer_scanner.formats import Style
from seltzer_scanner.formats.text import check_lines, error_lines, shown_checks, summary_line
from seltzer_scanner.formats.words import WORDS, counts_by_dataset
from seltzer_specs.wire.base import Outcome
from seltzer_specs.wire.scan_report import ReportCheck, ScanReport

COLOURS: Mapping[Outcome, str] = {
    "pass": "green",
    "warn": "yellow",
    "fail": "bold red",
    "error": "bold magenta",
    "skipped": "dim",
}


def render_terminal(report: ScanReport, style: Style) -> str:
    """Give the report with escape sequences for a terminal."""
    console = Console(
        file=StringIO(), force_terminal=True, width=style.width, highlight=False, markup=False
    )
    with console.capture() as capture:
        for check in shown_checks(report, style):
            console.print(_check(check), soft_wrap=True)
        for line in error_lines(report):
            console.print(Text(line, style="magenta"), soft_wrap=True)
        console.print()
        if len(counts_by_dataset(report)) > 1:
            console.print(_table(report))
        console.print(Text(summary_line(report), style="bold"), soft_wrap=True)
    return capture.get()


def _check(check: ReportCheck) -> Text:
    first, *details = check_lines(check)
    line = Text()
    line.append(f"{WORDS[check.outcome]:<5} ", style=COLOURS[check.outcome])
    line.append(first)
    for detail in details:
        line.append(f"\n      {detail}", style="dim")
    return line


def _table(report: ScanReport) -> Table:
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("dataset")
    for outcome, word in WORDS.items():
        table.add_column(word, justify="right", style=COLOURS[outcome])
    for name, counts in counts_by_dataset(report).items():
        table.add_row(Text(name), *(str(counts[outcome] or "") for outcome in WORDS))
    return table
