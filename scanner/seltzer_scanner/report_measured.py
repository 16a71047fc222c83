"""Measured metrics in the report, which stays on this machine."""

from seltzer_scanner.foreign_text import encodable
from seltzer_scanner.measured import MeasuredResult
from seltzer_specs.wire.scan_report import ReportLocation, ReportMeasurement


def report_measured(result: MeasuredResult) -> ReportMeasurement:
    """Give a metric's part of the report."""
    asked = result.plan.asked
    columns = asked.metric.columns
    return ReportMeasurement(
        dataset=encodable(str(asked.dataset)),
        column=encodable(columns[0].text) if columns else None,
        metric=encodable(asked.metric.label),
        filter=encodable(asked.partition.name) if asked.partition is not None else None,
        value=result.value,
        reason=_text(result.reason),
        error=_text(result.error),
        location=ReportLocation(
            file=encodable(asked.location.file),
            line=asked.location.line,
            column=asked.location.column,
        ),
        queries=result.queries,
    )


def _text(text: str | None) -> str | None:
    return None if text is None else encodable(text)
