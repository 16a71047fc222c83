"""Run a plan, reading of partitioned datasets only the partitions that changed.

Fingerprints are asked before everything else of a dataset, and those that are kept come from the
statement that brings the values, or from before it. So what is written while a scan runs shows as
a change in the next one, and nothing stale is ever taken for unchanged.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from seltzer_compiler.fuse import build_query
from seltzer_compiler.identity import digest
from seltzer_compiler.incremental.partitioned import (
    LISTED,
    Partitioned,
    PartitionKey,
    Wanted,
    fingerprint_query,
    partition,
    parts_query,
    probe_query,
)
from seltzer_compiler.measures import Measure
from seltzer_compiler.plan import Query, RawValue, ScanPlan
from seltzer_compiler.user_sql import UserSqlError
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Rows
from seltzer_scanner.execute import Measurements, Runner
from seltzer_scanner.incremental.changes import Changes, PartitionError, compare, fingerprints_of
from seltzer_scanner.incremental.memory import Memory
from seltzer_scanner.incremental.state import Parts
from seltzer_scanner.progress import Progress
from seltzer_specs.errors import QueryError
from seltzer_specs.wire.partitions import PartitionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Incremental:
    """How partitioned datasets are scanned.

    Attributes:
        columns: Partition column by the name of the dataset.
        memory: Where states are kept.
        secret: Keys their fingerprints.
        definition: Whose scan it is.
        is_whole: True reads everything anew, and keeps it.
    """

    columns: Mapping[str, str]
    memory: Memory
    secret: bytes
    definition: str
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Incremented:
    """What the queries brought.

    Attributes:
        measurements: As without partitions.
        replaced: Ids of queries of the plan in whose place others ran.
        notes: Lines for people.
    """

    measurements: Measurements
    replaced: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def run_incremental(
    plan: ScanPlan, runner: Runner, progress: Progress | None, incremental: Incremental
) -> Incremented:
    """Run the queries of a plan; of partitioned datasets, for what changed.

    Where a dataset cannot be read by partitions, its queries run as they are, and a note says why.
    """
    return _Run(plan, runner, incremental).run(progress)


@dataclass(slots=True)
class _Job:
    """One partitioned dataset in this scan."""

    plan: Partitioned
    key: str
    state: PartitionState | None
    known: Parts
    changes: Changes | None = None
    probes: tuple[Measure, ...] = ()

    @property
    def kept(self) -> tuple[Measure, ...]:
        """Measures whose parts are kept."""
        unkept = self.state.unkept if self.state is not None else ()
        return tuple(m for m in self.plan.merged if m.key not in unkept)

    @property
    def wanted(self) -> Wanted | None:
        """Partitions to read; None for all."""
        return Wanted(self.changes.to_read) if self.changes is not None else None

    @property
    def same(self) -> tuple[PartitionKey, ...]:
        """Partitions whose parts are known."""
        return self.changes.same if self.changes is not None else ()

    @property
    def needs_parts(self) -> bool:
        return bool(self.kept) and (self.changes is None or bool(self.changes.to_read))


class _Run:
    def __init__(self, plan: ScanPlan, runner: Runner, incremental: Incremental) -> None:
        self._plan = plan
        self._runner = runner
        self._incremental = incremental
        self._dialect: Dialect = runner.own.dialect
        self._notes: list[str] = []
        self._queries_of = {m.key: q for q in plan.queries for m in q.measures}
        self._done: list[Measurements] = []
        self._values: dict[str, RawValue] = {}

    def run(self, progress: Progress | None) -> Incremented:
        jobs = [job for job in self._jobs() if self._ask(job)]
        covered = {m.key for job in jobs for m in (*job.kept, *job.plan.probed)}
        rest = self._narrowed(self._queries_of.keys() - covered)
        own = {job.plan.dataset: self._questions(job) for job in jobs}
        self._send([*(q for queries in own.values() for q in queries.values()), *rest], progress)
        again = [measure for job in jobs for measure in self._settle(job, own[job.plan.dataset])]
        if again:
            self._send(self._narrowed({measure.key for measure in again}), None)
        replaced = {self._queries_of[key].id for key in covered}
        return Incremented(self._collected(), frozenset(replaced), tuple(self._notes))

    def _jobs(self) -> Iterable[_Job]:
        measures: dict[str, list[Measure]] = {}
        for query in self._plan.queries:
            if query.data_source is None and query.dataset in self._incremental.columns:
                measures.setdefault(str(query.dataset), []).extend(query.measures)
        for name, members in measures.items():
            job = self._job(name, members)
            if job is not None:
                yield job

    def _job(self, name: str, measures: Sequence[Measure]) -> _Job | None:
        rows = next((m.rows for m in measures if m.rows is not None), None)
        if rows is None:
            return None
        column = self._incremental.columns[name]
        try:
            found = partition(rows.dataset, column, measures, self._dialect)
        except UserSqlError as error:
            self._note(name, f'partition column "{column}" {error}')
            return None
        if found is None:
            return None
        asked = (m.key for m in (*found.merged, *found.probed))
        key = digest(
            self._incremental.definition, self._plan.data_source, found.fingerprint, *sorted(asked)
        )
        state = None if self._incremental.is_whole else self._incremental.memory.load(key)
        known = Parts.of_state(state) if state is not None else Parts({}, {})
        return _Job(found, key, state, known)

    def _ask(self, job: _Job) -> bool:
        """Ask what changed; without an answer the dataset is scanned as without partitions."""
        if job.state is None:
            return True
        query = fingerprint_query(job.plan, self._dialect)
        answer = self._rows(self._send([query], None), query)
        try:
            if isinstance(answer, QueryError):
                raise PartitionError(f"its partitions could not be compared: {answer}")
            found = fingerprints_of(answer, self._incremental.secret)
        except PartitionError as error:
            self._note(str(job.plan.dataset), str(error))
            return False
        job.changes = compare(found, job.known.fingerprints)
        new = job.changes.new
        if job.changes.has_only_new and len(new) <= LISTED:
            known = job.state.duplicates
            job.probes = tuple(m for m in job.plan.probed if m.key in known)
        return True

    def _questions(self, job: _Job) -> dict[str, Query]:
        """Give the queries of a job by what they answer: `parts`, or the key of a measure."""
        found: dict[str, Query] = {}
        if job.needs_parts:
            found["parts"] = parts_query(job.plan, job.kept, job.wanted, self._dialect)
        for measure in job.plan.probed:
            if measure not in job.probes:
                found[measure.key] = self._queries_of[measure.key]
            elif job.changes is not None and job.changes.new:
                new = Wanted(job.changes.new)
                found[measure.key] = probe_query(job.plan, measure, new, self._dialect)
        return found

    def _narrowed(self, keys: Set[str]) -> list[Query]:
        """Give the queries of the plan for some of its measures, and for no others."""
        found: list[Query] = []
        for query in self._plan.queries:
            left = [m for m in query.measures if m.key in keys]
            if len(left) == len(query.measures):
                found.append(query)
            elif left:
                found.append(build_query(left, query.kind, self._dialect, rules=query.rules))
        return found

    def _settle(self, job: _Job, queries: Mapping[str, Query]) -> Sequence[Measure]:
        """Merge what came with what is known and keep it; give the measures to ask again."""
        try:
            parts = self._parts(job, queries.get("parts"))
        except PartitionError as error:
            self._note(str(job.plan.dataset), str(error))
            return job.kept
        texts = parts.texts(job.kept)
        kept = [m for m in job.kept if m.key not in texts]
        parts = parts.only(job.kept, kept)
        try:
            self._values.update(parts.merged(kept, self._dialect))
        except (TypeError, ValueError, ArithmeticError) as error:
            self._note(str(job.plan.dataset), f"its parts do not merge: {error}")
            return job.kept
        self._keep(job, parts, self._duplicates(job, queries), kept)
        return [m for m in job.kept if m not in kept]

    def _parts(self, job: _Job, query: Query | None) -> Parts:
        if query is None:
            return job.known.updated(Parts({}, {}), kept=job.same)
        answer = self._rows(self._done[-1], query)
        if isinstance(answer, QueryError):
            raise PartitionError(f"reading it by partitions failed: {answer}")
        fresh = Parts.of_rows(answer, self._incremental.secret)
        return job.known.updated(fresh, kept=job.same)

    def _duplicates(self, job: _Job, queries: Mapping[str, Query]) -> dict[str, int]:
        """Give the duplicate counts that are known now, and add up what was probed."""
        found: dict[str, int] = {}
        for measure in job.plan.probed:
            query = queries.get(measure.key)
            before = job.state.duplicates[measure.key] if measure in job.probes and job.state else 0
            count: RawValue = 0
            if measure in job.probes and query is not None:
                answer = self._rows(self._done[-1], query)
                if isinstance(answer, QueryError):
                    continue
                count = answer.rows[0][0]
            elif query is not None:
                count = self._done[-1].values.get(measure.key)
            if isinstance(count, int):
                found[measure.key] = self._values[measure.key] = before + count
        return found

    def _keep(
        self, job: _Job, parts: Parts, duplicates: Mapping[str, int], kept: Sequence[Measure]
    ) -> None:
        state = PartitionState(
            definition=self._incremental.definition,
            data_source=self._plan.data_source,
            dataset=str(job.plan.dataset),
            partitions=parts.to_wire(),
            duplicates=dict(duplicates),
            unkept=tuple(sorted(m.key for m in job.plan.merged if m not in kept)),
        )
        if state != job.state:
            self._incremental.memory.save(job.key, state)

    def _send(self, queries: Sequence[Query], progress: Progress | None) -> Measurements:
        self._done.append(self._runner.run(queries, progress))
        return self._done[-1]

    def _rows(self, found: Measurements, query: Query) -> Rows | QueryError:
        key = query.outputs[0]
        return found.failures[key] if key in found.failures else found.tables[key]

    def _note(self, dataset: str, why: str) -> None:
        self._notes.append(f"{dataset} was scanned as a whole: {' '.join(why.split())}")

    def _collected(self) -> Measurements:
        values: dict[str, RawValue] = {}
        failures: dict[str, QueryError] = {}
        for part in self._done:
            values |= part.values
            failures |= part.failures
        last = self._done[-1] if self._done else None
        values |= self._values
        return replace(
            last or Measurements({}, {}, {}, {}, ()),
            values=values,
            failures={key: error for key, error in failures.items() if key not in values},
            tables={key: rows for part in self._done for key, rows in part.tables.items()},
            catalogues={k: rows for part in self._done for k, rows in part.catalogues.items()},
            records={k: r for part in self._done for k, r in part.records.items()},
            executed=tuple(each for part in self._done for each in part.executed),
        )
