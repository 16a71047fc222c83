"""`seltzer.scan/1` as JSON."""

from seltzer_scanner.foreign_text import escape_json
from seltzer_scanner.formats import Style
from seltzer_specs.wire.scan_report import ScanReport


def render_json(report: ScanReport, style: Style) -> str:  # noqa: ARG001  # every format takes it
    """Give the report as indented JSON."""
    lines = report.model_dump_json(indent=2).split("\n")
    return "\n".join(escape_json(line) for line in lines) + "\n"
