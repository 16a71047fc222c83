"""Some of the bad rows of checks that failed, where the spec and the project allow it.

They are fetched after the checks are judged and change no outcome. They stay apart from the report
and from what is pushed: nothing here is read by `report` or `push`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from seltzer_compiler.hidden_columns import find_disguise
from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import Query, RawValue
from seltzer_compiler.samples import (
    SampleRequest,
    bad_rows_of,
    dataset_of,
    plan_columns,
    plan_samples,
)
from seltzer_compiler.user_sql import UserSqlError, parse_query
from seltzer_dialects.base import Dialect
from seltzer_dialects.catalogue import columns_of
from seltzer_scanner.execute import Measurements, Runner
from seltzer_scanner.progress import Progress
from seltzer_scanner.result import CheckResult, ExecutedQuery
from seltzer_specs.checks import Samples
from seltzer_specs.names import Name, exact_name
from seltzer_specs.sample_policy import SamplePolicy
from seltzer_specs.sodacl.identifiers import parse_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Bad rows of one check.

    Attributes:
        check: Id of the check.
        name: Its name.
        dataset: Its dataset.
        columns: Names of the columns that are shown.
        masked: The last of them, whose values were not fetched.
        rows: Values of the other columns, in their order.
        error: Why there are no rows.
    """

    check: str
    name: str
    dataset: str | None
    columns: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    rows: tuple[tuple[RawValue, ...], ...] = field(default=(), repr=False)
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What sampling brought.

    Attributes:
        samples: In the order of the checks.
        executed: Every statement that was sent for it.
    """

    samples: tuple[Sample, ...] = ()
    executed: tuple[ExecutedQuery, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    result: CheckResult
    measure: Measure
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The columns that are shown; None where nobody hides any, so that all are."""

    columns: tuple[Name, ...] | None
    masked: tuple[Name, ...] = ()


def asks_for_samples(samples: Samples) -> bool:
    """Tell whether a check wants its bad rows shown; without a word about it, it does not."""
    if samples.is_collected is False or samples.limit == 0:
        return False
    return bool(samples.limit or samples.columns or samples.is_collected or samples.query)


def count_asking(checks: Sequence[CheckResult]) -> int:
    """Count the checks whose bad rows would be fetched if the project allowed it."""
    return sum(_is_bad(check) and bad_rows_of(check.plan) is not None for check in checks)


def take_samples(
    checks: Sequence[CheckResult],
    policy: SamplePolicy,
    runner: Runner,
    *,
    schema: str | None,
    progress: Progress | None = None,
) -> Sampled:
    """Fetch bad rows of checks that failed or warned and ask for it.

    Args:
        checks: All checks of a scan, judged.
        policy: What the project allows.
        runner: How to reach the data source.
        schema: Schema of unqualified datasets.
        progress: Hears what happens.

    Raises:
        KeyboardInterrupt: it came while queries ran; they are stopped on the engine.
    """
    wanted = [w for check in checks if (w := _want(check, policy)) is not None]
    if not wanted:
        return Sampled()
    return _Sampler(policy, runner, schema, progress).take(wanted)


def _is_bad(check: CheckResult) -> bool:
    is_bad = check.judgement.outcome in ("fail", "warn")
    return is_bad and asks_for_samples(check.plan.check.samples)


def _want(check: CheckResult, policy: SamplePolicy) -> _Wanted | None:
    measure = bad_rows_of(check.plan) if _is_bad(check) else None
    if measure is None:
        return None
    limit = min(check.plan.check.samples.limit or policy.max_rows, policy.max_rows)
    return _Wanted(result=check, measure=measure, limit=limit)


class _Sampler:
    def __init__(
        self,
        policy: SamplePolicy,
        runner: Runner,
        schema: str | None,
        progress: Progress | None,
    ) -> None:
        self._policy = policy
        self._runner = runner
        self._dialect: Dialect = runner.own.dialect
        self._schema = schema
        self._progress = progress
        self._executed: list[ExecutedQuery] = []

    def take(self, wanted: Sequence[_Wanted]) -> Sampled:
        shown = self._choose_columns(wanted)
        planned = {
            number: SampleRequest(measure=want.measure, columns=found.columns, limit=want.limit)
            for number, (want, found) in enumerate(zip(wanted, shown, strict=True))
            if isinstance(found, _Shown)
        }
        queries = plan_samples(list(planned.values()), self._dialect)
        brought = self._run(queries)
        by_number = dict(zip(planned, queries, strict=True))
        samples = tuple(
            _sample(want, found, by_number.get(number), brought)
            for number, (want, found) in enumerate(zip(wanted, shown, strict=True))
        )
        return Sampled(samples=samples, executed=tuple(self._executed))

    def _run(self, queries: Sequence[Query]) -> Measurements:
        distinct = tuple({query.id: query for query in queries}.values())
        brought = self._runner.run(distinct, self._progress if distinct else None)
        self._executed += brought.executed
        return brought

    def _choose_columns(self, wanted: Sequence[_Wanted]) -> list[_Shown | str]:
        """Give the columns of each check's rows, or why none can be shown."""
        found = [self._without_asking(want) for want in wanted]
        asking = {
            number: plan_columns(want.measure, self._dialect, schema=self._schema)
            for number, want in enumerate(wanted)
            if found[number] is None
        }
        brought = self._run(list(asking.values()))
        for number, query in asking.items():
            found[number] = self._from_engine(wanted[number], query, brought)
        return [choice if choice is not None else _Shown(columns=None) for choice in found]

    def _without_asking(self, want: _Wanted) -> _Shown | str | None:
        """Give the columns where they are known already; None where the engine must be asked."""
        policy = self._policy
        refused = self._refuse_query(want.measure) if want.measure.rows is None else None
        if refused is not None:
            return refused
        written = want.result.plan.check.samples.columns
        if written:
            return self._keep(want, [parse_name(text) for text in written])
        return None if policy.has_hidden else _Shown(columns=None)

    def _refuse_query(self, measure: Measure) -> str | None:
        """Say why the rows of a user's query cannot be shown; None where they can."""
        policy = self._policy
        try:
            query = parse_query(measure.sql or "", self._dialect.sqlglot)
        except UserSqlError as error:
            return f"its query {error}"
        if not policy.has_hidden:
            return None
        disguise = find_disguise(query, lambda name: policy.hides(name, None))
        return None if disguise is None else f"columns are hidden, and its query {disguise}"

    def _from_engine(self, want: _Wanted, query: Query, brought: Measurements) -> _Shown | str:
        failure = next(
            (
                brought.failures[key]
                for key in (query.id, *query.outputs)
                if key in brought.failures
            ),
            None,
        )
        if failure is not None:
            return failure.text
        dataset = dataset_of(want.measure)
        if dataset is None:
            names = list(brought.tables[query.id].columns)
        else:
            rows = brought.catalogues.get(query.id, ())
            names = [column.name for column in columns_of(rows, dataset, self._dialect)]
        return self._keep(want, [exact_name(name, self._dialect.NAME_CASE) for name in names])

    def _keep(self, want: _Wanted, names: Sequence[Name]) -> _Shown | str:
        policy, dataset = self._policy, dataset_of(want.measure)
        masked = tuple(name for name in names if policy.masks(name.text, dataset))
        kept = tuple(name for name in names if not policy.hides(name.text, dataset))
        if not kept:
            return "all of its columns are hidden by the project"
        return _Shown(columns=kept, masked=masked)


def _sample(
    want: _Wanted, shown: _Shown | str, query: Query | None, brought: Measurements
) -> Sample:
    check = want.result.plan.check
    sample = Sample(
        check=check.id,
        name=check.name,
        dataset=str(check.dataset) if check.dataset is not None else None,
    )
    if isinstance(shown, str) or query is None:
        return replace(sample, error=shown if isinstance(shown, str) else "no query was made")
    if query.id in brought.failures:
        return replace(sample, error=brought.failures[query.id].text)
    rows = brought.tables[query.id]
    masked = tuple(name.text for name in shown.masked)
    return replace(
        sample,
        columns=_different((*rows.columns, *masked)),
        masked=masked,
        rows=rows.rows[: want.limit],
    )


def _different(names: Sequence[str]) -> tuple[str, ...]:
    """Number the names that stand twice, as a query of a user may have it."""
    found: list[str] = []
    for name in names:
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name}_{number}"
        found.append(free)
    return tuple(found)
