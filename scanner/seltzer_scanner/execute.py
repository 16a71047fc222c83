"""All queries of a plan, several at a time, until done or stopped."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event, Lock
from typing import TypeAlias

from seltzer_compiler.plan import Query
from seltzer_dialects.base import Dialect
from seltzer_dialects.connection import Connection, RawValue, Rows
from seltzer_scanner.progress import NoProgress, Progress
from seltzer_scanner.result import ExecutedQuery
from seltzer_scanner.run_query import QueryOutcome, fail_query, run_query
from seltzer_scanner.session import Session
from seltzer_specs.errors import ConnectError, QueryError

_CANCEL_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Measurements:
    """What the queries brought.

    Attributes:
        values: Values of measures by key.
        failures: Errors of measures by key; of catalogue queries by the id of the query.
        tables: Rows of measures by key, of queries whose rows are judged.
        catalogues: Rows of catalogue queries by the id of the query.
        executed: Every statement that was sent, in the order of the plan.
    """

    values: Mapping[str, RawValue]
    failures: Mapping[str, QueryError]
    tables: Mapping[str, Rows]
    catalogues: Mapping[str, tuple[tuple[RawValue, ...], ...]]
    executed: tuple[ExecutedQuery, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """How queries are run.

    Attributes:
        connect: Opens a connection; each thread has its own.
        dialect: Dialect of the plan.
        timeout_s: Seconds that one statement may take; None for no limit.
        max_workers: Queries at a time; None for as many as are good for the engine.
    """

    connect: Callable[[], Connection]
    dialect: Dialect
    timeout_s: float | None = None
    max_workers: int | None = None

    def run(self, queries: Sequence[Query], progress: Progress | None = None) -> Measurements:
        """Run all queries; one that fails costs only its own measures.

        Ctrl-C, or an exception of `progress`, stops the running statements on the engine, waits
        for the threads to end and goes on to the caller.
        """
        limit = self.max_workers or self.dialect.CONCURRENT_QUERIES
        crew = _Crew(self, queries, size=max(1, min(limit, len(queries))))
        outcomes = crew.run(progress or NoProgress())
        return _collect([outcomes[query.id] for query in queries])


@dataclass(frozen=True, slots=True)
class _Started:
    query: Query


@dataclass(frozen=True, slots=True)
class _Left:
    pass


_Event: TypeAlias = _Started | QueryOutcome | _Left


class _Crew:
    """Threads that share the queries; what happens reaches the caller's thread as events."""

    def __init__(self, runner: Runner, queries: Sequence[Query], *, size: int) -> None:
        self._dialect = runner.dialect
        self._todo = deque(queries)
        self._total = len(queries)
        self._lock = Lock()
        self._working = size
        self._events: SimpleQueue[_Event] = SimpleQueue()
        self._stop = Event()
        self._sessions = [
            Session(runner.connect, stop=self._stop, timeout_s=runner.timeout_s)
            for _ in range(size)
        ]

    def run(self, progress: Progress) -> dict[str, QueryOutcome]:
        with ThreadPoolExecutor(len(self._sessions), thread_name_prefix="scan") as pool:
            futures = [pool.submit(self._work, session) for session in self._sessions]
            try:
                outcomes = self._follow(progress)
            finally:
                self._end(futures)
        for future in futures:
            future.result()  # an error of our own must not look like a scan without answers
        return outcomes

    def _follow(self, progress: Progress) -> dict[str, QueryOutcome]:
        progress.started(self._total)
        outcomes: dict[str, QueryOutcome] = {}
        left = 0
        while left < len(self._sessions):
            event = self._events.get()
            if isinstance(event, _Started):
                progress.query_started(event.query)
            elif isinstance(event, QueryOutcome):
                outcomes[event.query.id] = event
                progress.query_finished(event.query, duration_s=event.duration_s, error=event.error)
            else:
                left += 1
        return outcomes

    def _end(self, futures: Sequence[Future[None]]) -> None:
        self._stop.set()
        # Again and again, because a statement may start between the flag and the cancel.
        while wait(futures, timeout=_CANCEL_AGAIN_S).not_done:
            for session in self._sessions:
                session.cancel()

    def _work(self, session: Session) -> None:
        try:
            while (query := self._take()) is not None:
                try:
                    session.open()
                except ConnectError as error:
                    if self._hand_back(query):
                        return
                    self._fail_all(query, error)
                    continue
                self._events.put(_Started(query))
                self._events.put(run_query(query, session.fetch, self._dialect))
        finally:
            session.close()
            self._events.put(_Left())

    def _take(self) -> Query | None:
        with self._lock:
            if self._todo and not self._stop.is_set():
                return self._todo.popleft()
            self._working -= 1
            return None

    def _hand_back(self, query: Query) -> bool:
        """Leave a query to the others, where there are any.

        An engine may allow fewer sessions than there are threads.
        """
        with self._lock:
            if self._working == 1:
                return False
            self._working -= 1
            self._todo.appendleft(query)
            return True

    def _fail_all(self, query: Query, error: ConnectError) -> None:
        with self._lock:
            queries = [query, *self._todo]
            self._todo.clear()
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
        executed=tuple(executed for outcome in outcomes for executed in outcome.executed),
    )
