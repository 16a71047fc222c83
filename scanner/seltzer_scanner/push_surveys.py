"""What a push says about surveyed datasets: names, types and numbers, never a value of a row."""

from collections.abc import Iterator, Sequence

from seltzer_compiler.plan import Statistic
from seltzer_dialects.types import without_literals
from seltzer_scanner.foreign_text import identifier
from seltzer_scanner.survey import ColumnProfile, SurveyResult
from seltzer_specs.wire.ingest import BatchColumn, BatchDataset, BatchMetric

_MAX_INTEGER = 2**53


def survey_groups(
    surveys: Sequence[SurveyResult], *, max_columns: int
) -> list[tuple[SurveyResult, ...]]:
    """Cut surveys into parts that a batch can hold."""
    groups: list[tuple[SurveyResult, ...]] = []
    group: list[SurveyResult] = []
    columns = 0
    for survey in surveys:
        size = len(survey.catalogue or ()) + len(survey.columns)
        if group and columns + size > max_columns:
            groups.append(tuple(group))
            group, columns = [], 0
        group.append(survey)
        columns += size
    return [*groups, tuple(group)] if group else groups


def survey_datasets(surveys: Sequence[SurveyResult]) -> tuple[BatchDataset, ...]:
    """Give the datasets, with their columns where they were registered."""
    return tuple(
        BatchDataset(name=identifier(str(result.survey.dataset)), columns=_columns(result))
        for result in surveys
    )


def survey_metrics(surveys: Sequence[SurveyResult]) -> tuple[BatchMetric, ...]:
    """Give the numbers; each series is the one that a check of the same metric has."""
    found = {
        metric.key: metric
        for index, result in enumerate(surveys)
        for metric in _metrics(result, index)
    }
    return tuple(found.values())


def _columns(result: SurveyResult) -> tuple[BatchColumn, ...] | None:
    if not result.catalogue:
        return None
    return tuple(
        BatchColumn(
            name=identifier(column.name),
            type=identifier(without_literals(column.type)),
            nullable=column.is_nullable,
            position=column.position,
        )
        for column in result.catalogue
    )


def _metrics(result: SurveyResult, index: int) -> Iterator[BatchMetric]:
    yield _metric(result.survey.row_count, result.row_count, index, None)
    for profile in result.columns:
        yield from _column_metrics(profile, index)


def _column_metrics(profile: ColumnProfile, index: int) -> Iterator[BatchMetric]:
    column = profile.survey.column.text
    for statistic in profile.survey.statistics:
        yield _metric(statistic, profile.numbers.get(statistic.name), index, column)
    if profile.survey.values is not None:
        yield BatchMetric(
            key=profile.survey.distinct,
            dataset=index,
            label=identifier(f"distinct({column})"),
            column=identifier(column),
            value=profile.distinct,
        )


def _metric(
    statistic: Statistic, value: int | float | None, index: int, column: str | None
) -> BatchMetric:
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        value = float(value)
    return BatchMetric(
        key=statistic.key,
        dataset=index,
        label=identifier(statistic.label),
        column=identifier(column) if column is not None else None,
        value=value,
    )
