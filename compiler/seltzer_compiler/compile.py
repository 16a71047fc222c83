"""Checks to a plan of queries: pure, deterministic, without a connection."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from seltzer_compiler.derive import Derivation, derive, derive_failed_rows, derive_newest
from seltzer_compiler.drafts.distribution import draft_distribution
from seltzer_compiler.drafts.draft import (
    Draft,
    Engine,
    Setting,
    metric_by_name,
    own_dataset,
    refuse_unsupported,
    rows_by_name,
    rows_of,
)
from seltzer_compiler.drafts.expression import draft_expression
from seltzer_compiler.drafts.reconciliation import (
    draft_metric_reconciliation,
    draft_schema_reconciliation,
)
from seltzer_compiler.drafts.record_reconciliation import draft_record_reconciliation
from seltzer_compiler.drafts.reference import draft_reference
from seltzer_compiler.drafts.row_count_comparison import draft_row_count_comparison
from seltzer_compiler.fuse import fuse
from seltzer_compiler.groups import groups_measure
from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import CheckPlan, DatasetSurvey, MetricPlan, Query, ScanPlan
from seltzer_compiler.surveys import SurveyRequest, draft_surveys
from seltzer_compiler.validate import validate_measure
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import (
    Check,
    CheckOfMetric,
    DistributionCheck,
    ExpressionCheck,
    FailedRowsCheck,
    FreshnessCheck,
    GroupByCheck,
    GroupEvolutionCheck,
    GroupMember,
    MetricReconciliationCheck,
    RecordReconciliationCheck,
    ReferenceCheck,
    RowCountComparisonCheck,
    SchemaCheck,
    SchemaReconciliationCheck,
)
from seltzer_specs.errors import SpecError

Comparison: TypeAlias = (
    ReferenceCheck
    | RowCountComparisonCheck
    | MetricReconciliationCheck
    | SchemaReconciliationCheck
    | RecordReconciliationCheck
)
"""Checks that compare two datasets."""


def compile_checks(
    checks: Sequence[Check],
    *,
    dialect: Dialect,
    data_source: str,
    schema: str | None = None,
    others: Mapping[str, Engine] | None = None,
    surveys: Sequence[SurveyRequest] = (),
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
    """
    setting = Setting(data_source=data_source, own=Engine(dialect, schema), others=others or {})
    drafts = [_draft(check, setting) for check in checks]
    surveyed = draft_surveys(surveys, dialect)
    measures = [measure for draft in drafts for measure in draft.measures]
    measures += [measure for draft in surveyed for measure in draft.measures]
    queries = _queries(measures, setting)
    return ScanPlan(
        data_source=data_source,
        dialect=dialect.name,
        queries=_in_order_of_use(queries[measure.key] for measure in measures),
        checks=tuple(_finish(draft, queries) for draft in drafts),
        surveys=tuple(_surveyed(draft.survey, queries) for draft in surveyed),
    )


def _surveyed(survey: DatasetSurvey, queries: Mapping[str, Query]) -> DatasetSurvey:
    """Give a survey with the id of its catalogue query in place of the measure."""
    if survey.catalogue is None:
        return survey
    return replace(survey, catalogue=queries[survey.catalogue].id)


def _queries(measures: Sequence[Measure], setting: Setting) -> dict[str, Query]:
    """Give the query of each measure, fused within each data source."""
    by_source: dict[str | None, list[Measure]] = {}
    for measure in measures:
        by_source.setdefault(measure.source, []).append(measure)
    found: dict[str, Query] = {}
    for source, members in by_source.items():
        engine = setting.engine(source)
        for query in fuse(members, engine.dialect, schema=engine.schema):
            found.update(dict.fromkeys(query.outputs, query))
    return found


def _in_order_of_use(queries: Iterable[Query]) -> tuple[Query, ...]:
    return tuple({query.id: query for query in queries}.values())


def _finish(draft: Draft, queries: dict[str, Query]) -> CheckPlan:
    used = _in_order_of_use(queries[measure.key] for measure in draft.measures)
    return CheckPlan(
        check=draft.check,
        metric=draft.metric,
        queries=tuple(query.id for query in used),
        rows=draft.rows,
        error=draft.error,
        measures=draft.measures,
    )


def _draft(check: Check, setting: Setting) -> Draft:
    try:
        if isinstance(check, CheckOfMetric):
            refuse_unsupported(check.metric, setting.own.dialect, check.location)
        draft = _needs(check, setting)
        for measure in draft.measures:
            validate_measure(measure, setting.engine(measure.source).dialect)
    except SpecError as error:
        return Draft(check=check, error=error)
    except ValueError as error:
        return Draft(check=check, error=_located(check, error))
    return draft


def _needs(check: Check, setting: Setting) -> Draft:
    if isinstance(check, SchemaCheck):
        return Draft(check=check, measures=(_columns(check),))
    if isinstance(check, GroupByCheck | GroupEvolutionCheck):
        rows = groups_measure(check)
        return Draft(check=check, measures=(rows,), rows=rows.key)
    if isinstance(check, GroupMember):
        raise ValueError("stands below a group by only")
    if isinstance(check, DistributionCheck):
        return draft_distribution(check)
    if isinstance(check, ExpressionCheck):
        return draft_expression(check, setting)
    if isinstance(check, Comparison):
        return _compared(check, setting)
    return _measured(check)


def _compared(check: Comparison, setting: Setting) -> Draft:
    if isinstance(check, ReferenceCheck):
        return draft_reference(check, setting)
    if isinstance(check, RowCountComparisonCheck):
        return draft_row_count_comparison(check, setting)
    if isinstance(check, MetricReconciliationCheck):
        return draft_metric_reconciliation(check, setting)
    if isinstance(check, SchemaReconciliationCheck):
        return draft_schema_reconciliation(check, setting)
    return draft_record_reconciliation(check, setting)


def _measured(check: CheckOfMetric | FreshnessCheck | FailedRowsCheck) -> Draft:
    rows = _rows(check)
    derivation = _derive(check, rows)
    column = _column(check)
    return Draft(
        check=check,
        metric=MetricPlan(
            key=_key(check, rows),
            label=_label(check),
            dataset=str(check.dataset) if check.dataset is not None else None,
            column=column,
            formula=derivation.formula,
        ),
        measures=derivation.measures,
    )


def _derive(
    check: CheckOfMetric | FreshnessCheck | FailedRowsCheck,
    rows: RowSet | None,
) -> Derivation:
    if isinstance(check, FailedRowsCheck):
        return derive_failed_rows(rows, condition=check.condition, query=check.query)
    if isinstance(check, FreshnessCheck):
        if rows is None:
            raise ValueError("wants a dataset")
        return derive_newest(check.column, rows, filter=check.filter)
    return derive(check.metric, rows)


def _key(
    check: CheckOfMetric | FreshnessCheck | FailedRowsCheck,
    rows: RowSet | None,
) -> str:
    """Digest everything that changes the value, and nothing else.

    Variables count by name and not by value: a filter on `${NOW}` has one history, and not a new
    one with each scan. Within a scan a name has one value, so no two metrics are mixed up.
    """
    rows = rows_by_name(rows, check.partition) if rows is not None else None
    if isinstance(check, FailedRowsCheck):
        if check.template is not None:
            return digest("failed_rows", rows, check.template)
        return digest("failed_rows", rows, check.condition, check.query)
    if isinstance(check, FreshnessCheck):
        named = (check.variable,) if check.variable is not None else ()
        condition = check.filter_template or check.filter
        return digest("freshness", rows, check.column, condition, *named)
    metric = metric_by_name(check.metric)
    if metric.is_age:  # the series that a freshness check has
        return digest("freshness", rows, metric.columns[0], metric.filter)
    return digest("metric", rows, metric)


def _columns(check: SchemaCheck) -> Measure:
    return Measure(function="columns", rows=RowSet(dataset=own_dataset(check)), label="columns")


def _rows(check: Check) -> RowSet | None:
    return rows_of(own_dataset(check), check.partition) if check.dataset is not None else None


def _column(check: Check) -> str | None:
    if isinstance(check, FreshnessCheck):
        return check.column.text
    if isinstance(check, CheckOfMetric) and check.metric.columns:
        return check.metric.columns[0].text
    return None


def _label(check: Check) -> str:
    if isinstance(check, CheckOfMetric):
        return check.metric.label
    if isinstance(check, GroupByCheck | GroupMember):
        return "group by"
    if isinstance(check, GroupEvolutionCheck):
        return "group evolution"
    if isinstance(check, FreshnessCheck):
        return f"freshness({check.column})"
    return "failed rows" if isinstance(check, FailedRowsCheck) else check.definition


def _located(check: Check, error: Exception) -> SpecError:
    return SpecError(f'"{_label(check)}" {error}', location=check.location, rule="invalid-sql")
