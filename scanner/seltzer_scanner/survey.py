"""Surveyed datasets: what queries brought, as registered columns and as profiles.

Profiles hold values of rows, so they stay on this machine; `push_surveys` sends numbers only.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from seltzer_compiler.plan import ColumnSurvey, DatasetSurvey, Statistic
from seltzer_compiler.rules.column_values import BINS
from seltzer_dialects.base import Dialect
from seltzer_dialects.catalogue import CatalogueColumn, columns_of
from seltzer_dialects.connection import RawValue
from seltzer_scanner.evaluate.values import to_plain
from seltzer_scanner.execute import Measurements
from seltzer_scanner.foreign_text import encodable
from seltzer_specs.wire.scan_report import FrequentValue, Histogram, ProfileValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """What a column holds.

    Attributes:
        survey: What was asked.
        numbers: Statistics by name; None where there is no value.
        distinct: Number of its values.
        frequent: Its most frequent values.
        lowest: Its lowest values, from the lowest.
        highest: Its highest values, from the highest.
        histogram: Of numbers.
        error: What could not be computed; it may quote a driver, so it stays on this machine.
    """

    survey: ColumnSurvey
    numbers: Mapping[str, int | float | None]
    distinct: int | None = None
    frequent: tuple[FrequentValue, ...] = ()
    lowest: tuple[ProfileValue, ...] = ()
    highest: tuple[ProfileValue, ...] = ()
    histogram: Histogram | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResult:
    """A surveyed dataset.

    Attributes:
        survey: What was asked.
        row_count: Its rows; None where they could not be counted.
        catalogue: Its columns, where it is registered.
        columns: Its profiles.
        error: What could not be done.
    """

    survey: DatasetSurvey
    row_count: int | float | None
    catalogue: tuple[CatalogueColumn, ...] | None
    columns: tuple[ColumnProfile, ...]
    error: str | None = None

    @property
    def has_failed(self) -> bool:
        """Tell whether something could not be computed."""
        return self.error is not None or any(column.error for column in self.columns)


def read_survey(
    survey: DatasetSurvey, measurements: Measurements, dialect: Dialect
) -> SurveyResult:
    """Give what the queries brought about a dataset."""
    row_count, error = _number(survey.row_count, measurements)
    if survey.gap is not None:
        error = error or f"its columns are not registered: {survey.gap}"
    catalogue = None
    if survey.catalogue is not None:
        failure = measurements.failures.get(survey.catalogue)
        rows = measurements.catalogues.get(survey.catalogue, ())
        catalogue = columns_of(rows, survey.dataset, dialect)
        if failure is not None:
            error = error or failure.text
        elif not catalogue:
            error = error or f'no dataset "{survey.dataset}" in the catalogue'
    return SurveyResult(
        survey=survey,
        row_count=row_count,
        catalogue=catalogue,
        columns=tuple(_column(column, measurements) for column in survey.columns),
        error=error,
    )


def _column(survey: ColumnSurvey, measurements: Measurements) -> ColumnProfile:
    numbers: dict[str, int | float | None] = {}
    errors: list[str] = []
    for statistic in survey.statistics:
        numbers[statistic.name], error = _number(statistic, measurements)
        errors += [f"{statistic.label}: {error}"] if error is not None else []
    if survey.values is None:
        return ColumnProfile(survey=survey, numbers=numbers, error="; ".join(errors) or None)
    failure = measurements.failures.get(survey.values)
    if failure is not None:
        errors.append(f"values: {failure.text}")
    table = measurements.tables.get(survey.values)
    parts = _parts(table.rows if table is not None else ())
    highest = [value for value, _, _ in parts["high"]]
    lowest = [value for value, _, _ in parts["low"]]
    return ColumnProfile(
        survey=survey,
        numbers=numbers,
        distinct=parts["distinct"][0][1] if parts["distinct"] else None,
        frequent=tuple(FrequentValue(value=v, frequency=n) for v, n, _ in parts["frequent"]),
        lowest=tuple(lowest),
        highest=tuple(highest),
        histogram=_histogram(parts["bin"], lowest, highest),
        error="; ".join(errors) or None,
    )


_PartRow = tuple[ProfileValue, int, float | None]


def _parts(rows: Iterable[tuple[RawValue, ...]]) -> dict[str, list[_PartRow]]:
    """Sort rows by their part; the order of a union's rows is the engine's, so each is sorted."""
    parts: dict[str, list[_PartRow]] = {
        name: [] for name in ("frequent", "low", "high", "distinct", "bin")
    }
    raw: dict[str, list[tuple[RawValue, ...]]] = {name: [] for name in parts}
    for row in rows:
        raw[str(row[0])].append(row)
    raw["low"].sort(key=_order)
    raw["high"].sort(key=_order, reverse=True)
    raw["frequent"].sort(key=lambda row: (-int(_float(row[2]) or 0), _order(row)))
    for name, found in raw.items():
        parts[name] = [(_plain(v), int(_float(n) or 0), _float(b)) for _, v, n, b in found]
    return parts


def _order(row: tuple[RawValue, ...]) -> tuple[str, float, str]:
    """Sort values of one type; SQLite may mix types in a column."""
    value = row[1]
    if isinstance(value, int | float | Decimal):
        number = float(value)
        return ("number", math.inf if math.isnan(number) else number, "")
    text = value.isoformat() if isinstance(value, date) else str(value)
    return (type(value).__name__, 0.0, text)


def _histogram(
    bins: list[_PartRow], lowest: list[ProfileValue], highest: list[ProfileValue]
) -> Histogram | None:
    if not bins or not lowest or not highest:
        return None
    low, high = lowest[0], highest[0]
    if isinstance(low, str) or isinstance(high, str) or low is None or high is None:
        return None
    if low == high:
        return Histogram(boundaries=(low, high), frequencies=(sum(n for _, n, _ in bins),))
    counts = [0] * BINS
    for _, n, number in bins:
        if number is not None:
            # The highest value is the end of the last part, not the start of another.
            counts[min(int(number), BINS - 1)] += n
    width = (high - low) / BINS
    boundaries = (*(low + width * i for i in range(BINS)), high)
    return Histogram(boundaries=boundaries, frequencies=tuple(counts))


def _number(
    statistic: Statistic, measurements: Measurements
) -> tuple[int | float | None, str | None]:
    """Give a statistic, or why it could not be computed."""
    for key in statistic.formula.inputs:
        if key in measurements.failures:
            return None, measurements.failures[key].text
    try:
        value = statistic.formula.evaluate(measurements.values).value
    except (ValueError, KeyError) as error:
        return None, str(error)
    if value is None or isinstance(value, date):
        return None, None
    plain = to_plain(value)
    return (plain, None) if math.isfinite(plain) else (None, "the value is infinite")


def _plain(value: RawValue) -> ProfileValue:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, float | Decimal):
        return to_plain(value) if math.isfinite(value) else str(value)
    return value


def _float(value: RawValue) -> float | None:
    if not isinstance(value, int | float | Decimal):
        return None
    number = float(value)
    return number if math.isfinite(number) else None
