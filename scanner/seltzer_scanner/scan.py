"""Run the checks of a plan on a data source."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from seltzer_compiler.plan import CheckPlan, ScanPlan
from seltzer_dialects.base import Dialect
from seltzer_dialects.catalogue import CatalogueColumn
from seltzer_dialects.connection import Connection
from seltzer_scanner.evaluate.check import evaluate_check
from seltzer_scanner.evaluate.evidence import Evidence
from seltzer_scanner.evaluate.group_by import evaluate_group_by
from seltzer_scanner.evaluate.schema import read_columns
from seltzer_scanner.execute import Measurements, Runner
from seltzer_scanner.incremental.run import Incremental, Incremented, run_incremental
from seltzer_scanner.lane import Access
from seltzer_scanner.measured import read_measured
from seltzer_scanner.progress import Progress
from seltzer_scanner.result import CheckResult, ExecutedQuery, ScanResult
from seltzer_scanner.sampling import Sampled, take_samples
from seltzer_scanner.survey import read_survey
from seltzer_specs.checks import GroupByCheck, SchemaCheck
from seltzer_specs.sample_policy import SamplePolicy


def run_scan(
    plan: ScanPlan,
    connection_factory: Callable[[], Connection],
    *,
    dialect: Dialect,
    data_time: datetime,
    clock: Callable[[], datetime],
    progress: Progress | None = None,
    timeout_s: float | None = None,
    max_workers: int | None = None,
    group_key: bytes | None = None,
    others: Mapping[str, Access] | None = None,
    incremental: Incremental | None = None,
    samples: SamplePolicy | None = None,
    schema: str | None = None,
    before: Sequence[ExecutedQuery] = (),
) -> ScanResult:
    """Run a plan and judge its checks.

    A query or a check that fails, or a data source that cannot be reached, is an outcome and not
    an exception.

    Args:
        plan: Queries and checks of one data source.
        connection_factory: Opens a connection; called by each of the threads for itself.
        dialect: Dialect of the plan.
        data_time: The time that the measurements speak of; freshness is measured at it.
        clock: Aware current time.
        progress: Hears what happens.
        timeout_s: Seconds that one statement may take; None for no limit.
        max_workers: Queries at a time; None for as many as are good for the engine.
        group_key: Secret that names groups outside of this machine; wanted where checks have any.
        others: How to reach the other data sources that queries of the plan run on, by name.
        incremental: How datasets with a partition column are read; None reads them as others.
        samples: What the project allows of samples of bad rows; None fetches none.
        schema: Schema of unqualified datasets, for samples.
        before: Statements that were sent to choose the plan.

    Raises:
        KeyboardInterrupt: it came while queries ran; they are stopped on the engine.
    """
    started_at = clock()
    runner = Runner(
        own=Access(
            connect=connection_factory,
            dialect=dialect,
            threads=max_workers,
            timeout_s=timeout_s,
        ),
        others=others or {},
    )
    incremented = _run(plan, runner, progress, incremental)
    measurements = incremented.measurements
    evidence = Evidence(
        measurements=measurements,
        dialect=dialect,
        others={name: access.dialect for name, access in runner.others.items()},
        data_time=data_time,
        group_key=group_key,
    )
    with closing(measurements):
        sent = _places(measurements)
        checks = tuple(r for check in plan.checks for r in _judged(check, evidence, sent))
    if incremented.replaced:
        checks = tuple(_without(check, incremented.replaced, measurements) for check in checks)
    sampled = Sampled()
    if samples is not None:
        sampled = take_samples(checks, samples, runner, schema=schema, progress=progress)
    return ScanResult(
        data_source=plan.data_source,
        dialect=plan.dialect,
        started_at=started_at,
        ended_at=clock(),
        data_time=data_time,
        checks=checks,
        queries=(*before, *measurements.executed),
        sampled=sampled,
        columns=_columns(plan, evidence),
        measured=read_measured(plan.measured, measurements),
        surveys=tuple(read_survey(survey, measurements, dialect) for survey in plan.surveys),
        notes=incremented.notes,
    )


def _run(
    plan: ScanPlan, runner: Runner, progress: Progress | None, incremental: Incremental | None
) -> Incremented:
    if incremental is None:
        return Incremented(runner.run(plan.queries, progress))
    return run_incremental(plan, runner, progress, incremental)


def _without(
    check: CheckResult, replaced: frozenset[str], measurements: Measurements
) -> CheckResult:
    """Leave out queries in whose place others were sent, unless they were sent, too."""
    sent = {executed.query.id for executed in measurements.executed}
    queries = tuple(q for q in check.queries if q not in replaced or q in sent)
    return replace(check, queries=queries)


def _places(measurements: Measurements) -> Mapping[str, list[int]]:
    """Give the positions of the statements that computed a measure, by its key."""
    found: dict[str, list[int]] = {}
    for place, executed in enumerate(measurements.executed):
        for key in executed.query.outputs:
            found.setdefault(key, []).append(place)
    return found


def _judged(
    plan: CheckPlan, evidence: Evidence, sent: Mapping[str, list[int]]
) -> tuple[CheckResult, ...]:
    if isinstance(plan.check, GroupByCheck) and plan.error is None:
        return evaluate_group_by(plan, plan.check, evidence)
    result = CheckResult(
        plan=plan,
        judgement=evaluate_check(plan, evidence),
        queries=_queries_of(plan, evidence.measurements, sent),
    )
    return (result,)


def _queries_of(
    plan: CheckPlan, measurements: Measurements, sent: Mapping[str, list[int]]
) -> tuple[str, ...]:
    """Give the queries of the plan and the smaller ones that were needed in their place."""
    needed = plan.metric.formula.inputs if plan.metric is not None else ()
    places = {place for key in needed for place in sent.get(key, ())}
    others = (measurements.executed[place].query.id for place in sorted(places))
    return tuple(dict.fromkeys((*plan.queries, *others)))


def _columns(plan: ScanPlan, evidence: Evidence) -> dict[str, tuple[CatalogueColumn, ...]]:
    found: dict[str, tuple[CatalogueColumn, ...]] = {}
    for check_plan in plan.checks:
        check = check_plan.check
        if isinstance(check, SchemaCheck):
            columns = read_columns(check_plan, check, evidence)
            if columns:
                found[str(check.dataset)] = columns
    return found
