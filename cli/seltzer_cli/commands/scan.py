"""`seltzer scan`: run checks, push the results, say what came out."""

import os
import sys
from datetime import datetime, timezone
from pathlib import Path

import click

from seltzer_cli.expanding import expand_waiting
from seltzer_cli.findings import place_in_repository
from seltzer_cli.options import parse_size, spec_arguments, template_option
from seltzer_cli.outputs import Output, output_option, prepare_outputs, write_report
from seltzer_cli.progress_bar import has_colours, progress_bar
from seltzer_cli.reporting import code_of_scan, complete_report, is_incomplete
from seltzer_cli.sampling import has_text_screen, show_samples, usable_policy
from seltzer_cli.scanning import ScanOptions, scan_workspace
from seltzer_cli.selecting import locate_changes, parse_selection, select_options
from seltzer_cli.workspace import Workspace, open_workspace
from seltzer_scanner.formats import Style
from seltzer_scanner.outcome import FailOn, exit_code
from seltzer_scanner.result import ScanResult
from seltzer_specs.errors import ConfigError, DeliveryError
from seltzer_specs.scan_limits import MAX_QUERY_TIMEOUT_S, MAX_THREADS
from seltzer_specs.wire.scan_report import ScanReport

EPILOG = """Exit codes: 0 all passed (warnings and skips included), 1 a mistake in the specs or the
usage, 5 the scan would read more than max_bytes, 7 results wait in the spool, 10 a check failed, 11
a check warned (--fail-on warn), 12 a check could not be computed."""


def _parse_time(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f'wants a time such as 2026-01-31T06:00:00Z, got "{text}"'
        ) from error
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def _parse_seconds(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> float | None:
    try:
        seconds = float(text) if text is not None else None
    except ValueError:
        seconds = 0.0
    if seconds is not None and not 0 < seconds <= MAX_QUERY_TIMEOUT_S:
        raise click.BadParameter(f'wants seconds, for example 600, got "{text}"')
    return seconds


@click.command(epilog=EPILOG)
@spec_arguments
@template_option
@select_options
@click.option(
    "-t",
    "--data-time",
    "--data-timestamp",
    callback=_parse_time,
    metavar="ISO",
    help="The time that the data speaks of; now without it.",
)
@output_option
@click.option("--no-push", is_flag=True, help="Keep results here; ask no server for history.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice(["warn", "skipped"]),
    help="Also fail on these outcomes; may be repeated.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, MAX_THREADS),
    metavar="N",
    help="Queries at a time in one data source; without it, what is good for the engine.",
)
@click.option(
    "--query-timeout",
    "--timeout",
    callback=_parse_seconds,
    metavar="SECONDS",
    help="Longest time of one query; an hour without it.",
)
@click.option(
    "--max-bytes",
    callback=parse_size,
    metavar="SIZE",
    help="Refuse, with exit 5, a scan that would read more than this, for example 50GB.",
)
@click.option(
    "--whole",
    "is_whole",
    is_flag=True,
    help="Read partitions anew that did not change since the last scan.",
)
@click.option(
    "--no-statistics",
    is_flag=True,
    help="Do not ask the catalogue about columns; run the SQL that `compile` shows.",
)
@click.option("--no-samples", is_flag=True, help="Fetch no bad rows, whatever the project allows.")
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no lines for passed checks.")
@click.option("--no-color", is_flag=True, help="No colours; as NO_COLOR in the environment.")
def scan(
    specs: tuple[str, ...],
    data_source: str | None,
    configurations: tuple[str, ...],
    variables: dict[str, str],
    project_file: str | None,
    templates: tuple[str, ...],
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    data_time: datetime | None,
    form: str,
    outputs: tuple[Output, ...],
    no_push: bool,
    fail_on: tuple[FailOn, ...],
    threads: int | None,
    query_timeout: float | None,
    max_bytes: int | None,
    is_whole: bool,
    no_statistics: bool,
    no_samples: bool,
    quiet: bool,
    no_color: bool,
) -> int:
    """Run the checks of a data source and push the results to the server.

    SPECs are files, folders or patterns; without any, those of the project file. A mistake in one
    check is shown and the others are scanned.
    """
    prepare_outputs(outputs)
    selection = parse_selection(select, exclude)
    workspace = open_workspace(
        specs,
        configurations=configurations,
        project_file=project_file,
        templates=templates,
        variables=variables,
        data_source=data_source,
        now=data_time,
    )
    if not workspace.files:
        raise ConfigError("no spec files: name some, or list them under specs: in seltzer.yml")
    workspace, unread = expand_waiting(workspace, data_source)
    is_taken = any(output.form is None for output in outputs)
    has_screen = has_text_screen(form, is_taken=is_taken)
    samples = None if no_samples else usable_policy(workspace, has_screen=has_screen)
    options = ScanOptions(
        data_source=data_source,
        data_time=data_time,
        is_pushed=not no_push,
        timeout_s=query_timeout,
        threads=threads,
        samples=samples,
        selection=locate_changes(selection, workspace, spec_paths=specs),
        max_bytes=max_bytes,
        is_whole=is_whole,
        has_statistics=not no_statistics,
    )
    has_colour = not no_color and has_colours(os.environ)
    is_shown = sys.stderr.isatty() and not quiet
    with progress_bar(is_shown=is_shown, has_colour=has_colour) as progress:
        delivery = scan_workspace(workspace, options, progress=progress)
    report = complete_report(workspace, delivery, selection=selection, unread=unread)
    style = Style(
        is_quiet=quiet,
        has_colour=has_colour,
        fail_on=frozenset(fail_on),
        place=place_in_repository(Path.cwd() if specs else workspace.root),
    )
    is_written = _write(report, form, outputs, style)
    if not no_samples:
        show_samples(workspace, delivery.result, samples, has_colour=has_colour)
    # Who reads the report on the screen has the mistakes already.
    mistakes = () if has_screen else (*workspace.specs.errors, *unread)
    for remark in (*workspace.specs.notes, *mistakes):
        click.echo(str(remark), err=True)
    is_asked = bool(specs) or data_source is None
    elsewhere = _elsewhere(workspace, delivery.result) if is_asked and not selection else []
    for note in (*elsewhere, *_surveyed(delivery.result), *delivery.notes):
        click.echo(note, err=True)
    is_delivered = delivery.is_delivered and is_written
    code = exit_code(report, fail_on=fail_on, is_delivered=is_delivered)
    return code_of_scan(
        code,
        has_mistakes=bool(workspace.specs.errors),
        is_incomplete=is_incomplete(delivery, unread=unread),
    )


def _elsewhere(workspace: Workspace, result: ScanResult) -> list[str]:
    """Say which of the given checks another scan runs, such as those of a reconciliation."""
    found = workspace.count_elsewhere(result.data_source)
    return [
        f'{number} check{"s are" if number > 1 else " is"} of "{name}" and not in this scan; '
        f"scan with -d {name} as well"
        for name, number in sorted(found.items())
    ]


def _surveyed(result: ScanResult) -> list[str]:
    """Say what was done besides checks, and where its values are."""
    registered = sum(survey.survey.is_discovered for survey in result.surveys)
    profiled = sum(len(survey.columns) for survey in result.surveys)
    lines: list[str] = []
    if registered:
        lines.append(f"{registered} dataset{'s' if registered > 1 else ''} registered")
    if profiled:
        columns = f"{profiled} column{'s' if profiled > 1 else ''} profiled"
        lines.append(f"{columns}; their values are in the report (--format json) and nowhere else")
    if result.measured:
        lines.append(_measured(result))
    return lines


def _measured(result: ScanResult) -> str:
    """Say how many metrics were measured, and which could not be."""
    count = sum(measured.value is not None for measured in result.measured)
    failed = [m.plan.asked.metric.label for m in result.measured if m.error is not None]
    line = f"{count} of {len(result.measured)} metrics without a threshold measured"
    if failed:
        more = f" and {len(failed) - 3} more" if len(failed) > 3 else ""
        line += f"; errors in {', '.join(failed[:3])}{more}"
    return f"{line}; their values are in the report (--format json)"


def _write(report: ScanReport, form: str, outputs: tuple[Output, ...], style: Style) -> bool:
    """Write the report and tell whether all of its files have it."""
    try:
        write_report(report, form, outputs, style=style)
    except DeliveryError as error:
        click.echo(str(error), err=True)
        return False
    return True
