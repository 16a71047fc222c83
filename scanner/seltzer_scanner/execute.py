"""All queries of a plan, several at a time, until done or stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeAlias

from seltzer_compiler.plan import Query
from seltzer_dialects.connection import RawValue, Rows
from seltzer_scanner.keys import KeySet
from seltzer_scanner.lane import Access, Lane
from seltzer_scanner.progress import NoProgress, Progress
from seltzer_scanner.records import RecordSet
from seltzer_scanner.result import ExecutedQuery
from seltzer_scanner.run_query import STREAMED, QueryOutcome, fail_query, run_query, run_stream
from seltzer_scanner.session import Session
from seltzer_specs.errors import ConnectError, QueryError

_CANCEL_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Measurements:
    """What the queries brought.

    Attributes:
        values: Values of measures by key.
        failures: Errors of measures by key; of catalogue, record and key queries by its id.
        tables: Rows of measures by key, of queries whose rows are judged.
        catalogues: Rows of catalogue queries by the id of the query.
        records: Digests of rows that are compared, by the id of the query.
        keys: Digests of keys that are looked up, by the id of the query.
        executed: Every statement that was sent, in the order of the plan.
    """

    values: Mapping[str, RawValue]
    failures: Mapping[str, QueryError]
    tables: Mapping[str, Rows]
    catalogues: Mapping[str, tuple[tuple[RawValue, ...], ...]]
    executed: tuple[ExecutedQuery, ...]
    records: Mapping[str, RecordSet] = field(default_factory=dict[str, RecordSet])
    keys: Mapping[str, KeySet] = field(default_factory=dict[str, KeySet])

    def close(self) -> None:
        """Give back what was kept on a disk."""
        for records in self.records.values():
            records.close()
        for keys in self.keys.values():
            keys.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """How queries are run.

    Attributes:
        own: The scanned data source.
        others: Other data sources that queries of the plan run on, by name.
    """

    own: Access
    others: Mapping[str, Access] = field(default_factory=dict[str, Access])

    def run(self, queries: Sequence[Query], progress: Progress | None = None) -> Measurements:
        """Run all queries; one that fails costs only its own measures.

        Ctrl-C, or an exception of `progress`, stops the running statements on the engine, waits
        for the threads to end and goes on to the caller.
        """
        outcomes = _Crew(self, queries).run(progress or NoProgress())
        return _collect([outcomes[query.id] for query in queries])

    def access(self, data_source: str | None) -> Access:
        """Give the way to a data source; None is the scanned one."""
        return self.own if data_source is None else self.others[data_source]


@dataclass(frozen=True, slots=True)
class _Started:
    query: Query


@dataclass(frozen=True, slots=True)
class _Left:
    pass


_Event: TypeAlias = _Started | QueryOutcome | _Left


class _Crew:
    """Threads that share the queries; what happens reaches the caller's thread as events."""

    def __init__(self, runner: Runner, queries: Sequence[Query]) -> None:
        self._total = len(queries)
        self._outcomes: dict[str, QueryOutcome] = {}
        self._events: SimpleQueue[_Event] = SimpleQueue()
        self._stop = Event()
        by_source: dict[str | None, list[Query]] = {} if queries else {None: []}
        for query in queries:
            by_source.setdefault(query.data_source, []).append(query)
        self._lanes = [
            Lane(runner.access(source), members, self._stop)
            for source, members in by_source.items()
        ]
        self._sessions = [session for lane in self._lanes for session in lane.sessions]
        self._bugs: list[BaseException] = []

    def run(self, progress: Progress) -> dict[str, QueryOutcome]:
        try:
            return self._run(progress)
        except BaseException:
            self._discard()
            raise

    def _run(self, progress: Progress) -> dict[str, QueryOutcome]:
        # Daemons: a second Ctrl-C ends the process, though a server that is gone without a word
        # leaves its thread waiting.
        threads = [
            Thread(target=self._work, args=(lane, session), name="scan", daemon=True)
            for lane in self._lanes
            for session in lane.sessions
        ]
        for thread in threads:
            thread.start()
        try:
            self._follow(progress)
        finally:
            self._end(threads)
        if self._bugs:  # an error of our own must not look like a scan without answers
            raise self._bugs[0]
        return self._outcomes

    def _discard(self) -> None:
        """Give back what was kept on a disk for a caller that gets nothing."""
        outcomes = list(self._outcomes.values())
        while not self._events.empty():
            event = self._events.get()
            if isinstance(event, QueryOutcome):
                outcomes.append(event)
        for outcome in outcomes:
            outcome.close()

    def _follow(self, progress: Progress) -> None:
        progress.started(self._total)
        left = 0
        while left < len(self._sessions):
            event = self._events.get()
            if isinstance(event, _Started):
                progress.query_started(event.query)
            elif isinstance(event, QueryOutcome):
                self._outcomes[event.query.id] = event
                progress.query_finished(event.query, duration_s=event.duration_s, error=event.error)
            else:
                left += 1

    def _end(self, threads: Sequence[Thread]) -> None:
        self._stop.set()
        for thread in threads:
            thread.join(_CANCEL_AGAIN_S)
            # Again and again, because a statement may start between the flag and the cancel.
            while thread.is_alive():
                for session in self._sessions:
                    session.cancel()
                thread.join(_CANCEL_AGAIN_S)

    def _work(self, lane: Lane, session: Session) -> None:
        try:
            self._run_all(lane, session)
        except BaseException as bug:  # noqa: BLE001  # it goes on in the caller's thread
            self._bugs.append(bug)
        finally:
            session.close()
            self._events.put(_Left())

    def _run_all(self, lane: Lane, session: Session) -> None:
        while lane.has_work():
            try:
                session.open()
            except ConnectError as error:
                if not lane.leave():
                    self._fail_all(lane.give_up(), error)
                return
            query = lane.take()
            if query is None:
                continue
            self._events.put(_Started(query))
            if query.kind in STREAMED:
                self._events.put(run_stream(query, session.stream))
            else:
                self._events.put(run_query(query, session.fetch, lane.dialect))
            lane.finish(query)

    def _fail_all(self, queries: Sequence[Query], error: ConnectError) -> None:
        failure = QueryError(str(error), code="connection")
        for lost in queries:
            self._events.put(fail_query(lost, failure))


def _collect(outcomes: Sequence[QueryOutcome]) -> Measurements:
    values: dict[str, RawValue] = {}
    failures: dict[str, QueryError] = {}
    for outcome in outcomes:
        values.update(outcome.values)
        failures.update(outcome.failures)
    return Measurements(
        values=values,
        failures=failures,
        tables={key: o.table for o in outcomes if o.table for key in o.query.outputs},
        catalogues={o.query.id: o.rows for o in outcomes if o.rows is not None},
        records={o.query.id: o.records for o in outcomes if o.records is not None},
        keys={o.query.id: o.keys for o in outcomes if o.keys is not None},
        executed=tuple(executed for outcome in outcomes for executed in outcome.executed),
    )
