"""Surveyed datasets in the report, which stays on this machine."""

from seltzer_scanner.foreign_text import encodable
from seltzer_scanner.survey import ColumnProfile, SurveyResult
from seltzer_specs.wire.scan_report import (
    ProfileValue,
    ReportColumn,
    ReportColumnProfile,
    ReportProfile,
)


def report_survey(result: SurveyResult) -> ReportProfile:
    """Give a dataset's part of the report."""
    catalogue = result.catalogue
    columns = None
    if catalogue is not None:
        columns = tuple(
            ReportColumn(name=encodable(c.name), type=encodable(c.type), nullable=c.is_nullable)
            for c in catalogue
        )
    return ReportProfile(
        dataset=encodable(str(result.survey.dataset)),
        row_count=int(result.row_count) if result.row_count is not None else None,
        schema_columns=columns,
        columns=tuple(_column(profile) for profile in result.columns),
        error=_text(result.error),
    )


def _column(profile: ColumnProfile) -> ReportColumnProfile:
    numbers = profile.numbers
    missing = numbers.get("missing_count")
    return ReportColumnProfile(
        column=encodable(profile.survey.column.text),
        type=encodable(profile.survey.type),
        min=_end(numbers.get("min"), profile.lowest),
        max=_end(numbers.get("max"), profile.highest),
        mins=profile.lowest,
        maxs=profile.highest,
        frequent_values=profile.frequent,
        distinct=profile.distinct,
        missing_count=int(missing) if missing is not None else None,
        avg=numbers.get("avg"),
        sum=numbers.get("sum"),
        stddev=numbers.get("stddev"),
        variance=numbers.get("variance"),
        min_length=numbers.get("min_length"),
        max_length=numbers.get("max_length"),
        avg_length=numbers.get("avg_length"),
        histogram=profile.histogram,
        error=_text(profile.error),
    )


def _end(number: int | float | None, values: tuple[ProfileValue, ...]) -> ProfileValue:
    return number if number is not None else next(iter(values), None)


def _text(text: str | None) -> str | None:
    return None if text is None else encodable(text)
