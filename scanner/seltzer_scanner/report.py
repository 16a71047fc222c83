"""The report of a scan, `seltzer.scan/1`."""

from collections.abc import Iterable, Iterator

from seltzer_scanner.evaluate.threshold import describe_thresholds
from seltzer_scanner.foreign_text import encodable
from seltzer_scanner.report_measured import report_measured
from seltzer_scanner.report_surveys import report_survey
from seltzer_scanner.result import CheckResult, ExecutedQuery, ScanResult
from seltzer_specs.checks import (
    AnomalyCheck,
    Check,
    ExpressionCheck,
    GroupAnomalyCheck,
    GroupByCheck,
    GroupCheck,
    GroupEvolutionCheck,
    SchemaCheck,
)
from seltzer_specs.location import Location
from seltzer_specs.wire.scan_report import (
    ReportCheck,
    ReportError,
    ReportLocation,
    ReportQuery,
    ScanReport,
)


def build_report(result: ScanResult, *, errors: Iterable[ReportError] = ()) -> ScanReport:
    """Give the report of a scan; it holds SQL and drivers' messages, so it stays where it is.

    Args:
        result: The scan.
        errors: What went wrong before it, for example in a spec; they come first.
    """
    return ScanReport(
        data_source=result.data_source,
        started_at=result.started_at,
        ended_at=result.ended_at,
        data_time=result.data_time,
        outcome=result.outcome,
        checks=tuple(_check(check) for check in result.checks),
        queries=tuple(_query(executed, result) for executed in _statements(result)),
        errors=(*errors, *_uncompiled(result), *_failed_queries(result), *_unknown(result)),
        profiles=tuple(report_survey(survey) for survey in result.surveys),
        measurements=tuple(report_measured(measured) for measured in result.measured),
    )


def threshold_of(check: Check) -> str | None:
    """Give the thresholds of a check in words, where it has any."""
    if isinstance(check, AnomalyCheck | GroupAnomalyCheck):
        return None
    if isinstance(check, SchemaCheck | GroupByCheck | GroupEvolutionCheck):
        return None
    if isinstance(check, ExpressionCheck | GroupCheck) and check.is_condition:
        return None
    return describe_thresholds(check.thresholds)


def _check(result: CheckResult) -> ReportCheck:
    check, metric, judgement = result.plan.check, result.plan.metric, result.judgement
    group = result.group.text if result.group is not None else None
    return ReportCheck(
        id=encodable(check.id),
        name=encodable(check.name if group is None else f"{check.name} [{group}]"),
        definition=encodable(check.definition),
        kind=check.kind,
        dataset=_text(str(check.dataset) if check.dataset is not None else None),
        column=_text(metric.column if metric is not None else None),
        metric=_text(metric.label if metric is not None else None),
        group=_text(group),
        outcome=judgement.outcome,
        value=judgement.value,
        threshold=_text(threshold_of(check)),
        reason=_text(judgement.reason),
        location=_location(check.location),
        queries=result.queries,
        owner=_text(check.owner),
        severity=check.severity,
        tags=tuple(map(encodable, check.tags)),
        attributes={encodable(name): _attribute(value) for name, value in check.attributes},
        notify=tuple(map(encodable, check.notify)),
        schedule=check.schedule,
        timezone=check.timezone,
        monitor=check.monitor_id,
    )


def _attribute(value: str | float | bool) -> str | int | float | bool:
    return encodable(value) if isinstance(value, str) else value


def _statements(result: ScanResult) -> tuple[ExecutedQuery, ...]:
    """Give all statements; those for samples fail without an error of the scan."""
    return (*result.queries, *(result.sampled.executed if result.sampled is not None else ()))


def _query(executed: ExecutedQuery, result: ScanResult) -> ReportQuery:
    query = executed.query
    return ReportQuery(
        id=query.id,
        dialect=query.dialect,
        data_source=query.data_source or result.data_source,
        dataset=_text(query.dataset),
        sql=encodable(query.sql),
        duration_s=executed.duration_s,
        scans=query.scans,
        rules=query.rules,
    )


def _uncompiled(result: ScanResult) -> Iterator[ReportError]:
    for check in result.checks:
        error = check.plan.error
        if error is not None:
            yield ReportError(
                code=error.rule,
                message=encodable(error.message),
                location=_location(error.location),
                check=encodable(check.plan.check.id),
            )


def _failed_queries(result: ScanResult) -> Iterator[ReportError]:
    """Give the errors of failed statements, but of a halved one only those of its parts."""
    outputs = [frozenset(executed.query.outputs) for executed in result.queries]
    for executed in result.queries:
        own = frozenset(executed.query.outputs)
        if executed.error is not None and not any(part < own for part in outputs):
            yield ReportError(
                code=executed.error.code,
                message=encodable(executed.error.text),
                query=executed.query.id,
            )


def _unknown(result: ScanResult) -> Iterator[ReportError]:
    """Give an error for each dataset to register that the catalogue does not have."""
    for survey in result.surveys:
        if survey.catalogue == () and survey.error is not None:
            yield ReportError(
                code="missing_object",
                message=encodable(survey.error),
                location=_location(survey.survey.location),
            )


def _location(location: Location) -> ReportLocation:
    return ReportLocation(file=encodable(location.file), line=location.line, column=location.column)


def _text(text: str | None) -> str | None:
    return None if text is None else encodable(text)
