"""Bulk writes: one thread on SQLite that commits what waits together, direct on PostgreSQL.

One fsync per group instead of one per batch is what makes SQLite fast enough; each piece of work
has a savepoint of its own, so that a bad one does not take its neighbours along.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from seltzer_specs.errors import SeltzerError

T = TypeVar("T")
OpenSession = Callable[[], AbstractContextManager[Session]]

QUEUE_SLOTS = 200
GROUP_SIZE = 32
RETRIES = 5
TRANSIENT_SQLSTATES = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: the same work succeeds when it is done again."""


class WriterBusyError(SeltzerError):
    """The queue of writes is full; the sender is asked to come again."""


class Writer(Protocol):
    """Takes pieces of work and answers after their commit."""

    def submit(self, work: Callable[[Session], T]) -> T:
        """Do the work in a transaction; raises what the work or the commit raised."""
        ...

    def close(self) -> None:
        """Finish what is queued."""
        ...


class DirectWriter:
    """Does each piece of work in the caller's thread, in a transaction of its own."""

    def __init__(self, open_session: OpenSession) -> None:
        self._open_session = open_session

    def submit(self, work: Callable[[Session], T]) -> T:
        """Do the work, again after a deadlock."""
        for _attempt in range(RETRIES):
            try:
                return self._do(work)
            except OperationalError as error:
                if not _is_transient(error):
                    raise
        return self._do(work)

    def _do(self, work: Callable[[Session], T]) -> T:
        with self._open_session() as session:
            return work(session)

    def close(self) -> None:
        """Nothing is ever queued."""


class GroupWriter:
    """Does queued pieces of work in one thread, up to `GROUP_SIZE` per commit."""

    def __init__(self, open_session: OpenSession) -> None:
        self._open_session = open_session
        self._queue: queue.Queue[_Job[Any] | None] = queue.Queue(QUEUE_SLOTS)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def submit(self, work: Callable[[Session], T]) -> T:
        """Queue the work and wait for its commit.

        Raises:
            WriterBusyError: too much is queued already, or the server stops.
        """
        job = _Job(work)
        with self._lock:
            if self._is_closed:
                raise WriterBusyError("the server stops; send again later")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            try:
                self._queue.put_nowait(job)
            except queue.Full:
                raise WriterBusyError("too many batches wait; send again later") from None
        return job.future.result()

    def close(self) -> None:
        """Finish what is queued and stop the thread."""
        with self._lock:
            self._is_closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            is_last = False
            while len(group) < GROUP_SIZE and not is_last:
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    is_last = True
                else:
                    group.append(job)
            self._commit(group)
            if is_last:
                return

    def _commit(self, group: list["_Job[Any]"]) -> None:
        with _GroupOutcome(group), self._open_session() as session:
            for job in group:
                with _JobOutcome(job), session.begin_nested():
                    job.result = job.work(session)


class _Job(Generic[T]):
    """A piece of work, what it gave, and who waits for it."""

    def __init__(self, work: Callable[[Session], T]) -> None:
        self.work = work
        self.future: Future[T] = Future()
        self.result: T | None = None
        self.error: BaseException | None = None


class _JobOutcome:
    """Keeps the error of one job for its sender, so that the rest of the group goes on."""

    def __init__(self, job: _Job[Any]) -> None:
        self._job = job

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        self._job.error = _first_cause(error)
        # A full disk or a lost file ends the whole transaction, savepoints included: SQLite may
        # have rolled it back already, and work done after that would be committed by itself.
        return error is not None and not isinstance(error, OperationalError)


class _GroupOutcome:
    """Answers all senders once the commit is done, or tells them why there was none."""

    def __init__(self, group: list[_Job[Any]]) -> None:
        self._group = group

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        for job in self._group:
            # Its own error first: a failed commit may only be the echo of one bad job.
            cause = job.error or error
            if cause is not None:
                job.future.set_exception(cause)
            else:
                job.future.set_result(job.result)
        return error is not None


def _first_cause(error: BaseException | None) -> BaseException | None:
    """Give the store's first complaint; going back to a savepoint that is gone only echoes it."""
    first = error
    while isinstance(error, DBAPIError | sqlite3.Error):
        first = error if isinstance(error, DBAPIError) else first
        error = error.__context__
    return first


def _is_transient(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in TRANSIENT_SQLSTATES
