"""Discovery and profiles: what is asked of datasets besides checks, as measures."""

from collections.abc import Iterator, Mapping, Sequence

from seltzer_compiler.derive import derive
from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import ColumnSurvey, DatasetSurvey, Statistic
from seltzer_dialects.base import Dialect
from seltzer_dialects.types import TypeFamily
from seltzer_specs.frozen import dataclass
from seltzer_specs.location import Location
from seltzer_specs.metrics import Metric
from seltzer_specs.names import DatasetRef, Name

_STATISTICS: Mapping[TypeFamily, tuple[str, ...]] = {
    "number": ("missing_count", "min", "max", "avg", "sum", "stddev", "variance"),
    "text": ("missing_count", "min_length", "max_length", "avg_length"),
    "time": ("missing_count",),
    "boolean": ("missing_count",),
    "other": ("missing_count",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRequest:
    """One dataset to register or to profile.

    Attributes:
        dataset: Which one; of the plan's data source.
        is_discovered: True registers its columns.
        columns: Columns to profile, each with its type as the catalogue has it.
        location: Where it is asked for.
    """

    dataset: DatasetRef
    is_discovered: bool = False
    columns: tuple[tuple[Name, str], ...] = ()
    location: Location


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    """A survey with its measures, before queries are known."""

    survey: DatasetSurvey
    measures: tuple[Measure, ...]


def draft_surveys(requests: Sequence[SurveyRequest], dialect: Dialect) -> list[SurveyDraft]:
    """Say what each dataset's survey needs; statistics that the engine lacks are left out."""
    return [_draft(request, dialect) for request in requests]


def _draft(request: SurveyRequest, dialect: Dialect) -> SurveyDraft:
    rows = RowSet(dataset=DatasetRef(request.dataset.name))
    count, count_measures = _statistic(Metric(name="row_count"), rows)
    measures = [*count_measures]
    catalogue = None
    gap = dialect.UNSUPPORTED.get("schema") if request.is_discovered else None
    if request.is_discovered and gap is None:
        catalogue = Measure(function="columns", rows=rows, label="columns")
        measures.append(catalogue)
    columns: list[ColumnSurvey] = []
    for name, type_ in request.columns:
        column, needed = _column(name, type_, rows, dialect)
        columns.append(column)
        measures += needed
    survey = DatasetSurvey(
        dataset=request.dataset,
        is_discovered=request.is_discovered,
        row_count=count,
        catalogue=catalogue.key if catalogue is not None else None,
        columns=tuple(columns),
        location=request.location,
        gap=gap,
    )
    return SurveyDraft(survey, tuple(measures))


def _column(
    name: Name, type_: str, rows: RowSet, dialect: Dialect
) -> tuple[ColumnSurvey, list[Measure]]:
    family = dialect.type_family(type_)
    measures: list[Measure] = []
    statistics: list[Statistic] = []
    for metric in _metrics(name, family, dialect):
        statistic, needed = _statistic(metric, rows)
        statistics.append(statistic)
        measures += needed
    values = None
    if family != "other":
        values = Measure(
            function="values",
            rows=rows,
            columns=(name,),
            transform="number" if family == "number" else "value",
            label="values",
        )
        measures.append(values)
    survey = ColumnSurvey(
        column=name,
        type=type_,
        family=family,
        statistics=tuple(statistics),
        values=values.key if values is not None else None,
        distinct=digest("metric", rows, Metric(name="distinct", columns=(name,))),
    )
    return survey, measures


def _metrics(name: Name, family: TypeFamily, dialect: Dialect) -> Iterator[Metric]:
    for statistic in _STATISTICS[family]:
        if statistic not in dialect.UNSUPPORTED:
            yield Metric(name=statistic, columns=(name,))


def _statistic(metric: Metric, rows: RowSet) -> tuple[Statistic, tuple[Measure, ...]]:
    """Give a metric's series under the key that a check of it has, so that both are one series."""
    derivation = derive(metric, rows)
    key = digest("metric", rows, metric)
    statistic = Statistic(metric.name, key, metric.label, derivation.formula)
    return statistic, derivation.measures
