"""Where the report of a scan goes: the screen and any number of files, each in its format."""

import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import click

from seltzer_scanner.formats import FORMATS, Style, render_report
from seltzer_specs.errors import DeliveryError
from seltzer_specs.wire.scan_report import ScanReport

_FORMAT = re.compile(r"([A-Za-z]\w*)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that gets the report.

    Attributes:
        path: Which one.
        form: Its format; None for that of `--format`.
    """

    path: Path
    form: str | None = None


def output_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--format` and `--output`."""
    form = click.option(
        "--format",
        "form",
        type=click.Choice(list(FORMATS)),
        default="text",
        show_default=True,
        help="Format of the report.",
    )
    output = click.option(
        "--output",
        "outputs",
        multiple=True,
        metavar="[FORMAT=]FILE",
        callback=_parse_outputs,
        help="Write the report here and not to the screen; with FORMAT=, such as "
        "junit=report.xml, write it in that format as well. May be repeated.",
    )
    return form(output(command))


def prepare_outputs(outputs: Sequence[Output]) -> None:
    """Make the folders of files, so that a wrong path is told before a scan and not after.

    Raises:
        BadParameter: a file cannot be there.
    """
    for output in outputs:
        folder = output.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise click.BadParameter(
                f'cannot make the folder "{folder}": {_reason(error)}'
            ) from error
        target = output.path if output.path.exists() else folder
        if output.path.is_dir() or not os.access(target, os.W_OK):
            what = "is a folder" if output.path.is_dir() else "may not be written"
            raise click.BadParameter(f'"{output.path}" {what}; --output wants a file')


def write_report(report: ScanReport, form: str, outputs: Sequence[Output], *, style: Style) -> None:
    """Write the report to its files, and to the screen unless one of them stands for it.

    Raises:
        DeliveryError: a file could not be written. All others were, and who has lost the report
            finds its text on standard error.
    """
    trouble: list[str] = []
    for output in outputs:
        try:
            output.path.write_text(render_report(report, output.form or form, style), "utf-8")
        except OSError as error:
            trouble.append(f'the report was not written to "{output.path}": {_reason(error)}')
    if all(output.form is not None for output in outputs):
        click.echo(render_report(report, form, _on_screen(style)), nl=False)
    elif trouble:
        click.echo(render_report(report, "text", style), nl=False, err=True)
    if trouble:
        raise DeliveryError("\n".join(trouble))


def _on_screen(style: Style) -> Style:
    size = shutil.get_terminal_size()
    return replace(style, is_terminal=sys.stdout.isatty(), width=size.columns, height=size.lines)


def _parse_outputs(
    _context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]
) -> tuple[Output, ...]:
    outputs = tuple(_parse_output(word) for word in words)
    if sum(output.form is None for output in outputs) > 1:
        raise click.BadParameter(
            "one file gets the report of --format; name the format of each other one, "
            "such as junit=report.xml"
        )
    paths = [output.path.absolute() for output in outputs]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise click.BadParameter(f'"{twice.name}" is named twice; each report wants its own file')
    return outputs


def _parse_output(word: str) -> Output:
    match = _FORMAT.fullmatch(word)
    form, name = (match[1], match[2]) if match is not None else (None, word)
    if form is not None and form not in FORMATS:
        near = get_close_matches(form, FORMATS, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(FORMATS)}"
        raise click.BadParameter(
            f'no format "{form}" in "{word}"; {hint} (a file of that name is "./{word}")'
        )
    if name in ("", "-"):
        raise click.BadParameter(f'wants a file, got "{word}"; the screen gets that of --format')
    return Output(path=Path(name), form=form)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
