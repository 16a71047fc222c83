"""Checks to a plan of queries: pure, deterministic, without a connection."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from seltzer_compiler.derive import Derivation, derive, derive_failed_rows, derive_newest
from seltzer_compiler.fuse import fuse
from seltzer_compiler.groups import groups_measure
from seltzer_compiler.identity import digest
from seltzer_compiler.measures import Measure, RowSet
from seltzer_compiler.plan import CheckPlan, MetricPlan, Query, ScanPlan
from seltzer_compiler.validate import validate_measure
from seltzer_dialects.base import Dialect
from seltzer_specs.checks import (
    AnomalyCheck,
    Check,
    FailedRowsCheck,
    FreshnessCheck,
    GroupByCheck,
    GroupCheck,
    MetricCheck,
    SchemaCheck,
)
from seltzer_specs.errors import SpecError, UnsupportedError
from seltzer_specs.names import DatasetRef


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A check with what it needs, before queries are known."""

    check: Check
    metric: MetricPlan | None = None
    measures: tuple[Measure, ...] = ()
    rows: str | None = None
    error: SpecError | None = None


def compile_checks(
    checks: Sequence[Check], *, dialect: Dialect, data_source: str, schema: str | None = None
) -> ScanPlan:
    """Compile the checks of one data source.

    A check that cannot be compiled carries its error in the plan; the others are not affected.

    Args:
        checks: In file order; the queries do not depend on it.
        dialect: For which engine.
        data_source: Name of the data source.
        schema: Schema of unqualified datasets; None for the one the session is in.
    """
    drafts = [_draft(check, dialect) for check in checks]
    measures = [measure for draft in drafts for measure in draft.measures]
    queries = {
        key: query for query in fuse(measures, dialect, schema=schema) for key in query.outputs
    }
    return ScanPlan(
        data_source=data_source,
        dialect=dialect.name,
        queries=_in_order_of_use(queries[measure.key] for measure in measures),
        checks=tuple(_finish(draft, queries) for draft in drafts),
    )


def _in_order_of_use(queries: Iterable[Query]) -> tuple[Query, ...]:
    return tuple({query.id: query for query in queries}.values())


def _finish(draft: _Draft, queries: dict[str, Query]) -> CheckPlan:
    used = _in_order_of_use(queries[measure.key] for measure in draft.measures)
    return CheckPlan(
        check=draft.check,
        metric=draft.metric,
        queries=tuple(query.id for query in used),
        rows=draft.rows,
        error=draft.error,
    )


def _draft(check: Check, dialect: Dialect) -> _Draft:
    try:
        _refuse_unsupported(check, dialect)
        if isinstance(check, SchemaCheck):
            draft = _Draft(check=check, measures=(_columns(check),))
        elif isinstance(check, GroupByCheck):
            rows = groups_measure(check)
            draft = _Draft(check=check, measures=(rows,), rows=rows.key)
        elif isinstance(check, GroupCheck):
            raise ValueError("stands below a group by only")
        else:
            draft = _measured(check)
        for measure in draft.measures:
            validate_measure(measure, dialect)
    except SpecError as error:
        return _Draft(check=check, error=error)
    except ValueError as error:
        return _Draft(check=check, error=_located(check, error))
    return draft


def _measured(check: MetricCheck | AnomalyCheck | FreshnessCheck | FailedRowsCheck) -> _Draft:
    rows = _rows(check)
    derivation = _derive(check, rows)
    column = _column(check)
    return _Draft(
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
    check: MetricCheck | AnomalyCheck | FreshnessCheck | FailedRowsCheck, rows: RowSet | None
) -> Derivation:
    if isinstance(check, FailedRowsCheck):
        return derive_failed_rows(rows, condition=check.condition, query=check.query)
    if isinstance(check, FreshnessCheck):
        if rows is None:
            raise ValueError("wants a dataset")
        return derive_newest(check.column, rows, filter=check.filter)
    return derive(check.metric, rows)


def _key(
    check: MetricCheck | AnomalyCheck | FreshnessCheck | FailedRowsCheck, rows: RowSet | None
) -> str:
    """Digest everything that changes the value, and nothing else.

    Variables count by name and not by value: a filter on `${NOW}` has one history, and not a new
    one with each scan. Within a scan a name has one value, so no two metrics are mixed up.
    """
    rows = _rows_by_name(check, rows)
    if isinstance(check, FailedRowsCheck):
        if check.template is not None:
            return digest("failed_rows", rows, check.template)
        return digest("failed_rows", rows, check.condition, check.query)
    if isinstance(check, FreshnessCheck):
        return digest("freshness", rows, check.column, check.filter_template or check.filter)
    metric = check.metric
    by_name = replace(
        metric,
        filter=metric.filter_template or metric.filter,
        sql=metric.sql_template or metric.sql,
        filter_template=None,
        sql_template=None,
    )
    return digest("metric", rows, by_name)


def _rows_by_name(check: Check, rows: RowSet | None) -> RowSet | None:
    if rows is None or check.partition is None or check.partition.template is None:
        return rows
    return replace(rows, where=(check.partition.template,))


def _columns(check: SchemaCheck) -> Measure:
    dataset = _dataset(check)
    if dataset is None:
        raise ValueError("wants a dataset")
    return Measure(function="columns", rows=RowSet(dataset=dataset), label="columns")


def _rows(check: Check) -> RowSet | None:
    dataset = _dataset(check)
    if dataset is None:
        return None
    where = (check.partition.where,) if check.partition is not None else ()
    return RowSet(dataset=dataset, where=where)


def _dataset(check: Check) -> DatasetRef | None:
    """Give the dataset without its data source: the plan is of one data source already."""
    if check.dataset is None:
        return None
    if not 1 <= len(check.dataset.name) <= 3:
        raise ValueError(f'wants a dataset of one to three names, got "{check.dataset}"')
    return DatasetRef(check.dataset.name)


def _column(check: Check) -> str | None:
    if isinstance(check, FreshnessCheck):
        return check.column.text
    if isinstance(check, MetricCheck | AnomalyCheck) and check.metric.columns:
        return check.metric.columns[0].text
    return None


def _label(check: Check) -> str:
    if isinstance(check, MetricCheck | AnomalyCheck):
        return check.metric.label
    if isinstance(check, GroupByCheck | GroupCheck):
        return "group by"
    return f"freshness({check.column})" if isinstance(check, FreshnessCheck) else "failed rows"


def _refuse_unsupported(check: Check, dialect: Dialect) -> None:
    if not isinstance(check, MetricCheck | AnomalyCheck) or check.metric.form != "builtin":
        return
    reason = dialect.UNSUPPORTED.get(check.metric.name)
    if reason is not None:
        raise UnsupportedError(
            f'"{check.metric.label}" cannot be computed: {reason}', location=check.location
        )


def _located(check: Check, error: Exception) -> SpecError:
    return SpecError(f'"{_label(check)}" {error}', location=check.location, rule="invalid-sql")
