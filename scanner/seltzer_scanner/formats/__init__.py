"""Reports in the formats that people and programs read, one module per format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from seltzer_scanner.outcome import FailOn
from seltzer_specs.errors import ConfigError
from seltzer_specs.wire.scan_report import ScanReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a report is laid out.

    Attributes:
        is_terminal: True where tables can be seen.
        has_colour: True where colours can be seen, too.
        width: Columns of the terminal.
        height: Its lines.
        is_quiet: True leaves out the checks that passed, in `text`.
        fail_on: Outcomes beyond fail and error that are failures to the reader.
        place: Gives the name of a spec file from the repository's root.
    """

    is_terminal: bool = False
    has_colour: bool = True
    width: int = 100
    height: int = 40
    is_quiet: bool = False
    fail_on: frozenset[FailOn] = frozenset()
    place: Callable[[str], str] = str


Render: TypeAlias = Callable[[ScanReport, Style], str]

FORMATS: Mapping[str, str] = {
    "text": "seltzer_scanner.formats.text:render_text",
    "json": "seltzer_scanner.formats.json:render_json",
    "junit": "seltzer_scanner.formats.junit:render_junit",
    "sarif": "seltzer_scanner.formats.sarif:render_sarif",
    "markdown": "seltzer_scanner.formats.markdown:render_markdown",
}
"""Where the function of each format is; it is imported when it is used."""


def render_report(report: ScanReport, format_name: str, style: Style | None = None) -> str:
    """Give a report as text that ends with a line feed.

    Raises:
        ConfigError: there is no such format.
    """
    if format_name not in FORMATS:
        known = ", ".join(FORMATS)
        raise ConfigError(f'no format "{format_name}"; use one of {known}')
    module, _, function = FORMATS[format_name].partition(":")
    render: Render = getattr(import_module(module), function)
    return render(report, style or Style())
