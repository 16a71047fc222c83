"""Checks to a plan of queries: pure, deterministic, without a connection."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from seltzer_compiler.drafts.draft import (
    Draft,
    Engine,
    Setting,
    own_dataset,
    refuse_gaps,
    refuse_unsupported,
)
from seltzer_compiler.drafts.measured import MEASURED, draft_measured, label_of
from seltzer_compiler.fuse import fuse
from seltzer_compiler.measured import MeasuredDraft, MeasureRequest, draft_metrics
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import CheckPlan, DatasetSurvey, MeasuredPlan, Query, ScanPlan
from seltzer_compiler.statistics import NO_STATISTICS, Statistics
from seltzer_compiler.surveys import SurveyRequest, draft_surveys
from seltzer_compiler.validate import validate_measure
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import (
    Check,
    CheckOfMetric,
    SchemaCheck,
)
from seltzer_specs.collection import paused_collection
from seltzer_specs.errors import SpecError
from seltzer_specs.names import DatasetRef, Name


def compile_checks(
    checks: Sequence[Check],
    *,
    dialect: Dialect,
    data_source: str,
    schema: str | None = None,
    others: Mapping[str, Engine] | None = None,
    surveys: Sequence[SurveyRequest] = (),
    measured: Sequence[MeasureRequest] = (),
    statistics: Statistics = NO_STATISTICS,
) -> ScanPlan:
    """Compile the checks of one data source, and what else is asked of its datasets.

    A check that cannot be compiled carries its error in the plan; the others are not affected.

    Args:
        checks: In file order; the queries do not depend on it.
        dialect: For which engine.
        data_source: Name of the data source.
        schema: Schema of unqualified datasets; None for the one the session is in.
        others: How to compile for other data sources, by name. A check that compares with one
            that is not here cannot be compiled.
        surveys: Datasets to register or to profile.
        measured: Metrics to measure without judging them.
        statistics: What is known of the data; it decides between queries with the same values.
    """
    own = Engine(dialect, schema, statistics)
    setting = Setting(data_source=data_source, own=own, others=others or {})
    with paused_collection():
        return _compile(checks, setting, surveys, measured)


def _compile(
    checks: Sequence[Check],
    setting: Setting,
    surveys: Sequence[SurveyRequest],
    measured: Sequence[MeasureRequest],
) -> ScanPlan:
    dialect = setting.own.dialect
    drafts = [_draft(check, setting) for check in checks]
    surveyed = draft_surveys(surveys, dialect)
    metrics = draft_metrics(measured, dialect)
    measures = [measure for draft in drafts for measure in draft.measures]
    measures += [measure for draft in metrics for measure in draft.measures]
    measures += [measure for draft in surveyed for measure in draft.measures]
    queries, asked = _queries(measures, setting)
    return ScanPlan(
        data_source=setting.data_source,
        dialect=dialect.name,
        queries=_in_order_of_use(queries[measure.key] for measure in measures),
        checks=tuple(_finish(draft, queries) for draft in drafts),
        surveys=tuple(_surveyed(draft.survey, queries) for draft in surveyed),
        measured=tuple(_measured_by(draft, queries) for draft in metrics),
        asked=asked,
    )


def _measured_by(draft: MeasuredDraft, queries: Mapping[str, Query]) -> MeasuredPlan:
    """Give a measured metric with the ids of its queries."""
    used = _in_order_of_use(queries[measure.key] for measure in draft.measures)
    return replace(draft.plan, queries=tuple(query.id for query in used))


def _surveyed(survey: DatasetSurvey, queries: Mapping[str, Query]) -> DatasetSurvey:
    """Give a survey with the id of its catalogue query in place of the measure."""
    if survey.catalogue is None:
        return survey
    return replace(survey, catalogue=queries[survey.catalogue].id)


def _queries(
    measures: Sequence[Measure], setting: Setting
) -> tuple[dict[str, Query], dict[str | None, tuple[tuple[DatasetRef, Name], ...]]]:
    """Give the query of each measure, fused within each data source, and what statistics help."""
    by_source: dict[str | None, list[Measure]] = {}
    for measure in measures:
        by_source.setdefault(measure.source, []).append(measure)
    found: dict[str, Query] = {}
    asked: dict[str | None, tuple[tuple[DatasetRef, Name], ...]] = {}
    for source, members in by_source.items():
        engine = setting.engine(source)
        columns: set[tuple[DatasetRef, Name]] = set()
        for query in fuse(
            members,
            engine.dialect,
            schema=engine.schema,
            statistics=engine.statistics,
            asked=columns,
        ):
            found.update(dict.fromkeys(query.outputs, query))
        if columns:
            asked[source] = tuple(sorted(columns, key=str))
    return found, asked


def _in_order_of_use(queries: Iterable[Query]) -> tuple[Query, ...]:
    return tuple({query.id: query for query in queries}.values())


def _finish(draft: Draft, queries: dict[str, Query]) -> CheckPlan:
    return CheckPlan(
        check=draft.check,
        metric=draft.metric,
        queries=tuple(dict.fromkeys([queries[m.key].id for m in draft.measures])),
        rows=draft.rows,
        error=draft.error,
        measures=draft.measures,
    )


def _draft(check: Check, setting: Setting) -> Draft:
    try:
        if isinstance(check, CheckOfMetric):
            refuse_unsupported(check.metric, setting.own.dialect, check.location)
        draft = _needs(check, setting)
        refuse_gaps(draft.measures, setting, check.location)
        for measure in draft.measures:
            validate_measure(measure, setting.engine(measure.source).dialect)
    except SpecError as error:
        return Draft(check=check, error=error)
    except ValueError as error:
        return Draft(check=check, error=_located(check, error))
    return draft


def _needs(check: Check, setting: Setting) -> Draft:
    if isinstance(check, MEASURED):
        return draft_measured(check)
    if isinstance(check, SchemaCheck):
        return Draft(check=check, measures=(_columns(check),))
    # Imported here: these are many modules for kinds that few suites have.
    from seltzer_compiler.drafts.others import draft_other

    return draft_other(check, setting)


def _columns(check: SchemaCheck) -> Measure:
    return Measure(function="columns", rows=RowSet(dataset=own_dataset(check)), label="columns")


def _located(check: Check, error: Exception) -> SpecError:
    return SpecError(f'"{label_of(check)}" {error}', location=check.location, rule="invalid-sql")
